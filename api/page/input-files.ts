import { compareText } from '../../core/ref.ts'
import type { NamedFile, PageInput } from './messages.ts'

/** More files than in any snapshot: a home directory dropped by mistake. */
const MAX_FILES = 20_000

/** The files of a file chooser; undefined if none was chosen. */
export function fromChooser(files: readonly File[]): PageInput | undefined {
  return inputOf(files.map(file => ({ name: file.webkitRelativePath || file.name, file })))
}

export function fromText(text: string): PageInput {
  return { kind: 'file', name: 'pasted text', file: new Blob([text]) }
}

/** The dropped files, including those in folders. Rejects if there are too many or the browser withholds them. */
export async function fromDrop(transfer: DataTransfer): Promise<PageInput | undefined> {
  // Everything must be requested at once: the list is empty after the event.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file').map(itemOf)
  const text = transfer.getData('text/plain')
  const files: NamedFile[] = []
  for (const { file, folder } of items) {
    if (file !== undefined) files.push({ name: file.name, file })
    else await collect(await folder?.(), '', files)
  }
  if (files.length > 0) return inputOf(files)
  return text === '' ? undefined : fromText(text)
}

interface Item {
  readonly file?: File
  readonly folder?: () => Promise<Folder>
}

type Folder = FileSystemDirectoryHandle | FileSystemEntry

/** A page opened as a file can read a dropped folder only through a handle, which some browsers lack. */
function itemOf(item: DataTransferItem): Item {
  const entry = item.webkitGetAsEntry()
  if (entry?.isDirectory === true) {
    const handle = handleOf(item)
    return { folder: async () => ((await handle) as FileSystemDirectoryHandle | undefined) ?? entry }
  }
  const file = item.getAsFile()
  return file === null ? {} : { file }
}

function handleOf(item: DataTransferItem): Promise<unknown> | undefined {
  return 'getAsFileSystemHandle' in item && typeof item.getAsFileSystemHandle === 'function'
    ? (item.getAsFileSystemHandle() as Promise<unknown>).catch(() => undefined)
    : undefined
}

async function collect(what: Folder | FileSystemHandle | undefined, parent: string, files: NamedFile[]): Promise<void> {
  if (what === undefined) return
  const name = parent + what.name
  for await (const each of childrenOf(what)) {
    if (files.length >= MAX_FILES) throw new Error(`The folder has more than ${MAX_FILES} files.`)
    if ('kind' in each ? each.kind === 'directory' : each.isDirectory) await collect(each, `${name}/`, files)
    else files.push({ name: `${name}/${each.name}`, file: await fileOf(each) })
  }
}

async function* childrenOf(folder: Folder | FileSystemHandle): AsyncGenerator<FileSystemHandle | FileSystemEntry> {
  if ('kind' in folder) {
    yield* (folder as FileSystemDirectoryHandle).values()
    return
  }
  const reader = (folder as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    yield* batch
  }
}

function fileOf(file: FileSystemHandle | FileSystemEntry): Promise<File> {
  if ('kind' in file) return (file as FileSystemFileHandle).getFile()
  return new Promise((resolve, reject) => (file as FileSystemFileEntry).file(resolve, reject))
}

/** The folder's own name is not part of its layout. */
function inputOf(files: readonly NamedFile[]): PageInput | undefined {
  const [first] = files
  if (first === undefined) return undefined
  if (files.length === 1 && !first.name.includes('/')) return { kind: 'file', ...first }
  const folder = first.name.slice(0, first.name.indexOf('/') + 1)
  const isOneFolder = folder !== '' && files.every(({ name }) => name.startsWith(folder))
  const inside = isOneFolder ? files.map(({ name, file }) => ({ name: name.slice(folder.length), file })) : files
  return {
    kind: 'files',
    name: isOneFolder ? folder.slice(0, -1) : `${files.length} files`,
    files: [...inside].sort((a, b) => compareText(a.name, b.name)),
  }
}
