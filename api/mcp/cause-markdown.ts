import { refText } from '../../core/ref.ts'
import { markdownCode, markdownFence, markdownText } from '../../core/render/escape.ts'
import { fixText } from '../../core/render/wording.ts'
import type { Cause } from '../catalogue/causes.ts'
import type { CauseExample } from '../catalogue/example.ts'

/** The catalogue entry of a cause as Markdown. */
export function causeMarkdown({ id, summary, owner, shows, happens, fix, docs, example }: Cause): string {
  const parts = [
    `# ${id}`,
    `${summary}.`,
    `## Symptoms\n\n${shows}`,
    `## Why it happens\n\n${happens}`,
    `## How to fix it\n\n${fix} Who can fix it: ${owner}.`,
    ...(example === undefined ? [] : [recorded(example)]),
    `## Documentation\n\n${docs.map(url => `- <${url}>`).join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function recorded({ subject, title, why, chain, evidence, fix }: CauseExample): string {
  return [
    `## Recorded from a cluster\n\n${markdownText(`${refText(subject)}: ${title}`)}. ${markdownText(why)}`,
    ...fix.map(step =>
      step.command === undefined
        ? markdownText(fixText(step))
        : `${markdownText(fixText(step))}\n\n${markdownFence(step.command, 'sh')}`,
    ),
    ...evidence.map(
      ({ object, path, value }) =>
        `${markdownText(refText(object))}, ${markdownCode(path)}:\n\n${markdownFence(value, 'text')}`,
    ),
    chain.map(link => `1. ${markdownText(`${refText(link)}: ${link.text}`)}`).join('\n'),
  ].join('\n\n')
}
