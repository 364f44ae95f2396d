import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { CAUSES, diagnose, STAGES } from '../core/index.ts'
import { renderers } from '../core/render/index.ts'
import { readRecording } from '../test/support/scenarios.ts'
import { cell, table } from './markdown-table.ts'

interface ActionManifest {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
}

/** The generated parts of the README, by name. */
function parts(root: string): Readonly<Record<string, string>> {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as ActionManifest
  const report = diagnose(readRecording('image-tag-typo'), { namespace: 'shop' })
  return {
    sample: `\`\`\`text\n$ kubectl get deploy,rs,po,events -n shop -o json | npx kubewhy\n${renderers.text(report)}\`\`\``,
    inputs: table(
      ['input', 'default', 'what it is'],
      Object.entries(action.inputs).map(([name, { description, default: value = '' }]) => [
        `\`${name}\``,
        value === '' ? '' : `\`${value}\``,
        cell(description),
      ]),
    ),
    outputs: table(
      ['output', 'what it is'],
      Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, cell(description)]),
    ),
    counts: `${CAUSES.length} causes in ${STAGES.length} stages`,
  }
}

/**
 * A Markdown file below the root, with everything between `<!-- NAME -->` and `<!-- /NAME -->` regenerated. Throws if a
 * mark has no end.
 */
export function withParts(root: string, file: string): string {
  let text = readFileSync(join(root, file), 'utf8')
  for (const [name, part] of Object.entries(parts(root))) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0) continue
    if (to < from) throw new Error(`${file}: ${start} has no ${end}`)
    const gap = part.includes('\n') ? '\n' : ''
    text = `${text.slice(0, from + start.length)}${gap}${part}${gap}${text.slice(to)}`
  }
  return text
}
