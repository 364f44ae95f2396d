/**
 * One line wrapped at blanks. `width`: characters. A longer word keeps its line unbroken, so that a path or an image
 * can be copied.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && length(line) + 1 + length(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

/** The number of code points. */
export function length(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
