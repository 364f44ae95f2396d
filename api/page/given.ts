import { compareText } from '../../core/ref.ts'
import type { Given, NamedFile } from './messages.ts'

/** More files than this are no snapshot: somebody dropped their home. */
const MAX_FILES = 20_000

/** Takes the files of a file chooser; returns what was given, nothing where none was chosen. */
export function fromChooser(files: readonly File[]): Given | undefined {
  return given(files.map(file => ({ name: file.webkitRelativePath || file.name, file })))
}

/** Takes pasted text; returns it as what was given. */
export function fromText(text: string): Given {
  return { kind: 'file', name: 'pasted text', file: new Blob([text]) }
}

/** Takes what was dropped; returns its files, those of folders too. Rejects with an `Error` where there are too many. */
export async function fromDrop(transfer: DataTransfer): Promise<Given | undefined> {
  // Entries must be taken at once: the list is empty after the event.
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? [])
  const text = transfer.getData('text/plain')
  const files: NamedFile[] = []
  for (const entry of entries) await collect(entry, files)
  if (files.length > 0) return given(files)
  return text === '' ? undefined : fromText(text)
}

async function collect(entry: FileSystemEntry, files: NamedFile[]): Promise<void> {
  if (files.length >= MAX_FILES) throw new Error(`The folder holds more than ${MAX_FILES} files.`)
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    files.push({ name: entry.fullPath.replace(/^\//, ''), file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const each of batch) await collect(each, files)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

/** The folder's own name is no part of the layout inside it. */
function given(files: readonly NamedFile[]): Given | undefined {
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
