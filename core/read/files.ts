import { isRecord } from '../json.ts'
import type { Entry } from './archive-entry.ts'
import { forbiddenKinds, noteErrors, versionOf } from './bundle.ts'
import { tail } from './bytes.ts'
import { type Collected, parseCollected } from './collected.ts'
import { DumpLogs } from './dump-logs.ts'
import { InputError } from './error.ts'
import type { Intake } from './intake.ts'
import { type Budget, MAX_LOG_BYTES } from './limits.ts'
import { linesOf } from './line-buffer.ts'
import { type LogFile, placeLogs } from './log-files.ts'
import type { Origin } from './places.ts'
import { type Place, placeOf } from './places.ts'
import { listedKinds } from './seen-lists.ts'
import { readObjects, textOfAll } from './text.ts'
import { parseYaml } from './yaml.ts'

interface Manifest {
  readonly source: string
  readonly object: unknown
}

/** Errors about the whole input rather than one of its files. */
const FATAL = new Set([
  'bad-tar',
  'bad-zip',
  'bad-gzip',
  'archive-path',
  'duplicate-entry',
  'overlapping-entries',
  'encrypted-zip',
])

/** Reads the files of an archive or directory one by one; their meaning as a whole is known only at the end. */
export class Files {
  private readonly intake: Intake
  private readonly budget: Budget
  private collected: { folder: string; content: Collected } | undefined
  private serverVersion: string | undefined
  private readonly manifests: { folder: string; file: string; documents: unknown[] }[] = []
  private readonly unsureLogs: LogFile[] = []
  private readonly forbidden: { kind: string; namespace: string }[] = []
  private firstFailure: InputError | undefined

  constructor(intake: Intake, budget: Budget) {
    this.intake = intake
    this.budget = budget
  }

  /** Reads one file, by its name, or with `byContent` by its content if the name says nothing. */
  async add({ name, chunks }: Entry, byContent = false): Promise<void> {
    const named = placeOf(name)
    const unsure = named.role === 'none' || (named.role === 'objects' && !named.sure)
    const place: Place = unsure && byContent ? { role: 'objects', sure: true } : named
    try {
      await this.read(place, name, chunks)
      await this.budget.pause()
    } catch (thrown) {
      if (!(thrown instanceof InputError)) throw thrown
      const error = thrown.where?.startsWith(name) ? thrown : thrown.inFile(name)
      if (error.status === 413 || FATAL.has(error.code) || /(?:^|\/)(?:state|collected)\.json$/.test(name)) throw error
      this.firstFailure ??= error
      this.noteFailure(error, place, name)
    }
  }

  /** Ends the input: its own metadata, its manifests, and the first file that could not be read. */
  finish(): { collected: Collected; manifests: Manifest[]; failure: InputError | undefined } {
    const { intake } = this
    const manifests: Manifest[] = []
    for (const { folder, file, documents } of this.manifests) {
      if (this.collected?.folder === folder) manifests.push(...documents.map(object => ({ source: file, object })))
      else for (const document of documents) intake.add(document, { file })
    }
    placeLogs(this.unsureLogs, intake.all(), intake.logs, intake.notes)
    const lists = this.collected?.content.lists ?? listedKinds(intake.seenLists)
    for (const { kind, namespace } of this.forbidden) {
      const seen = lists?.some(list => list.kind === kind && (list.namespaces?.includes(namespace) ?? true))
      if (!seen) intake.notes.unseen({ kind, namespace, why: 'forbidden' })
    }
    const collected = {
      ...(this.serverVersion !== undefined && { serverVersion: this.serverVersion }),
      ...this.collected?.content,
      ...(lists && { lists }),
    }
    return { collected, manifests, failure: this.firstFailure }
  }

  private async read(place: Place, name: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const { intake } = this
    switch (place.role) {
      case 'objects': {
        const origin: Origin = { file: name, resource: place.resource, covers: place.covers }
        return readObjects(chunks, intake, origin, this.budget, place.sure)
      }
      case 'log': {
        const text = new TextDecoder().decode(await tail(chunks, MAX_LOG_BYTES))
        if (place.log.sure) intake.logs.add(place.log, place.which, text)
        else this.unsureLogs.push({ file: name, which: place.which, log: place.log, text })
        return
      }
      case 'log-error':
        return intake.logs.notRead(place.log, 'the bundle could not read this log')
      case 'dump-logs': {
        const logs = new DumpLogs(intake.logs)
        for await (const line of linesOf(chunks)) logs.line(line)
        return logs.close()
      }
      case 'collected': {
        if (this.collected) return intake.notes.skip(name, 'a second collected.json')
        this.collected = { folder: folderOf(name), content: parseCollected(await textOfAll(chunks, this.budget)) }
        return
      }
      case 'manifests': {
        const documents = manifestDocuments(await textOfAll(chunks, this.budget), this.budget)
        this.manifests.push({ folder: folderOf(name), file: name, documents })
        return
      }
      case 'errors':
        return noteErrors(parseSmall(await textOfAll(chunks, this.budget)), place.resource, intake.notes)
      case 'permissions': {
        const kinds = forbiddenKinds(parseSmall(await textOfAll(chunks, this.budget)))
        this.forbidden.push(...kinds.map(kind => ({ kind, namespace: place.namespace })))
        return
      }
      case 'version':
        this.serverVersion = versionOf(parseSmall(await textOfAll(chunks, this.budget)))
        return
      case 'none':
        return intake.notes.skip(name, place.why)
    }
  }

  private noteFailure(error: InputError, place: Place, name: string): void {
    const { notes } = this.intake
    notes.skip(name, error.message)
    if (place.role !== 'objects' || !place.resource || !place.covers) return
    const { namespace } = place.covers
    const why = 'its file could not be read'
    notes.unseen({ kind: place.resource.kind, ...(namespace !== undefined && { namespace }), why })
  }
}

/** The objects of a manifest file: its documents, and the items of Lists among them. */
function manifestDocuments(text: string, budget: Budget): unknown[] {
  return [...parseYaml(text, budget)].flatMap(value => {
    const items = isRecord(value) && value['kind'] === 'List' ? value['items'] : value
    return Array.isArray(items) ? items.filter(isRecord) : isRecord(items) ? [items] : []
  })
}

function parseSmall(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InputError(400, 'not-json', 'The text is not valid JSON.', 'Create the bundle again.')
  }
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}
