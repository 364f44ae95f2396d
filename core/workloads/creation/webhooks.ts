import type { Cluster } from '../../cluster/cluster.ts'
import { podsOfService } from '../../cluster/selectors.ts'
import type { Kube } from '../../kube/index.ts'
import { refOf } from '../../ref.ts'
import type { ObjectRef, Subject } from '../../report.ts'
import { workloadOf } from '../workloads.ts'

type Configuration = Kube<'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration'>

/** A webhook by its name, which messages give, and where it is configured. */
export interface Webhook {
  /** A validating configuration of the webhook's own name where none is known. */
  readonly subject: Subject
  readonly isKnown: boolean
  /** True where all configurations were read and none has it any more. */
  readonly isGone: boolean
  readonly index: number
  readonly spec: NonNullable<Configuration['webhooks']>[number] | undefined
}

/** Takes a webhook's name; returns where it is configured. Mutating webhooks are called before validating ones. */
export function findWebhook(name: string, cluster: Cluster): Webhook {
  for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'] as const) {
    for (const configuration of cluster.list(kind)) {
      const index = (configuration.webhooks ?? []).findIndex(webhook => webhook.name === name)
      if (index < 0) continue
      return {
        subject: refOf(configuration),
        isKnown: true,
        isGone: false,
        index,
        spec: configuration.webhooks?.[index],
      }
    }
  }
  const isGone =
    cluster.seen('ValidatingWebhookConfiguration', undefined) && cluster.seen('MutatingWebhookConfiguration', undefined)
  return {
    subject: { kind: 'ValidatingWebhookConfiguration', name },
    isKnown: false,
    isGone,
    index: -1,
    spec: undefined,
  }
}

/** Takes a webhook and the URL that was called; returns its Service, where it is one of the cluster. */
export function webhookService(
  { spec }: Webhook,
  url: string | undefined,
): (ObjectRef & { namespace: string }) | undefined {
  const { namespace, name } = spec?.clientConfig?.service ?? {}
  if (namespace !== undefined && name !== undefined) return { kind: 'Service', namespace, name }
  const [, host, place] = /^https:\/\/([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:[.:/]|$)/.exec(url ?? '') ?? []
  return host === undefined || place === undefined ? undefined : { kind: 'Service', namespace: place, name: host }
}

/** Takes a webhook's Service; returns what answers for it: the Service, the pods behind it and their workloads. */
export function behindService(ref: ObjectRef, cluster: Cluster): readonly ObjectRef[] {
  const service = cluster.get(ref)
  if (service?.kind !== 'Service') return [ref]
  const pods = podsOfService(service, cluster)
  return [ref, ...pods.map(refOf), ...pods.map(pod => workloadOf(pod, cluster))]
}
