import type { Kind, Kube } from '../kube/index.ts'
import { CLUSTER_SCOPED } from '../kube/resources.ts'
import type { ContainerLog, Snapshot } from '../snapshot.ts'
import { Cluster, type Lookup } from './cluster.ts'

/** Something that a question asked for and that had not been read. */
export type Lack =
  /** What has an address, in whatever namespace. */
  | { readonly what: 'address'; readonly address: string }
  | { readonly what: 'list'; readonly kind: string; readonly namespace: string }
  /** A kind in all namespaces. */
  | { readonly what: 'list-everywhere'; readonly kind: string }
  /** Pods of whatever namespace that a label selector matches. */
  | { readonly what: 'pods'; readonly labels: string }
  /** The Namespace itself, which comes with everything else of it too. */
  | { readonly what: 'namespace'; readonly namespace: string }
  /** All that a diagnosis reads there. */
  | { readonly what: 'everything'; readonly namespace: string }
  | { readonly what: 'logs'; readonly namespace: string; readonly pod: string }

/** Kinds whose objects apply to others wherever they are: clusters have few of them. */
const APPLY_ANYWHERE: ReadonlySet<string> = new Set<Kind>(['VirtualService', 'ServiceEntry'])

type Lacks = Map<string, Lack>

function note(lacks: Lacks, lack: Lack): void {
  lacks.set(JSON.stringify(lack), lack)
}

/** A cluster that notes which lists of namespaces, and which Namespaces, it was asked for and lacks. */
export class AskedCluster extends Cluster {
  readonly #lacks: Lacks

  constructor(snapshot: Snapshot) {
    const lacks: Lacks = new Map()
    super(snapshot, undefined, undefined, seen => (kind, namespace) => {
      const isSeen = seen(kind, namespace)
      if (isSeen || CLUSTER_SCOPED.has(kind)) return isSeen
      if (namespace !== undefined) note(lacks, { what: 'list', kind, namespace })
      else if (APPLY_ANYWHERE.has(kind)) note(lacks, { what: 'list-everywhere', kind })
      return isSeen
    })
    this.#lacks = lacks
  }

  get lacks(): readonly Lack[] {
    return [...this.#lacks.values()]
  }

  note(lack: Lack): void {
    note(this.#lacks, lack)
  }

  override list<K extends Kind>(kind: K, namespace?: string): readonly Kube<K>[] {
    this.seen(kind, namespace)
    return super.list(kind, namespace)
  }

  override find<K extends Kind>(kind: K, namespace: string | undefined, name: string): Lookup<Kube<K>> {
    const found = super.find(kind, namespace, name)
    if (kind === 'Namespace' && found.state === 'unseen') this.note({ what: 'namespace', namespace: name })
    return found
  }

  override podsLabelled(labels: string, isWanted: (pod: Kube<'Pod'>) => boolean): readonly Kube<'Pod'>[] {
    if (!this.seen('Pod', undefined)) this.note({ what: 'pods', labels })
    return super.podsLabelled(labels, isWanted)
  }

  override log(namespace: string | undefined, pod: string, container: string): ContainerLog | undefined {
    const log = super.log(namespace, pod, container)
    if (log === undefined && namespace !== undefined) this.note({ what: 'logs', namespace, pod })
    return log
  }
}
