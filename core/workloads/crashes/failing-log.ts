import type { Cluster } from '../../cluster/cluster.ts'
import type { Kube } from '../../kube/index.ts'
import { type LastingFailure, readFailing } from '../../logs/failing.ts'
import { parseTime } from '../../time.ts'
import { type ContainerView, containersOf } from '../containers.ts'
import { isReady, isTerminating } from '../pods.ts'

/** Programs that look after others: what they say of those is their job, not their trouble. By the last part of an image's name. */
const REPORTERS =
  /(?:^|[-_])(?:blackbox|prob(?:e|er)|uptime|gatus|smokeping|statping|monitor|healthcheck(?:s|er)?|checker|watchdog|canary|synthetic|k6|locust|gatling|jmeter|artillery|newman|cypress|playwright|selenium|pytest|sonobuoy|testkube|chaos|litmus|toxiproxy|event-?exporter|kubernetes-event|robusta|botkube|popeye|kubewhy|k8sgpt)(?:$|[-_])/i
/** Servers whose log tells what their clients did wrong. */
const SERVERS =
  /(?:^|[-_])(?:postgres(?:ql)?|postgis|timescaledb|pgbouncer|pgpool|mysql|mariadb|percona|redis|valkey|keydb|dragonfly|memcached|mongo(?:db)?|rabbitmq|kafka|zookeeper|nats|etcd|cassandra|scylla|clickhouse|elasticsearch|opensearch|cockroach|openldap|keycloak|vault|sshd|openssh|dovecot|postfix)(?:$|[-_])/i

/** `registry.k8s.io/coredns/coredns:v1.12.1` is `coredns`. */
function programOf({ spec }: ContainerView): string {
  const path = (spec.image ?? '').replace(/@.*$/, '').split('/').at(-1) ?? ''
  return path.replace(/:.*$/, '')
}

function read(view: ContainerView, cluster: Cluster): readonly LastingFailure[] {
  const { namespace, name } = view.pod.metadata
  const text = cluster.log(namespace, name, view.name)?.current
  const isAtWork = view.running && view.status.ready === true && view.role !== 'init'
  if (text === undefined || !isAtWork || isTerminating(view.pod) || !isReady(view.pod)) return NOTHING
  const names = [programOf(view), view.name]
  return readFailing(text, {
    now: cluster.now,
    startedAt: parseTime(view.status.state?.running?.startedAt),
    isReporter: names.some(each => REPORTERS.test(each)),
    isServer: names.some(each => SERVERS.test(each)),
  })
}

const NOTHING: readonly never[] = []

/** Takes a container; returns what the log of its program, which runs and is ready, says fails again and again. */
export function failingLogOf(view: ContainerView, cluster: Cluster): readonly LastingFailure[] {
  return cluster.of(view, read)
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

/** The pods that are ready while the log of one of their programs says that it fails at its job. */
export function failingPods(cluster: Cluster): readonly Kube<'Pod'>[] {
  return cluster.of(cluster.snapshot, findFailing)
}
