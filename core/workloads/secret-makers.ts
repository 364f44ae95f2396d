import type { Step } from '../cause.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { fieldEvidence } from '../evidence.ts'
import type { Kube } from '../kube/index.ts'
import { refOf } from '../ref.ts'
import type { Evidence } from '../report.ts'
import { namespaceFlag, command as sh } from '../shell.ts'
import { conditionText, sentence } from '../words.ts'

const MAKERS = ['ExternalSecret', 'SealedSecret', 'Certificate'] as const
type MakerKind = (typeof MAKERS)[number]

/** What should create a missing Secret. Plain JSON. */
export interface SecretMaker {
  readonly kind: MakerKind
  readonly name: string
  readonly namespaceFlag: string
  /** Why it has not, by its own status: `SecretSyncedError: could not get secret data from provider`. */
  readonly said: string | undefined
}

/** The name of the Secret that it creates. */
function madeBy({ kind, metadata, spec }: Kube<MakerKind>): string | undefined {
  if (kind === 'Certificate') return spec?.secretName
  return (kind === 'ExternalSecret' ? spec?.target?.name : spec?.template?.metadata?.name) ?? metadata.name
}

function bySecret(makers: readonly Kube<MakerKind>[]): ReadonlyMap<string | undefined, Kube<MakerKind>> {
  return new Map(makers.map(maker => [madeBy(maker), maker]))
}

/** The condition that shows whether it has created the Secret. */
function failureOf({ kind, status }: Kube<MakerKind>): string | undefined {
  const type = kind === 'SealedSecret' ? 'Synced' : 'Ready'
  const found = status?.conditions?.find(each => each.type === type)
  return found?.status === 'False' ? conditionText(found) : undefined
}

/** What should create a Secret with this name, and the evidence that it has not. */
export function makerOf(
  secret: string,
  namespace: string,
  cluster: Cluster,
): { readonly maker: SecretMaker; readonly evidence: readonly Evidence[] } | undefined {
  for (const kind of MAKERS) {
    const makers: readonly Kube<MakerKind>[] = cluster.list(kind, namespace)
    const found = makers.length === 0 ? undefined : cluster.of(makers, bySecret).get(secret)
    if (found === undefined) continue
    const said = failureOf(found)
    return {
      maker: { kind, name: found.metadata.name, namespaceFlag: namespaceFlag(namespace), said },
      evidence: said === undefined ? [] : [fieldEvidence(refOf(found), 'status.conditions', said)],
    }
  }
  return undefined
}

/** What should create the Secret, with its report: for the reason why the Secret is missing. */
export function makerText({ kind, name, said }: SecretMaker): string {
  return said === undefined
    ? `${kind} ${name} should create it.`
    : sentence(`${kind} ${name}, which should create it, reports: ${said}`)
}

export function makerStep({ kind, name, namespaceFlag: flag }: SecretMaker): Step {
  return {
    kind: 'check',
    text: `Find out why ${kind} ${name} does not create the Secret.`,
    command: sh`kubectl describe ${kind.toLowerCase()} ${name}${flag}`,
  }
}

/** A resource that writes a Secret and would overwrite manual changes to it. Plain JSON. */
export interface SecretWriter {
  /** Any kind: ExternalSecret, VaultStaticSecret. */
  readonly kind: string
  readonly name: string
}

/** The resource that writes a Secret: one whose spec names it, else the Secret's controller. */
export function writerOf(secret: string, namespace: string, cluster: Cluster): SecretWriter | undefined {
  const { maker } = makerOf(secret, namespace, cluster) ?? {}
  if (maker !== undefined) return { kind: maker.kind, name: maker.name }
  const { metadata } = cluster.get({ kind: 'Secret', namespace, name: secret }) ?? {}
  const certificate = metadata?.annotations?.['cert-manager.io/certificate-name']
  if (certificate !== undefined) return { kind: 'Certificate', name: certificate }
  const { kind, name } = metadata?.ownerReferences?.find(({ controller }) => controller === true) ?? {}
  return kind === undefined || name === undefined ? undefined : { kind, name }
}

const KEY_ADVICE: Readonly<Record<MakerKind, (key: string) => string>> = {
  ExternalSecret: key => `map key ${key} in spec.data, and store its value in the provider`,
  SealedSecret: key => `seal key ${key} into spec.encryptedData with kubeseal, and apply it`,
  Certificate: () =>
    'it writes only tls.crt, tls.key, ca.crt, and the keys of its keystores and additionalOutputFormats',
}

/** How to add a key to a Secret that another resource writes. */
export function writerStep(key: string, { kind, name }: SecretWriter, flag: string): Step {
  const advice = Object.hasOwn(KEY_ADVICE, kind)
    ? KEY_ADVICE[kind as MakerKind](key)
    : `add key ${key} there or in its source`
  return {
    kind: 'change',
    text: `Change ${kind} ${name}, which would overwrite the Secret: ${advice}.`,
    command: sh`kubectl edit ${kind.toLowerCase()} ${name}${flag}`,
  }
}
