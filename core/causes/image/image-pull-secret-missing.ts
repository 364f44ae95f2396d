import { eventEvidence } from '../../evidence.ts'
import { nearest } from '../../nearest.ts'
import { defineCause } from '../../rule.ts'
import { placeOf, command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { podSpecPath, workloadOf } from '../../workloads/workloads.ts'
import { detectPull } from './image-pull-hit.ts'
import { pullSecretsOf } from './pull-secrets.ts'

export default defineCause({
  id: 'image-pull-secret-missing',
  stage: 'image',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'An imagePullSecret that the pod or its service account names does not exist and the pull is refused',
    shows:
      'The container waits in ImagePullBackOff with an authorization error; an event FailedToRetrieveImagePullSecret names the Secret.',
    happens:
      'The Secret was never created in this namespace (Secrets are not shared between namespaces), or its name has a typing error.',
    fix: 'Create the Secret in the pod’s namespace, or name the one that exists.',
    docs: ['https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod'],
  },
  on: ['Pod'],
  reads: ['Secret', 'ServiceAccount', 'ReplicaSet', 'Job'],

  *detect(pod, cluster) {
    const hits = detectPull(pod, cluster, 'image-pull-unauthorized').filter(({ facts }) => facts.sandbox === undefined)
    if (hits.length === 0) return
    const { missing } = pullSecretsOf(pod, cluster)
    // Admission copies the secrets of a service account into its pods: what both name is corrected in the account.
    const places = new Map(missing.map(place => [place.secret.name, place]))
    for (const hit of hits) {
      const workload = workloadOf(pod, cluster)
      for (const { secret, via, event } of places.values()) {
        const isOwn = via.kind === 'Pod'
        const index = pod.spec?.imagePullSecrets?.findIndex(({ name }) => name === secret.name)
        const others = cluster
          .list('Secret', secret.namespace)
          .filter(({ type }) => type === undefined || type.startsWith('kubernetes.io/dockerc'))
        const suggestion = nearest(
          secret.name,
          others.map(({ metadata }) => metadata.name),
        )
        yield {
          ...hit,
          facts: { secret: secret.name, place: placeOf(secret.namespace), image: hit.facts.image, suggestion },
          subject: secret,
          evidence: [
            ...(event === undefined ? [] : [eventEvidence(event)]),
            {
              object: via,
              path: isOwn ? `spec.imagePullSecrets[${index}].name` : 'imagePullSecrets',
              value: secret.name,
            },
            ...hit.evidence,
          ],
          field: {
            object: isOwn ? workload : via,
            path: isOwn
              ? `${podSpecPath(workload.kind)}.imagePullSecrets[name=${secret.name}].name`
              : `imagePullSecrets[name=${secret.name}].name`,
            value: secret.name,
            ...(suggestion === undefined ? {} : { suggestion }),
          },
        }
      }
    }
  },

  explain({ secret, place, image, suggestion }) {
    const { registry } = parseImage(image)
    return {
      title: `image pull secret ${secret} does not exist`,
      why: `Without it the registry ${registry} refuses to give ${image}.`,
      fix: [
        ...(suggestion === undefined
          ? []
          : [{ text: `Name Secret ${suggestion}, which exists, if that is the one meant.` }]),
        {
          text: 'Create the Secret.',
          command: sh`kubectl create secret docker-registry ${secret}${place} --docker-server=${registry} --docker-username=USER --docker-password=PASSWORD`,
        },
      ],
    }
  },
})
