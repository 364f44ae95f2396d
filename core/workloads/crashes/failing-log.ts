import type { Cluster, ItsOwn } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { BAR, isLasting, isTriedInVain } from '../../logs/bar.ts'
import { type LastingFailure, readFailures } from '../../logs/failing.ts'
import { type LogVerdict, readLog } from '../../logs/read-log.ts'
import { readingOf } from '../../logs/signature.ts'
import { parseTime } from '../../time.ts'
import { type ContainerView, containersOf } from '../containers.ts'
import { STANDING } from '../network/hops.ts'
import { createdTime, isReady, isTerminating } from '../pods.ts'
import { pathFor, symptomOf } from './unreached.ts'

const NOTHING: readonly never[] = []

/**
 * Apps that watch others, by the last part of an image's name: what they report about those is their job, not their
 * trouble.
 */
const REPORTERS =
  /(?:^|[-_])(?:blackbox|prob(?:e|er)|uptime|gatus|smokeping|statping|monitor|healthcheck(?:s|er)?|checker|watchdog|canary|synthetic|k6|locust|load-?gen(?:erator)?|load-?test(?:er)?|wrk2?|vegeta|fortio|gatling|jmeter|artillery|newman|cypress|playwright|selenium|pytest|sonobuoy|testkube|chaos|litmus|toxiproxy|event-?exporter|kubernetes-event|robusta|botkube|popeye|kubewhy|k8sgpt)(?:$|[-_])/i
/** Servers whose log reports their clients' mistakes. */
const SERVERS =
  /(?:^|[-_])(?:postgres(?:ql)?|postgis|timescaledb|pgbouncer|pgpool|mysql|mariadb|percona|redis|valkey|keydb|dragonfly|memcached|mongo(?:db)?|rabbitmq|kafka|zookeeper|nats|etcd|cassandra|scylla|clickhouse|elasticsearch|opensearch|cockroach|openldap|keycloak|vault|sshd|openssh|dovecot|postfix)(?:$|[-_])/i

/** `registry.k8s.io/coredns/coredns:v1.12.1` is `coredns`. */
function programOf({ spec }: ContainerView): string {
  const path = (spec.image ?? '').replace(/@.*$/, '').split('/').at(-1) ?? ''
  return path.replace(/:.*$/, '')
}

const isTried: typeof isLasting = (run, around) => isLasting(run, around) || isTriedInVain(run, around)

interface Judged {
  /** What keeps failing, by the log alone. */
  readonly lasting: readonly LastingFailure[]
  /** What is attempted and fails, if the specifications show why it has to. */
  readonly tried: readonly LastingFailure[]
}

function failuresIn(view: ContainerView, cluster: ItsOwn): Judged | undefined {
  const { namespace, name } = view.pod.metadata
  const text = cluster.log(namespace, name, view.name)?.current
  const isAtWork = view.running && view.status.ready === true && view.role !== 'init'
  if (text === undefined || !isAtWork || isTerminating(view.pod) || !isReady(view.pod)) return undefined
  const origin = {
    now: cluster.now,
    startedAt: parseTime(view.status.state?.running?.startedAt),
    isReporter: isOf(view, REPORTERS),
    isServer: isOf(view, SERVERS),
  }
  const [lasting = [], tried = []] = readFailures(text, origin, [isLasting, isTried])
  if (tried.length === 0) return undefined
  const isNamed = lasting.length > 0 && lasting[0]?.cause !== 'application-error'
  return { lasting, tried: isNamed ? NOTHING : tried }
}

/** By container. Failing requests are explained by whatever else fails in the pod. */
function readPod(pod: Kube<'Pod'>, cluster: ItsOwn): ReadonlyMap<ContainerView, Judged> {
  const found = new Map<ContainerView, Judged>()
  for (const view of containersOf(pod, cluster)) {
    const judged = failuresIn(view, cluster)
    if (judged !== undefined) found.set(view, judged)
  }
  if (![...found.values()].some(({ lasting }) => lasting.some(({ form }) => form !== 'requests'))) return found
  for (const [view, judged] of found)
    if (judged.lasting[0]?.form === 'requests') found.set(view, { ...judged, lasting: NOTHING })
  return found
}

