/** The new side of one hunk in a file's patch: text by line number, changed lines and context. */
export type Hunk = ReadonlyMap<number, string>

const HEADER = /^@@ -\d{1,9}(?:,\d{1,9})? \+(\d{1,9})(?:,\d{1,9})? @@/

/** The lines of the new file that can have a review comment, from GitHub's `patch` of a changed file. */
export function newSide(patch: string): Hunk[] {
  const hunks: Map<number, string>[] = []
  let line = 0
  for (const row of patch.split('\n')) {
    const start = HEADER.exec(row)?.[1]
    if (start !== undefined) {
      line = Number(start)
      hunks.push(new Map())
    } else if (row.startsWith('+') || row.startsWith(' ')) {
      hunks.at(-1)?.set(line, row.slice(1))
      line += 1
    }
  }
  return hunks
}

/**
 * The line of the diff at which a range of the workspace's lines starts, found by its text; undefined if no hunk has
 * all of it. The workspace may be the merge commit, whose lines have moved: then the text must be unique in the diff.
 */
export function findInDiff(hunks: readonly Hunk[], startLine: number, text: string): number | undefined {
  const wanted = text.split('\n').map(row => row.replace(/\r$/, ''))
  const fits = (hunk: Hunk, from: number) =>
    wanted.every((row, index) => hunk.get(from + index)?.replace(/\r$/, '') === row)
  if (hunks.some(hunk => fits(hunk, startLine))) return startLine
  const moved = hunks.flatMap(hunk => [...hunk.keys()].filter(from => fits(hunk, from)))
  return moved.length === 1 ? moved[0] : undefined
}
