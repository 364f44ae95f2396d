import { inertLine, terminal } from '../../core/render/escape.ts'
import { isStalling } from '../../core/summary.ts'
import { formatAge } from '../../core/time.ts'
import { clientNodeCluster } from '../cluster/client-node.ts'
import { parseDuration } from '../duration.ts'
import { parseLabelSelector } from '../inputs/label-selector.ts'
import { FAIL_FAST, type FailFast } from '../inputs.ts'
import { openFeed } from '../watch/feed.ts'
import { createBell, watchRollout } from '../watch/watch.ts'
import { bareName, readArguments } from './arguments.ts'
import type { DiagnoseOptions } from './diagnose.ts'
import { rendered } from './diagnose.ts'
import { EXIT, UsageError } from './exit-code.ts'
import { deliver } from './output.ts'

/** The options of `--watch`. */
export interface WatchOptions {
  readonly watch?: boolean
  readonly failFast: string
  readonly settle: string
  readonly wait: string
}

function durationOf(option: string, text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined)
    throw new UsageError(`invalid --${option} ${JSON.stringify(text.slice(0, 40))}`, 'Use the form 90s, 10m or 1h30m.')
  return milliseconds
}

function failFastOf(text: string): FailFast {
  const mode = FAIL_FAST.find(each => each === text)
  if (mode === undefined)
    throw new UsageError(`invalid --fail-fast ${JSON.stringify(text.slice(0, 40))}`, `Use ${FAIL_FAST.join(', ')}.`)
  return mode
}

/**
 * Waits for a rollout of the live cluster like the action, with the same judge. Returns the action's exit code: 0
 * rolled out, 1 failed, doomed or timed out. Throws UsageError and KubeconfigError.
 */
export async function runWatch(words: readonly string[], options: DiagnoseOptions & WatchOptions): Promise<number> {
  const { target, path, bare } = readArguments(words, options.filename, true, true, options.selector)
  if (bare !== undefined) throw bareName(bare, [`deployment/${bare}`])
  if (path !== undefined || options.allNamespaces === true || (options.namespace?.length ?? 0) > 1)
    throw new UsageError('--watch works in one namespace of the live cluster.', 'Remove -f, -A and additional -n.')
  const ignored = options.withPatch !== undefined ? '--with-patch' : options.hosts !== undefined ? '--hosts' : undefined
  if (ignored !== undefined) throw new UsageError(`${ignored} cannot be used with --watch.`, 'Remove one of them.')
  const rules = {
    failFast: failFastOf(options.failFast),
    settle: durationOf('settle', options.settle),
    timeout: durationOf('wait', options.wait),
  }
  const selector = options.selector === undefined ? undefined : parseLabelSelector(options.selector)
  if (options.selector !== undefined && selector === undefined)
    throw new UsageError(
      `invalid label selector ${JSON.stringify(options.selector.slice(0, 80))}`,
      'Use kubectl syntax: app=web.',
    )
  if (options.kubeconfig !== undefined) process.env['KUBECONFIG'] = options.kubeconfig
  const { context } = options
  const cluster = await clientNodeCluster({ allowPlugins: true, ...(context === undefined ? {} : { context }) })
  const namespace = options.namespace?.[0] ?? cluster.namespace ?? 'default'
  const bell = createBell()
  const feed = await openFeed(cluster, [namespace], bell.ring)
  const cancelled = new Promise<void>(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  const started = performance.now()
  try {
    const { decision, report } = await watchRollout(feed, bell, {
      ...rules,
      wanted: { namespace, named: target === undefined ? [] : [{ ...target, namespace }], selector },
      manifests: [],
      cancelled,
      onWaiting: reasons => {
        const since = formatAge(performance.now() - started).padStart(6)
        for (const reason of reasons) process.stderr.write(`${inertLine(`${since}  ${terminal(reason, 400)}`)}\n`)
      },
    })
    const isExplained = decision.state === 'succeeded' || report.problems.some(isStalling)
    const text = 'text' in decision ? decision.text : 'Cancelled.'
    const said = isExplained ? report : { ...report, summary: text }
    await deliver(await rendered(said, options), options)
    if (decision.state === 'failed' && isExplained) process.stderr.write(`${inertLine(terminal(text, 400))}\n`)
    return decision.state === 'succeeded' ? EXIT.fine : EXIT.problems
  } finally {
    feed.close()
  }
}
