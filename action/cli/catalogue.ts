import { CAUSES, STAGES } from '../../core/index.ts'
import { nearest } from '../../core/nearest.ts'
import { patienceText } from '../../core/patience.ts'
import { wrap } from '../../core/render/wrap.ts'
import { UsageError } from './exit-code.ts'

/** Returns the catalogue as a list: every cause with one line, by stage. */
export function listCauses(): string {
  const width = Math.max(...CAUSES.map(({ id }) => id.length))
  return STAGES.map(stage => {
    const rules = CAUSES.filter(rule => rule.stage === stage)
    return `${stage}\n${rules.map(({ id, text }) => `  ${id.padEnd(width)}  ${text.summary}\n`).join('')}`
  }).join('\n')
}

/** Takes a cause's id; returns its page as text. Throws a UsageError where there is none. */
export function explainCause(id: string): string {
  const rule = CAUSES.find(candidate => candidate.id === id)
  if (rule === undefined) {
    const near = nearest(
      id,
      CAUSES.map(candidate => candidate.id),
    )
    throw new UsageError(
      `There is no cause ${id}.`,
      near === undefined ? 'See kubewhy causes.' : `Did you mean ${near}? See kubewhy causes.`,
    )
  }
  const { summary, shows, happens, fix, docs } = rule.text
  const part = (title: string, text: string) =>
    `${title}\n${wrap(text, 78)
      .map(line => `  ${line}\n`)
      .join('')}`
  return [
    `${id}: ${summary}.\n`,
    part('How it shows', shows),
    part('Why it happens', happens),
    part('How to fix it', fix),
    `Who can fix it\n  ${rule.owner}\n`,
    part('How long it may last', `${patienceText(rule.patience)}.`),
    `Documentation\n${docs.map(page => `  ${page}\n`).join('')}`,
  ].join('\n')
}
