/**
 * Where one container's log came from and what it held, as kubectl prints it; only its end is kept. A log that was read
 * live, or with `kubectl logs --timestamps`, has the time of writing before each line: `splitStamp` takes it off.
 */
export interface ContainerLog {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly current?: string
  /** Of the run before: its container has ended. */
  readonly previous?: string
}

/** One kind that was listed, and where. Without `namespaces` it was listed in the whole cluster. */
export interface CollectedList {
  readonly kind: string
  readonly namespaces?: readonly string[]
}

/** Something that could not be read. Never the same as absent. */
export interface Unseen {
  readonly kind: string
  readonly namespace?: string
  /** `forbidden`, `not served`, `timed out`, `not in the snapshot`, …: a short reason in lower case. */
  readonly why: string
  /** The RBAC rule that would make it readable, as YAML flow text. */
  readonly grant?: string
}

/** The `why` of a Namespace that the API server does not have: this one is absent. */
export const NO_SUCH_NAMESPACE = 'does not exist'

/** A file or document of the input that was not used, and why. */
export interface Skipped {
  readonly name: string
  readonly why: string
}

/** Facts of one node that the Kubernetes API cannot show; the README has the command that collects them. */
export interface HostFacts {
  readonly node: string
  /** Kernel settings by name, for example `net.ipv4.ip_forward: "0"`. */
  readonly sysctl?: Readonly<Record<string, string>>
  /** `ip -j route` reduced: destination CIDR or `default`, and gateway or device. */
  readonly routes?: readonly { readonly dst: string; readonly gateway?: string; readonly dev?: string }[]
  /** Addresses of the interfaces in CIDR form. */
  readonly addresses?: readonly { readonly dev: string; readonly cidr: string }[]
  /** Firewall rules that drop or reject, with their packet counters. */
  readonly drops?: readonly { readonly rule: string; readonly packets: number }[]
}

/** What a live connection showed of the API server itself. Absent in an uploaded snapshot. */
export interface ControlPlane {
  /** How the API server could not be used. Absent when it answered. */
  readonly failure?: {
    readonly kind: 'name' | 'refused' | 'timeout' | 'tls' | 'unauthorized' | 'forbidden' | 'other'
    /** What was asked for, without credentials. */
    readonly request: string
    readonly message: string
  }
  /** Names of the failed checks of `/readyz?verbose`, for example `etcd`. */
  readonly failedChecks?: readonly string[]
}

/** The state of a cluster at one time: everything that a diagnosis reads. Plain JSON. */
export interface Snapshot {
  /** RFC 3339. The only clock. Without it, the newest time in the objects counts. */
  readonly takenAt?: string
  readonly serverVersion?: string
  /** Objects as the API server sent them. Nothing about them is trusted. */
  readonly objects: readonly unknown[]
  /** What was listed: an empty kind that was listed is known to be empty. Absent for a bare List. */
  readonly lists?: readonly CollectedList[]
  readonly unseen?: readonly Unseen[]
  readonly logs?: readonly ContainerLog[]
  readonly hosts?: readonly HostFacts[]
  readonly controlPlane?: ControlPlane
  /** Manifests that were applied, when known: parsed documents with their source, for dropped fields and unserved kinds. */
  readonly manifests?: readonly { readonly source: string; readonly object: unknown }[]
  /** `group/version/Kind` that the cluster serves, when discovery was read. */
  readonly served?: readonly string[]
  readonly skipped?: readonly Skipped[]
  /** Sentences for the report about how the snapshot was read. */
  readonly notes?: readonly string[]
}
