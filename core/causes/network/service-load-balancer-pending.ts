import type { Cluster } from '../../cluster/cluster.ts'
import type { ClusterEvent } from '../../cluster/events.ts'
import { eventEvidence, fieldEvidence } from '../../evidence.ts'
import type { Kube } from '../../kube/index.ts'
import { BUDGETS } from '../../patience.ts'
import { refOf } from '../../ref.ts'
import { defineCause } from '../../rule.ts'
import { namespaceFlag, command as sh, withPatch } from '../../shell.ts'
import { createdAt } from '../../workloads/pods.ts'

/** Milliseconds in which a controller usually first updates its Services. */
const UNTOUCHED = 30_000
/** Milliseconds that a working controller may take: clouds create a load balancer in one to three minutes. */
const SLOW = 5 * 60_000
/** What controllers report as an error while the cloud is still working. */
const AT_WORK =
  /not (?:yet )?active|PENDING_(?:CREATE|UPDATE)|status: pending|provisioning status|still (?:being )?(?:creat|provision)|no available nodes/i

/** Controllers' success events; errors are Warnings. */
const DONE = /^(?:EnsuredLoadBalancer|UpdatedLoadBalancer|IPAllocated|nodeAssigned|SuccessfullyReconciled)$/i

/** The Service's events, except those of the endpoint controllers, which handle every Service. */
function balancerEvents(service: Kube<'Service'>, cluster: Cluster): readonly ClusterEvent[] {
  return cluster.events(service).filter(({ reason }) => !/endpoint/i.test(reason))
}

function failureOf(events: readonly ClusterEvent[]): ClusterEvent | undefined {
  const done = events.findLastIndex(({ reason }) => DONE.test(reason))
  return events.slice(done + 1).findLast(({ type }) => type === 'Warning')
}

/** A controller leaves events, a finalizer or a condition on what it handles. */
function isTouched({ metadata, status }: Kube<'Service'>, events: readonly ClusterEvent[]): boolean {
  return [events, metadata.finalizers ?? [], status?.conditions ?? []].some(traces => traces.length > 0)
}

function failedCondition({ status }: Kube<'Service'>) {
  return status?.conditions?.find(condition => condition.status === 'False')
}

const AS_NODE_PORT = { spec: { type: 'NodePort' } }

export default defineCause({
  id: 'service-load-balancer-pending',
  stage: 'network',
  owner: 'platform',
  patience: {
    why: 'a cloud takes to create a load balancer (5m), and a controller to retry (1m)',
    seconds: ({ message }) =>
      message === undefined ? BUDGETS.stuck.seconds : AT_WORK.test(message) ? SLOW / 1000 : BUDGETS.slow.seconds,
  },
  text: {
    summary: 'The LoadBalancer Service gets no address',
    shows: '`kubectl get service` shows `<pending>` as the external address of a Service of type LoadBalancer.',
    happens:
      'The cluster has no load balancer controller (bare metal, kind, minikube without its tunnel), the controller lacks permissions, subnets or quota, its address pool is empty, or the controller of its `loadBalancerClass` is not running.',
    fix: 'Read the Service’s events. Install a controller (your cloud’s, MetalLB, Cilium), or use an Ingress or NodePort.',
    docs: ['https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer'],
  },
  on: ['Service'],
  reads: ['Event'],

  detect(service, cluster) {
    const { type, externalIPs = [], loadBalancerClass } = service.spec ?? {}
    if (type !== 'LoadBalancer' || service.metadata.deletionTimestamp !== undefined) return
    if ([...(service.status?.loadBalancer?.ingress ?? []), ...externalIPs].length > 0) return
    const events = balancerEvents(service, cluster)
    const failure = failureOf(events)
    const condition = failedCondition(service)
    const message = failure?.message ?? condition?.message
    // A Service of unknown age may be new.
    if (message === undefined && createdAt(service) === undefined) return
    const isIdle = !isTouched(service, events) && cluster.seen('Event', service.metadata.namespace)
    return {
      facts: {
        name: service.metadata.name,
        namespaceFlag: namespaceFlag(service.metadata.namespace),
        loadBalancerClass,
        message,
        isTouched: isTouched(service, events),
      },
      subject: refOf(service),
      evidence: [
        ...(failure === undefined ? [] : [eventEvidence(failure)]),
        ...(condition === undefined
          ? []
          : [fieldEvidence(service, `status.conditions[type=${condition.type}].message`, condition.message)]),
        fieldEvidence(service, 'status.loadBalancer', 'no address'),
        fieldEvidence(service, 'spec.type', 'LoadBalancer'),
      ],
      confidence: message === undefined ? 'likely' : 'certain',
      since: failure?.first ?? createdAt(service),
      usual: message === undefined ? (isIdle ? UNTOUCHED : SLOW - UNTOUCHED) : undefined,
    }
  },

  explain({ name, namespaceFlag, loadBalancerClass, message, isTouched: touched }) {
    const controller =
      loadBalancerClass === undefined ? 'load balancer controller' : `controller of class ${loadBalancerClass}`
    return {
      title:
        message === undefined
          ? `no ${controller} has assigned an address to Service ${name}`
          : `Service ${name} gets no address: ${/^.{0,160}/.exec(message)?.[0]}`,
      why: touched
        ? 'A controller handles the Service but has not assigned an address, so it cannot be reached from outside the cluster.'
        : 'No controller handles the Service, so it can be reached only from inside the cluster.',
      fix: [
        message === undefined
          ? { kind: 'change', text: `Install or repair a ${controller}.` }
          : { kind: 'change', text: 'Fix what the controller reports; it retries on its own.' },
        {
          kind: 'check',
          text: 'Show what controllers report about the Service.',
          command: sh`kubectl describe service ${name}${namespaceFlag}`,
        },
        {
          kind: 'change',
          text: 'If you do not need a load balancer, expose the Service with an Ingress or type NodePort.',
          command: withPatch(sh`kubectl patch service ${name}${namespaceFlag}`, AS_NODE_PORT),
          patch: AS_NODE_PORT,
        },
      ],
    }
  },
})
