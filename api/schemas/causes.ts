import * as z from 'zod/mini'
import { STAGES } from '../../core/cause.ts'
import { OWNERS } from '../../core/report.ts'
import { described } from './described.ts'
import { chainLink, evidence, fix, subject } from './report.ts'

const text = (description: string, ...examples: string[]) => described(z.string(), { description, examples })

const entry = {
  id: text('Never renamed, never reused.', 'image-not-found'),
  stage: described(z.enum(STAGES), { description: "The stage of a workload's life in which it occurs." }),
  owner: described(z.enum(OWNERS), { description: 'Who can fix it, unless a report says otherwise.' }),
  patience: text(
    'How long it may last before it needs a change, and why.',
    'at most 30s: the next step of the same deployment may fix it within seconds',
  ),
  summary: text('The cause in one clause.'),
}

const causeEntry = described(z.strictObject(entry), { id: 'CauseEntry' })

export const causeList = described(z.strictObject({ causes: z.array(causeEntry) }), { id: 'CauseList' })

const example = described(
  z.strictObject({
    subject,
    title: z.string(),
    why: z.string(),
    chain: z.array(chainLink),
    evidence: z.array(evidence),
    fix: z.array(fix),
  }),
  { id: 'CauseExample', description: 'A recorded case.' },
)

export const cause = described(
  z.strictObject({
    ...entry,
    shows: text('Its symptoms, as kubectl prints them.'),
    happens: text('Why it happens.'),
    fix: text('How to fix it.'),
    docs: described(z.array(z.url()), { description: 'Kubernetes documentation.' }),
    example: z.optional(example),
  }),
  { id: 'Cause' },
)
