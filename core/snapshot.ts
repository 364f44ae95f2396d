/**
 * The end of one container's log, as kubectl prints it. A log that was read live, or with `kubectl logs --timestamps`,
 * has a timestamp before each line; `splitStamp` removes it.
 */
export interface ContainerLog {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly current?: string
  /** The log of the previous run, which has ended. */
  readonly previous?: string
}

/** A kind that was listed, and where; without `namespaces` in the whole cluster. */
export interface CollectedList {
  readonly kind: string
  readonly namespaces?: readonly string[]
}

/** Something that could not be read. Never treat it as absent. */
export interface Unseen {
  readonly kind: string
  readonly namespace?: string
  /** A short reason in lower case: `forbidden`, `not served`, `timed out`, `not in the snapshot`, … */
  readonly why: string
  /** The RBAC rule that would allow reading it, in YAML flow style. */
  readonly grant?: string
}

/** The `why` of a Namespace that does not exist: this one is known to be absent. */
export const NO_SUCH_NAMESPACE = 'does not exist'

/** A file or document of the input that was not used. */
export interface Skipped {
  readonly name: string
  readonly why: string
}

/**
 * Facts about a node that the Kubernetes API does not have; `kubewhy host-facts` prints the command that collects them.
 */
export interface HostFacts {
  readonly node: string
  /** Kernel settings by name, for example `net.ipv4.ip_forward: "0"`. */
  readonly sysctl?: Readonly<Record<string, string>>
  /** From `ip -j route`: destination CIDR or `default`, and gateway or device. */
  readonly routes?: readonly { readonly dst: string; readonly gateway?: string; readonly dev?: string }[]
  /** Addresses of the interfaces, in CIDR form. */
  readonly addresses?: readonly { readonly dev: string; readonly cidr: string }[]
  /** Firewall rules that drop or reject, with their packet counters. */
  readonly drops?: readonly { readonly rule: string; readonly packets: number }[]
}

/** What a live connection showed about the API server. Absent in an uploaded snapshot. */
export interface ControlPlane {
  /** Why the API server could not be used. Absent if it responded. */
  readonly failure?: {
    readonly kind: 'name' | 'refused' | 'timeout' | 'tls' | 'unauthorized' | 'forbidden' | 'other'
    /** The request, without credentials. */
    readonly request: string
    readonly message: string
  }
  /** Names of failed checks of `/readyz?verbose`, for example `etcd`. */
  readonly failedChecks?: readonly string[]
}

/** The state of a cluster at one time: everything that a diagnosis reads. Plain JSON. */
export interface Snapshot {
  /** RFC 3339: the only clock. If absent, the newest time in the objects counts. */
  readonly takenAt?: string
  readonly serverVersion?: string
  /** Objects as the API server sent them. Untrusted. */
  readonly objects: readonly unknown[]
  /** What was listed: a listed kind without objects is known to be empty. Absent for a bare List. */
  readonly lists?: readonly CollectedList[]
  readonly unseen?: readonly Unseen[]
  readonly logs?: readonly ContainerLog[]
  readonly hosts?: readonly HostFacts[]
  readonly controlPlane?: ControlPlane
  /**
   * The applied manifests, if known: parsed documents with their source, for dropped fields and kinds that are not
   * served.
   */
  readonly manifests?: readonly { readonly source: string; readonly object: unknown }[]
  /** `group/version/Kind` of everything that the cluster serves, if discovery was read. */
  readonly served?: readonly string[]
  readonly skipped?: readonly Skipped[]
  /** Sentences about how the snapshot was read, for the report. */
  readonly notes?: readonly string[]
}
