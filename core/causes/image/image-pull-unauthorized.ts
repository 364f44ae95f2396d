import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { parseImage } from '../../workloads/images/image-name.ts'
import { templatePatch } from '../../workloads/template-patch.ts'
import { detectPull } from './image-pull-hit.ts'
import { pullSecretsOf } from './pull-secrets.ts'
import { sandboxWords } from './sandbox-image.ts'

export default defineCause({
  id: 'image-pull-unauthorized',
  stage: 'image',
  owner: 'app',
  patience: 'soon',
  text: {
    summary: 'The registry wants credentials or refuses those given',
    shows:
      'The container waits in ErrImagePull or ImagePullBackOff; the event says `401 Unauthorized`, `403 Forbidden`, `pull access denied` or `no basic auth credentials`.',
    happens:
      'A private repository without an imagePullSecret, a Secret with an old password or for another host, or a node whose cloud identity may not read the registry. Registries that hide private repositories answer the same for one that does not exist.',
    fix: 'Create a Secret of type kubernetes.io/dockerconfigjson for exactly this registry host and name it in imagePullSecrets of the pod or its service account.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job', 'ServiceAccount', 'Secret'],

  detect(pod, cluster) {
    const hits = detectPull(pod, cluster, 'image-pull-unauthorized')
    const secrets = hits.length === 0 ? undefined : pullSecretsOf(pod, cluster)
    if (secrets === undefined) return []
    return hits.flatMap(hit => {
      if (hit.facts.sandbox === undefined && secrets.missing.length > 0) return []
      const isHidden = /does not exist or may require/i.test(hit.facts.message)
      const isProven = !isHidden || /no basic auth credentials|\b401\b|unauthorized/i.test(hit.facts.message)
      return {
        ...hit,
        confidence: isProven ? 'certain' : 'likely',
        facts: { ...hit.facts, secrets: secrets.named.map(({ name }) => name), isHidden },
        field:
          secrets.named.length > 0
            ? undefined
            : hit.field && {
                object: hit.field.object,
                path: hit.field.path.replace(/\.(?:initC|c)ontainers\[.*$/, '.imagePullSecrets'),
              },
      }
    })
  },

  explain({ image, container, secrets, workload, isHidden, sandbox }) {
    if (sandbox !== undefined) return sandboxWords(sandbox, `registry ${parseImage(image).registry} refuses it`)
    const { registry } = parseImage(image)
    const [secret = 'registry-credentials'] = secrets
    const used =
      secrets.length === 0 ? 'the pod gives no imagePullSecret' : `the credentials in ${secrets.join(', ')} are refused`
    return {
      title: `registry ${registry} refuses to give ${image}: ${used}`,
      why: `Container ${container} cannot start without its image${isHidden ? '; the registry answers the same for a repository that does not exist, so check the name too' : ''}.`,
      fix: [
        {
          text:
            secrets.length === 0
              ? 'Create a Secret with credentials for the registry.'
              : `Replace the credentials in Secret ${secret}.`,
          command: sh`kubectl create secret docker-registry ${secret}${workload.place} --docker-server=${registry} --docker-username=USER --docker-password=PASSWORD --dry-run=client -o yaml | kubectl apply -f -`,
        },
        ...(secrets.length > 0
          ? []
          : [
              {
                text: 'Name the Secret in the pod template.',
                patch: templatePatch(workload.kind, { imagePullSecrets: [{ name: secret }] }),
              },
            ]),
      ],
    }
  },
})
