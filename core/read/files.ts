import type { Entry } from './archive-entry.ts'
import { tail } from './bytes.ts'
import { type Collected, parseCollected } from './collected.ts'
import { DumpLogs } from './dump-logs.ts'
import { InputError } from './error.ts'
import type { Intake, Origin } from './intake.ts'
import { type Budget, MAX_LOG_BYTES } from './limits.ts'
import { type Covers, type LogPlace, type Place, placeOf } from './places.ts'
import { readObjects, textOfAll } from './text.ts'
import { isJson, textOf } from './values.ts'
import { parseYaml } from './yaml.ts'

interface Manifest {
  readonly source: string
  readonly object: unknown
}

/** Errors that say something about the whole input, not about one of its files. */
const FATAL = new Set(['bad-tar', 'bad-zip', 'bad-gzip', 'archive-path', 'duplicate-entry', 'encrypted-zip'])

/** Reads the files of an archive or directory one by one; what they are together is told at the end. */
export class Files {
  private readonly intake: Intake
  private readonly budget: Budget
  private collected: { folder: string; content: Collected } | undefined
  private readonly manifests: { folder: string; file: string; documents: unknown[] }[] = []
  private readonly unsureLogs: { file: string; which: 'current' | 'previous'; log: LogPlace; text: string }[] = []
  private firstFailure: InputError | undefined

  constructor(intake: Intake, budget: Budget) {
    this.intake = intake
    this.budget = budget
  }

  /** Reads one file, by its name, or by its content with `byContent` where the name says nothing. */
  async add({ name, chunks }: Entry, byContent = false): Promise<void> {
    const named = placeOf(name)
    const place: Place = named.role === 'none' && byContent ? { role: 'objects', sure: true } : named
    try {
      await this.read(place, name, chunks)
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown
      const error = thrown.where?.startsWith(name) ? thrown : thrown.inFile(name)
      if (error.status === 413 || FATAL.has(error.code) || /(?:^|\/)(?:state|collected)\.json$/.test(name)) throw error
      this.firstFailure ??= error
      this.intake.notes.skip(name, error.message)
      if (place.role === 'objects' && place.resource && place.covers) {
        this.intake.notes.unseen({
          kind: place.resource.kind,
          ...namespaceOf(place),
          why: 'its file could not be read',
        })
      }
    }
  }

  /** Ends the input: what `collected.json` said, the manifests, and logs given to their pods. */
  finish(): { collected: Collected | undefined; manifests: Manifest[]; failure: InputError | undefined } {
    const manifests: Manifest[] = []
    for (const { folder, file, documents } of this.manifests) {
      if (this.collected?.folder === folder) manifests.push(...documents.map(object => ({ source: file, object })))
      else for (const document of documents) this.intake.add(document, { file })
    }
    this.placeLogs()
    return { collected: this.collected?.content, manifests, failure: this.firstFailure }
  }

  private async read(place: Place, name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { intake } = this
    switch (place.role) {
      case 'objects': {
        const origin: Origin = { file: name, resource: place.resource, covers: place.covers }
        await readObjects(chunks, intake, origin, this.budget.limits.maxDepth, place.sure)
        return
      }
      case 'log': {
        const { bytes } = await tail(chunks, MAX_LOG_BYTES)
        const text = new TextDecoder().decode(bytes)
        if (place.log.sure) intake.logs.add(place.log, place.which, text)
        else this.unsureLogs.push({ file: name, which: place.which, log: place.log, text })
        return
      }
      case 'dump-logs': {
        const logs = new DumpLogs(intake.logs)
        for (const line of (await textOfAll(chunks)).split('\n')) logs.line(line)
        logs.close()
        return
      }
      case 'collected': {
        if (this.collected) intake.notes.skip(name, 'a second collected.json')
        else this.collected = { folder: folderOf(name), content: parseCollected(await textOfAll(chunks)) }
        return
      }
      case 'manifests': {
        const documents = manifestDocuments(await textOfAll(chunks), this.budget.limits.maxDepth)
        this.manifests.push({ folder: folderOf(name), file: name, documents })
        return
      }
      case 'none':
        intake.notes.skip(name, place.why)
    }
  }

  private placeLogs(): void {
    if (this.unsureLogs.length === 0) return
    const namespaces = new Map<string, Set<string>>()
    for (const object of this.intake.all()) {
      if (!isJson(object) || object['kind'] !== 'Pod' || !isJson(object['metadata'])) continue
      const pod = textOf(object['metadata']['name']) ?? ''
      const known = namespaces.get(pod) ?? new Set()
      namespaces.set(pod, known.add(textOf(object['metadata']['namespace']) ?? ''))
    }
    for (const { file, which, log, text } of this.unsureLogs) {
      const known = namespaces.get(log.pod)
      const [only] = known?.size === 1 ? known : []
      const namespace = known?.has(log.namespace) ? log.namespace : only
      if (namespace === undefined) this.intake.notes.skip(file, 'a log whose pod is not in the snapshot')
      else this.intake.logs.add({ ...log, namespace }, which, text)
    }
  }
}

/** The objects of a manifest file: its documents, and the items of those that are Lists. */
function manifestDocuments(text: string, maxDepth: number): unknown[] {
  return [...parseYaml(text, maxDepth)].flatMap(({ value }) => {
    const items = isJson(value) && value['kind'] === 'List' ? value['items'] : value
    return Array.isArray(items) ? items.filter(isJson) : isJson(items) ? [items] : []
  })
}

function namespaceOf({ covers }: { readonly covers?: Covers }): Covers {
  return covers?.namespace === undefined ? {} : { namespace: covers.namespace }
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}
