import type { InputFile } from '../../core/read/index.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import { bytesOf } from './directory.ts'

export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown }
}

/** The objects of a recorded scenario. */
export function recorded(scenario: string): KubeObject[] {
  const text = new TextDecoder().decode(bytesOf(`clusters/${scenario}/state.json`))
  return (JSON.parse(text) as { items: KubeObject[] }).items
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function file(name: string, content: unknown): InputFile {
  return { name, read: () => encode(typeof content === 'string' ? content : JSON.stringify(content)) }
}

/** `Kind/namespace/name` of every object, sorted. */
export function namesOf(objects: Snapshot['objects']): string[] {
  return (objects as readonly KubeObject[])
    .map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`)
    .sort()
}

/** The objects of one kind in one namespace. */
export function some(objects: readonly KubeObject[], kind: string, namespace?: string): KubeObject[] {
  return objects.filter(object => object.kind === kind && object.metadata.namespace === namespace)
}

/** As client libraries write list items: without kind and version. */
export function untyped({ apiVersion: _version, kind: _kind, ...rest }: KubeObject): unknown {
  return rest
}
