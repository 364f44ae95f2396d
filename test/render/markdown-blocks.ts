/** A Markdown document taken apart as CommonMark does it: fenced blocks, and the lines outside of them. */
export interface Blocks {
  readonly fences: readonly { readonly info: string; readonly body: string }[]
  /** Lines outside of fences, code spans emptied. */
  readonly prose: readonly string[]
  readonly open: boolean
}

/** The fences of a Markdown document and the rest (CommonMark 0.31, §4.5 and §6.1). */
export function blocks(document: string): Blocks {
  const fences: { info: string; body: string }[] = []
  const prose: string[] = []
  let open: { fence: string; info: string; body: string[] } | undefined
  for (const line of document.split('\n')) {
    if (open !== undefined) {
      const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
      if (close?.startsWith(open.fence)) {
        fences.push({ info: open.info, body: open.body.join('\n') })
        open = undefined
      } else {
        open.body.push(line)
      }
      continue
    }
    const start = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/.exec(line)
    if (start?.[1] !== undefined) open = { fence: start[1], info: (start[2] ?? '').trim(), body: [] }
    else prose.push(withoutCode(line))
  }
  return { fences, prose, open: open !== undefined }
}

function withoutCode(line: string): string {
  return line.replace(/\\`|(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, (match, ticks?: string) =>
    ticks === undefined ? match : '``',
  )
}
