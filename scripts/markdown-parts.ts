/** One part of a Markdown document. */
export type Part =
  | { readonly type: 'heading' | 'paragraph' | 'code' | 'html'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }

/** The parts of Markdown in the form of the comment renderer, and no more of the language; folds are closed. */
export function blocks(markdown: string): Part[] {
  const parts: Part[] = []
  const open = markdown.replace(
    /<details><summary>([^<]*)<\/summary>.*?<\/details>/gs,
    '<details><summary>$1</summary></details>',
  )
  for (const [chunk] of open.matchAll(/^(`{3,})\w*\n[\s\S]*?\n\1$|^[^\n]+(?:\n[^\n`][^\n]*)*/gm)) {
    const fence = /^(`{3,})\w*\n([\s\S]*)\n\1$/.exec(chunk)
    if (fence !== null) parts.push({ type: 'code', text: fence[2] ?? '' })
    else if (chunk.startsWith('#')) parts.push({ type: 'heading', text: chunk.replace(/^#+ /, '') })
    else if (chunk.startsWith('- ')) parts.push({ type: 'list', items: chunk.slice(2).split('\n- ') })
    else parts.push({ type: chunk.startsWith('<') ? 'html' : 'paragraph', text: chunk })
  }
  return parts
}
