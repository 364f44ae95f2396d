import * as z from 'zod/mini'
import { CAUSES } from '../../../core/index.ts'
import { nearest } from '../../../core/nearest.ts'
import { bundledReference } from '../../bundled-reference.ts'
import { causeOf, listCauses } from '../../catalogue/causes.ts'
import { cause, causeList } from '../../schemas/causes.ts'
import { described } from '../../schemas/described.ts'
import { onlyFields } from '../../validation.ts'
import { causeMarkdown } from '../cause-markdown.ts'
import { type Tool, tool } from '../tool.ts'

const IDS = CAUSES.map(({ id }) => id)

/** The tools `list_causes` and `explain_cause`. */
export const causeTools: readonly Tool[] = [
  tool({
    name: 'list_causes',
    title: 'List the root causes',
    description: 'Lists every root cause that a diagnosis can find, in the order of a workload’s life.',
    input: onlyFields({}),
    output: causeList,
    openWorld: false,
    async run() {
      const structured = listCauses(await bundledReference.catalogue())
      return { structured, text: structured.causes.map(({ id, summary }) => `${id}: ${summary}.\n`).join('') }
    },
  }),
  tool({
    name: 'explain_cause',
    title: 'Explain a root cause',
    description:
      'Explains the symptoms of a root cause, why it happens and how to fix it, with a recorded example and documentation.',
    input: onlyFields({
      id: described(z.enum(IDS, { error: noSuchCause }), {
        description: "A cause's id, as in reports and list_causes.",
      }),
    }),
    output: cause,
    openWorld: false,
    async run({ id }) {
      const structured = causeOf(await bundledReference.catalogue(), id)
      return { structured, text: causeMarkdown(structured) }
    },
  }),
]

function noSuchCause({ input }: { readonly input?: unknown }): string {
  const near = typeof input === 'string' ? nearest(input.slice(0, 100), IDS) : undefined
  return `The catalogue has no cause with this id. ${near === undefined ? '' : `Did you mean ${near}? `}list_causes lists all.`
}
