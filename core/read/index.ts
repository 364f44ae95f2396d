import type { Snapshot } from '../snapshot.ts'
import { type ByteSource, chunksOf } from './bytes.ts'
import type { Collected } from './collected.ts'
import { type Content, contentOf, counted } from './content.ts'
import { InputError } from './error.ts'
import { Files } from './files.ts'
import { Intake } from './intake.ts'
import { Budget, type ReadLimits } from './limits.ts'
import { resourceByName } from './resources.ts'
import { listedKinds } from './seen-lists.ts'
import { readObjects } from './text.ts'

export { InputError } from './error.ts'
export { DEFAULT_LIMITS, type ReadLimits } from './limits.ts'

export interface ReadOptions {
  /** The file name, for messages and as a hint: the content decides what it is. */
  readonly name?: string
  readonly limits?: Partial<ReadLimits>
  /** Called with the number of bytes read from the source. */
  readonly onProgress?: (bytesRead: number) => void
  readonly signal?: AbortSignal
  /** Applied to each object when it is read; the result is kept instead. */
  readonly reduce?: (object: unknown) => unknown
}

/** One file of a directory, or one of several dropped files. */
export interface InputFile {
  /** Relative path with `/`. */
  readonly name: string
  readonly read: () => Promise<Uint8Array> | Uint8Array
}

/**
 * Reads a snapshot in any form that README.md lists: JSON, YAML, JSON lines, archives in known layouts, each also
 * compressed with gzip. Throws `InputError` if it is none of them or exceeds a limit; rejects with the signal's reason
 * when aborted.
 */
export async function readSnapshot(source: ByteSource, options: ReadOptions = {}): Promise<Snapshot> {
  const budget = new Budget(options.limits, options.signal)
  const intake = new Intake(budget, options.reduce)
  const bytes = watched(source, options.onProgress)
  let content: Content | undefined
  try {
    content = await contentOf(bytes, budget, intake.notes)
    if (content.type === 'text') {
      const { name = 'input' } = options
      const origin = { file: name, resource: resourceByName(name.replace(/\.[a-z]{1,6}$/, '')) }
      await readObjects(content.chunks, intake, origin, budget)
      const lists = listedKinds(intake.seenLists)
      return snapshotOf(intake, lists && { lists }, [], undefined)
    }
    const files = new Files(intake, budget)
    for await (const entry of content.entries) await files.add(entry)
    const { collected, manifests, failure } = files.finish()
    return snapshotOf(intake, collected, manifests, failure)
  } catch (error) {
    if (error instanceof InputError && error.status !== 413) await content?.checkWrapping()
    throw error
  } finally {
    await bytes.return(undefined)
  }
}

/**
 * Reads a snapshot from the files of a directory, or from several files, each of which may be an archive. Throws like
 * `readSnapshot`. A single file that cannot be read is listed in `skipped`, unless nothing else is left.
 */
export async function readFiles(
  inputs: Iterable<InputFile> | AsyncIterable<InputFile>,
  options: ReadOptions = {},
): Promise<Snapshot> {
  const budget = new Budget(options.limits, options.signal)
  const intake = new Intake(budget, options.reduce)
  const files = new Files(intake, budget)
  let bytesRead = 0
  for await (const { name, read } of inputs) {
    budget.addEntry()
    const bytes = await read()
    bytesRead += bytes.length
    options.onProgress?.(bytesRead)
    if (name.includes('/')) {
      budget.addSource(bytes.length)
      await files.add({ name, chunks: counted(chunksOf(bytes), budget) })
      continue
    }
    const content = await contentOf(chunksOf(bytes), budget, intake.notes)
    if (content.type === 'text') await files.add({ name, chunks: content.chunks }, true)
    else for await (const entry of content.entries) await files.add({ ...entry, name: `${name}/${entry.name}` })
  }
  const { collected, manifests, failure } = files.finish()
  return snapshotOf(intake, collected, manifests, failure)
}

async function* watched(source: ByteSource, onProgress: ReadOptions['onProgress']): AsyncGenerator<Uint8Array> {
  let bytesRead = 0
  for await (const chunk of chunksOf(source)) {
    bytesRead += chunk.length
    onProgress?.(bytesRead)
    yield chunk
  }
}

function snapshotOf(
  intake: Intake,
  collected: Collected | undefined,
  manifests: NonNullable<Snapshot['manifests']>,
  failure: InputError | undefined,
): Snapshot {
  const objects = intake.all()
  if (objects.length === 0 && collected?.lists === undefined) throw failure ?? noObjects(intake)
  const unseen = [...(collected?.unseen ?? []), ...intake.notes.unreadable()]
  const logs = intake.logs.all()
  const skipped = intake.notes.skipped()
  return {
    ...collected,
    objects,
    ...(unseen.length > 0 && { unseen }),
    ...(logs.length > 0 && { logs }),
    ...(manifests.length > 0 && { manifests }),
    ...(skipped.length > 0 && { skipped }),
  }
}

function noObjects(intake: Intake): InputError {
  const skipped = intake.notes.skipped()
  const [first] = skipped
  const what = first?.why ?? 'its list is empty'
  return new InputError(
    422,
    'no-objects',
    `The input has no Kubernetes objects: ${what}.`,
    'Send the output of kubectl get deployments,replicasets,pods,events -n NAMESPACE -o json, and check the namespace.',
    first?.name,
  )
}
