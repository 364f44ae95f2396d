import type { Cluster } from '../../cluster/cluster.ts'
import type { Probe } from '../../kube/container.ts'
import type { Kube } from '../../kube/index.ts'
import { containersOf } from '../containers.ts'
import { isReady } from '../pods.ts'
import { kindOf } from './messages.ts'

/** A probe for the leader: Patroni's `/leader` and `/primary`, a script `is-leader`. */
const LEADING = /(?:^|[/=\s_-])(?:is[-_]?)?(?:leader|master|primary)(?:$|[/?&\s_-])/i
/** A standby's response: words of its own, or 429, which Vault returns on standby. */
const STANDING_BY =
  /\bnot (?:the |a )?(?:current )?(?:leader|master|primary|active)\b|\bstand(?:ing )?by\b|\bstandby\b|\bpassive\b|\bfollower\b|statuscode: 429\b/i

function asksForLeader({ httpGet, exec }: Probe): boolean {
  return LEADING.test(httpGet?.path ?? '') || (exec?.command ?? []).some(word => LEADING.test(word.slice(0, 500)))
}

/** Whether one pod of a controller is ready, so that the others may be on standby. */
function hasReady(pods: readonly Kube<'Pod'>[]): boolean {
  return pods.some(isReady)
}

/**
 * Whether a pod is unready on purpose: it runs, its readiness probe checks for the leader or reports that it is not,
 * and another pod of its controller is ready.
 */
export function isStandby(pod: Kube<'Pod'>, cluster: Cluster): boolean {
  const owner = cluster.ownerOf(pod)
  if (pod.status?.phase !== 'Running' || isReady(pod) || owner === undefined) return false
  const unready = containersOf(pod, cluster).filter(({ role, status }) => role !== 'init' && status.ready !== true)
  const standsBy = unready.every(({ running, restarts, spec, events }) => {
    const probe = spec.readinessProbe
    if (!running || restarts > 0 || probe === undefined) return false
    const answers = events.filter(event => event.reason === 'Unhealthy' && kindOf(event) === 'readiness')
    return asksForLeader(probe) || answers.some(({ message }) => STANDING_BY.test(message))
  })
  return unready.length > 0 && standsBy && cluster.of(cluster.ownedBy(owner, 'Pod'), hasReady)
}