/** True if the specifications show what blocks the path to the server in a failure. */
function isInVain({ pod, name }: ContainerView, failure: LastingFailure, cluster: Cluster): boolean {
  const symptom = symptomOf(pod, name, failure)
  const fault = symptom === undefined ? undefined : pathFor(symptom, cluster).broken?.fault
  return fault !== undefined && STANDING.has(fault.kind)
}

function readRunning(view: ContainerView, cluster: Cluster): readonly LastingFailure[] {
  const judged = cluster.ofItself(view.pod, readPod).get(view)
  const inVain = judged?.tried.filter(failure => isInVain(view, failure, cluster)) ?? NOTHING
  return inVain.length > 0 ? inVain : (judged?.lasting ?? NOTHING)
}

function isOf(view: ContainerView, names: RegExp): boolean {
  return names.test(programOf(view)) || names.test(view.name)
}

/** The pods of a CronJob's successful runs, newest first. */
function runsOf(cronJob: Kube<'CronJob'>, cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster
    .ownedBy(cronJob, 'Job')
    .flatMap(job => cluster.ownedBy(job, 'Pod'))
    .filter(({ status }) => status?.phase === 'Succeeded')
    .sort((a, b) => createdTime(b) - createdTime(a))
}

/** The cause in the log of a run that exited with 0. */
function verdictOf(pod: Kube<'Pod'>, container: string, cluster: Cluster): LogVerdict | undefined {
  const { namespace, name } = pod.metadata
  const text = cluster.log(namespace, name, container)?.current
  const verdict = text === undefined ? undefined : readLog(text)
  const running = verdict === undefined ? undefined : readingOf(verdict.cause)?.running
  return verdict?.strength === 'strong' && (running === 'other-end' || running === 'own') ? verdict : undefined
}

function runsThatFail(view: ContainerView, cluster: Cluster): readonly LastingFailure[] {
  const job = cluster.ownerOf(view.pod)
  const cronJob = job === undefined ? undefined : cluster.ownerOf(job)
  if (cronJob?.kind !== 'CronJob' || view.status.state?.terminated?.exitCode !== 0 || isOf(view, REPORTERS))
    return NOTHING
  const runs = runsOf(cronJob, cluster)
  const last = runs[0] === view.pod ? verdictOf(view.pod, view.name, cluster) : undefined
  if (last === undefined) return NOTHING
  const other = runs.findIndex(pod => verdictOf(pod, view.name, cluster)?.cause !== last.cause)
  const count = other === -1 ? runs.length : other
  if (count < BAR.times) return NOTHING
  const first = parseTime(runs[count - 1]?.status?.startTime)
  const ended = parseTime(view.status.state.terminated.finishedAt)
  return [{ ...last, form: 'known', count, first, last: ended, isOfRuns: true }]
}

/**
 * What keeps failing in a running and ready app, according to its log; for the last run of a CronJob, what all of its
 * last runs report although they exit with 0.
 */
export function failingLogOf(view: ContainerView, cluster: Cluster): readonly LastingFailure[] {
  return cluster.of(view, view.pod.status?.phase === 'Succeeded' ? runsThatFail : readRunning)
}

function findFailing(_snapshot: object, cluster: Cluster): readonly Kube<'Pod'>[] {
  const pods = new Set<Kube<'Pod'>>()
  for (const { namespace, pod: name, current } of cluster.snapshot.logs ?? []) {
    if (current === undefined) continue
    const pod = cluster.get({ kind: 'Pod', namespace, name })
    if (pod?.kind !== 'Pod' || pods.has(pod)) continue
    if (containersOf(pod, cluster).some(view => failingLogOf(view, cluster).length > 0)) pods.add(pod)
  }
  return [...pods]
}

/** Pods that are ready, or have succeeded, although a log shows that an app fails at its job. */
export function failingPods(cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, findFailing)
}
