import * as core from '@actions/core'
import type { ObjectRef, Report, Unseen } from '../core/index.ts'
import { refText } from '../core/ref.ts'
import { inertLine, terminal } from '../core/render/escape.ts'
import { isStalling } from '../core/summary.ts'
import { type ClientNodeCluster, clientNodeCluster } from './cluster/client-node.ts'
import { isKubeconfigText } from './cluster/kubeconfig-input.ts'
import { formatDuration } from './duration.ts'
import type { Inputs } from './inputs.ts'
import { declaredObjects, snapshotManifests } from './manifests/declared.ts'
import { loadManifests } from './manifests/load.ts'
import type { Source } from './manifests/source.ts'
import { failureOf, type Outcome } from './outcome.ts'
import { openFeed } from './watch/feed.ts'
import { createBell, type Watched, watchRollout } from './watch/watch.ts'

/** What the step may report and redact while it waits. */
export interface WatchContext {
  readonly workspace: string
  /** `RUNNER_TEMP`. */
  readonly temp: string
  /** Redacts secret values in a text. */
  readonly hide: (text: string) => string
  /** Settles when the runner asks to stop. */
  readonly cancelled: Promise<unknown>
}

/** Waits for the inputs' targets. Throws a sentence if there is no cluster to watch, or nothing to wait for. */
export async function watchCluster(inputs: Inputs, context: WatchContext): Promise<Outcome> {
  const { workspace, temp, hide, cancelled } = context
  const at = new Date().toISOString()
  const [cluster, { sources, skipped }] = await Promise.all([
    connect(inputs),
    loadManifests(inputs.manifests, { cwd: workspace, temp }),
  ])
  for (const { name, why } of skipped) core.notice(`${name} was not read: ${why}.`)
  const namespace = inputs.namespace ?? cluster.namespace ?? 'default'
  const named = namedIn(inputs, sources, namespace)
  const namespaces = namespacesOf(inputs, named, namespace)
  const bell = createBell()
  const feed = await openFeed(cluster, namespaces, bell.ring)
  const blind = blindSpot(feed.snapshot().unseen ?? [], named)
  if (blind !== undefined) {
    feed.close()
    throw new Error(blind)
  }
  core.startGroup(hide(`Waiting for ${titleOf(inputs, named, namespace)}`))
  const started = performance.now()
  try {
    const watched = await watchRollout(feed, bell, {
      wanted: { namespace, named, selector: inputs.selector },
      manifests: snapshotManifests(sources),
      failFast: inputs['fail-fast'],
      settle: inputs.settle,
      timeout: inputs.timeout,
      cancelled,
      onWaiting: reasons => {
        const since = formatDuration(performance.now() - started)
        for (const reason of reasons) core.info(inertLine(`${since.padStart(6)}  ${terminal(hide(reason), 400)}`))
      },
    })
    return { ...outcomeOf(watched, inputs), namespaces, at }
  } finally {
    core.endGroup()
    feed.close()
  }
}

/** Why waiting is pointless: a target, or its pods, may not be read. */
function blindSpot(unseen: readonly Unseen[], named: readonly ObjectRef[]): string | undefined {
  const needed = new Set(['Pod', ...named.map(({ kind }) => kind)])
  const blind = unseen.find(({ kind, why }) => needed.has(kind) && why === 'forbidden')
  if (blind === undefined) return undefined
  const { kind, namespace, grant } = blind
  const rule = grant === undefined ? '' : `: ${grant.replace('["list"]', '["list", "watch"]')}`
  const role = `kubewhy rbac${namespace === undefined ? '' : ` -n ${namespace}`} --watch --logs`
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`
  return `The credentials do not allow listing ${kind}s${where}. Add this rule to their role${rule}. \`${role}\` prints the whole role.`
}

function connect({ kubeconfig, context }: Inputs): Promise<ClientNodeCluster> {
  return clientNodeCluster({
    allowPlugins: true,
    ...(kubeconfig !== undefined && isKubeconfigText(kubeconfig) ? { kubeconfig } : {}),
    ...(context === undefined ? {} : { context }),
  })
}

function namedIn(inputs: Inputs, sources: readonly Source[], namespace: string): readonly ObjectRef[] {
  const declared = declaredObjects(sources, namespace)
  if (inputs.manifests.length > 0 && declared.length === 0) {
    throw new Error('manifests: they declare no workload, Service, claim or Ingress to wait for.')
  }
  const refs = declared.map(({ kind, namespace: place, name }) => ({ kind, namespace: place, name }))
  return [...inputs.workloads.map(({ kind, name }) => ({ kind, namespace, name })), ...refs]
}

function namespacesOf(inputs: Inputs, named: readonly ObjectRef[], namespace: string): readonly string[] {
  const own = inputs.selector !== undefined || named.length === 0 ? [namespace] : []
  return [...new Set([...own, ...named.flatMap(ref => ref.namespace ?? [])])]
}

function titleOf({ selector }: Inputs, named: readonly ObjectRef[], namespace: string): string {
  const first = named.slice(0, 5).map(refText)
  const more = named.length - first.length
  const names = [...first, ...(more > 0 ? [`${more} more`] : [])]
  if (selector !== undefined) names.push(`workloads that match the selector in ${namespace}`)
  return names.length === 0 ? `all workloads in namespace ${namespace}` : names.join(', ')
}

function outcomeOf({ decision, report, snapshot, took }: Watched, inputs: Inputs) {
  const base = { snapshot, took, cancelled: decision.state === 'cancelled' }
  if (decision.state === 'succeeded') {
    const failure = report.verdict === 'degraded' ? failureOf(report, inputs['fail-on']) : undefined
    return { ...base, report, ...(failure === undefined ? {} : { failure }) }
  }
  const text = decision.state === 'cancelled' ? `Cancelled after ${formatDuration(took)}.` : decision.text
  const isExplained = report.problems.some(isStalling)
  const said: Report = isExplained ? report : { ...report, summary: text }
  const isFailure = decision.state === 'cancelled' || inputs['fail-on'] !== 'never'
  return { ...base, report: said, ...(isFailure ? { failure: text } : {}) }
}
