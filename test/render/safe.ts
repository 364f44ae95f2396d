import { expect } from 'vitest'
import { blocks } from './markdown-blocks.ts'

/** Every tag that the Markdown renderer itself writes. */
const TAGS =
  /^<details><summary>(?=[^<>]+<\/summary>$)|^<\/details>$|(?<=^<details><summary>[^<>]{1,9000})<\/summary>$/g
/** What GitHub would turn into a link, an image, a mention, a reference or HTML. */
const LIVE = /<|!\[|\]\(|:\/\/|www\.|@[\w-]|(?<!&)#\d|GH-\d/i

/** Backslash escapes removed with what they escape. */
function unescaped(line: string): string {
  return line.replace(/\\[!-/:-@[-`{-~]/g, '')
}

/** Asserts that all that is live in a Markdown document is what the renderer itself wrote, its `marker` line included. */
export function expectSafeMarkdown(document: string, marker = ''): void {
  const { fences, open, prose } = blocks(document)
  expect(open).toBe(false)
  for (const { info } of fences) expect(['sh', 'text']).toContain(info)
  const own = prose
    .map(line => line.replace(/\[``\]\(<https:\/\/kubewhy\.example\/v1\/causes\/[\w-]+>\)/, ''))
    .filter(line => line !== marker)
  for (const line of own) expect(unescaped(line.replace(TAGS, ''))).not.toMatch(LIVE)
  expect(own.filter(line => line.startsWith('<details>')).length).toBe(own.filter(line => line === '</details>').length)
}

/** Asserts that the body of an HTML report holds no element that loads, runs or restyles anything, and no attribute that does. */
export function expectSafeHtml(body: string): void {
  const tags = [...body.matchAll(/<([a-z]\w*)([^>]*)>/g)]
  const names = new Set(tags.map(([, name]) => name))
  for (const name of ['script', 'img', 'iframe', 'object', 'base', 'meta', 'link', 'style'])
    expect(names).not.toContain(name)
  for (const [, , attributes = ''] of tags) {
    const outside = attributes.replace(/"[^"]*"/g, '""')
    expect(outside).not.toMatch(/\son\w+=/i)
    expect(attributes).not.toMatch(/(?:href|src)="(?!#|https:\/\/kubewhy\.example\/)/)
  }
}

/** Asserts that a text is nothing to a terminal or to the runner of GitHub Actions but lines of text. */
export function expectSafeLines(text: string): void {
  expect(text).not.toMatch(
    /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u,
  )
  expect(text).not.toMatch(/^\s*::|##\[/m)
}
