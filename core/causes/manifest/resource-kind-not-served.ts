import type { Step } from '../../cause.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { groupOf } from '../../kube/api-group.ts'
import type { Kube } from '../../kube/index.ts'
import { nearest } from '../../nearest.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf, refTo } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { howOften } from '../../workloads/how-often.ts'
import { workloadOf } from '../../workloads/workloads.ts'
import { identityOf, isForTool } from './manifests.ts'
import { requestedKinds } from './requested-kinds.ts'
import { isCustom, isOnItsWay, removedApi, servedApis } from './served-apis.ts'

interface Facts {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly successor: string | undefined
  readonly removed: string | undefined
  readonly near: string | undefined
  readonly isOthers: boolean
  /** The container that uses it, if it is not in a manifest. */
  readonly client: string | undefined
  /** How often it has failed without, if it goes on. */
  readonly often: string | undefined
}

/** Kinds without which apps exit or keep failing according to their logs, unless the cluster serves them now. */
function askedInVain(pod: Kube<'Pod'>, cluster: Cluster) {
  return requestedKinds(pod, cluster).flatMap(({ failing, apiVersion, kind, evidence }) => {
    const { view, lasting, since, healing, degrades } = failing
    const apis = servedApis(cluster)
    if (apis?.mayServe(apiVersion, kind) === true) return []
    const removed = removedApi(`${apiVersion}/${kind}`)
    const facts: Facts = {
      apiVersion,
      kind,
      name: '',
      successor: removed?.successor,
      removed: removed?.release,
      near: undefined,
      isOthers: isCustom(groupOf(apiVersion)),
      client: view.name,
      often: lasting && howOften(lasting, cluster.now),
    }
    return {
      facts,
      subject: { ...workloadOf(pod, cluster), container: view.name },
      container: view.name,
      explains: [refOf(pod)],
      evidence,
      since,
      healing,
      degrades,
      confidence: apis === undefined ? ('likely' as const) : ('certain' as const),
    }
  })
}

export default defineCause({
  id: 'resource-kind-not-served',
  stage: 'manifest',
  owner: 'app',
  patience: {
    why: `${BUDGETS.soon.seconds}s if a program uses it, since the next step of the same deployment may install it; not at all in a manifest`,
    seconds: ({ client }) => (client === undefined ? 0 : BUDGETS.soon.seconds),
  },
  text: {
    summary: 'A manifest or a program uses an API version or kind that the cluster does not serve',
    shows:
      '`kubectl apply` says `no matches for kind "…" in version "…"`, `ensure CRDs are installed first`; an operator logs the same and exits, or tries again.',
    happens:
      'The API version was removed in this Kubernetes release, the CustomResourceDefinition is not installed (or not yet), or the kind or version has a typo.',
    fix: 'Use an API version that the cluster serves (`kubectl api-resources`), or install the CustomResourceDefinition first.',
    docs: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/'],
  },

  on: ['Pod'],
  reads: ['APIService'],

  detect: askedInVain,

  *detectOnCluster(cluster) {
    const { manifests = [] } = cluster.snapshot
    const apis = manifests.length === 0 ? undefined : servedApis(cluster)
    if (apis === undefined) return
    const { kinds, mayServe } = apis
    for (const { source, object } of manifests) {
      const identity = identityOf(object)
      if (identity === undefined || mayServe(identity.apiVersion, identity.kind)) continue
      const { apiVersion, kind, name, namespace } = identity
      const group = groupOf(apiVersion)
      if (isForTool(apiVersion, kind, object) || isOnItsWay(group, kind, cluster)) continue
      const removed = removedApi(`${apiVersion}/${kind}`)
      const versions = kinds.filter(offer => offer.kind === kind).map(({ version }) => version)
      const ofGroup = kinds.filter(({ version }) => groupOf(version) === group)
      const successor =
        versions.find(version => version === removed?.successor) ??
        versions.find(version => groupOf(version) === group) ??
        (isCustom(group) ? undefined : versions.find(version => !isCustom(groupOf(version)))) ??
        (removed !== undefined && mayServe(removed.successor, kind) ? removed.successor : undefined)
      const near = nearest(
        kind,
        ofGroup.map(offer => offer.kind),
      )
      const subject = refTo(kind, namespace, name)
      const isKindWrong = successor === undefined && near !== undefined
      const suggestion = successor ?? near
      yield {
        facts: {
          apiVersion,
          kind,
          name,
          successor,
          removed: removed?.release,
          near,
          isOthers: isCustom(group),
          client: undefined,
          often: undefined,
        },
        subject,
        evidence: [{ object: subject, path: source, value: `apiVersion: ${apiVersion}, kind: ${kind}` }],
        field: {
          object: subject,
          ...(isKindWrong ? { path: 'kind', value: kind } : { path: 'apiVersion', value: apiVersion }),
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      }
    }
  },

  explain({ apiVersion, kind, name, successor, removed, near, isOthers, client, often }) {
    const fix: Step[] = []
    if (client !== undefined && !isOthers) {
      fix.push({
        kind: 'change',
        text: `Use a version of the program that uses ${successor ?? 'an API version that the cluster serves'}.`,
      })
      fix.push({
        kind: 'check',
        text: 'List the kinds and versions that the cluster serves.',
        command: 'kubectl api-resources',
      })
    } else if (successor !== undefined) {
      fix.push({
        kind: 'change',
        text: `Set apiVersion: ${successor} in the manifest; some fields may have other names there.`,
      })
      fix.push({
        kind: 'check',
        text: 'List the fields of the new version.',
        command: sh`kubectl explain ${kind.toLowerCase()} --api-version=${successor}`,
      })
    } else if (near !== undefined) {
      fix.push({ kind: 'change', text: `Set kind: ${near} in the manifest, if that is the one you meant.` })
      fix.push({ kind: 'check', text: 'List the kinds that the cluster serves.', command: 'kubectl api-resources' })
    } else if (isOthers) {
      fix.push({
        kind: 'change',
        text: 'Install the CustomResourceDefinition first, and wait until it is established.',
      })
      fix.push({
        kind: 'check',
        text: 'List the installed CustomResourceDefinitions.',
        command: 'kubectl get customresourcedefinitions',
      })
    } else {
      fix.push({ kind: 'change', text: 'Use a version and kind that the cluster serves.' })
      fix.push({
        kind: 'check',
        text: 'List the kinds and versions that the cluster serves.',
        command: 'kubectl api-resources',
      })
    }
    return {
      title: `the cluster does not serve ${kind} of ${apiVersion}${removed === undefined ? '' : `, which Kubernetes ${removed} removed`}`,
      why:
        client !== undefined
          ? `Container ${client} uses it and ${often === undefined ? 'exits with an error' : `keeps failing without it: ${often}`}.`
          : `${kind} ${name} cannot be created or updated, and whatever needs it has to do without.`,
      fix,
    }
  },
})
