import * as z from 'zod/mini'
import { CONFIDENCES, FIX_KINDS, OUTLOOKS, OWNERS, VERDICTS } from '../../core/report.ts'
import { described } from './described.ts'

const text = (description: string, ...examples: string[]) =>
  described(z.string(), { description, ...(examples.length > 0 && { examples }) })
const id = (name: string, description?: string) => ({ id: name, ...(description && { description }) })
const time = (description: string) => described(z.iso.datetime({ offset: true }), { description })

const ref = {
  kind: z.string(),
  group: z.optional(text('The API group, if another kind has the same name.', 'projectcalico.org')),
  namespace: z.optional(text('Absent for cluster-scoped objects.', 'shop')),
  name: z.string(),
}

export const objectRef = described(z.strictObject(ref), id('ObjectRef', 'Identifies one object.'))

export const subject = described(
  z.strictObject({ ...ref, container: z.optional(z.string()) }),
  id('Subject', 'What has to change.'),
)

export const evidence = described(
  z.strictObject({
    object: objectRef,
    path: text('A field of the object, `log`, `previous log` or `event`.', 'status.phase'),
    value: z.string(),
  }),
  id('Evidence', 'One fact, as it was read from the cluster.'),
)

const jsonObject = z.record(z.string(), z.unknown())

export const fix = described(
  z.strictObject({
    kind: z.optional(
      described(z.enum(FIX_KINDS), {
        description: 'check only reads; change can be undone; destroy loses something, and its text says what.',
      }),
    ),
    text: text('What to do, in one sentence.'),
    command: z.optional(text('A command. It runs as is, unless it has a <placeholder> to fill in first.')),
    patch: z.optional(
      described(z.union([jsonObject, z.array(jsonObject)]), {
        description: 'A strategic merge patch as an object, a JSON patch as an array.',
      }),
    ),
    proved: z.optional(
      described(z.boolean(), {
        description:
          'With a patch: true if the rules, run again on the patched objects, no longer find the cause and find nothing new, even with the old status, or if pods with this template are ready. False if only the cluster can show whether it helps.',
      }),
    ),
  }),
  id('Fix'),
)

const field = described(
  z.strictObject({
    object: objectRef,
    path: text('Path of the field in the object.', 'spec.template.spec.containers[name=web].image'),
    value: z.optional(z.string()),
    suggestion: z.optional(text('A suggested value: the closest existing one, or the one that fixes the problem.')),
  }),
  id('Field', 'The field that has to change.'),
)

export const chainLink = described(
  z.strictObject({ ...ref, symptom: text("A symptom's id, or the cause's."), text: z.string() }),
  id('ChainLink', 'One step of the chain from the workload down to the cause.'),
)

const templateChange = described(
  z.strictObject({ path: z.string(), before: z.optional(z.string()), after: z.optional(z.string()) }),
  id('TemplateChange', 'A field of the pod template that the current rollout changed.'),
)

const diagnosedProblem = described(
  z.strictObject({
    id: described(z.string().check(z.regex(/^[0-9a-f]{12}$/)), {
      description: 'Stable across pod renames and repeated runs.',
    }),
    cause: text('A cause id of the catalogue, or `unknown`.', 'image-not-found'),
    subject,
    title: z.string(),
    why: z.string(),
    confidence: z.enum(CONFIDENCES),
    outlook: z.enum(OUTLOOKS),
    until: z.optional(time('Only with `may-recover`: it needs a change if it persists after this time.')),
    healing: z.optional(text('Only with `self-healing`: the ongoing change that will end it.')),
    owner: described(z.enum(OWNERS), { description: 'Who can fix it.' }),
    since: z.optional(time('When it began, as far as the snapshot shows.')),
    evidence: z.array(evidence),
    fix: z.array(fix),
    field: z.optional(field),
    chain: z.array(chainLink),
    affects: described(z.array(objectRef), { description: 'Other objects affected by it.' }),
    changed: z.optional(z.array(templateChange)),
  }),
  id('DiagnosedProblem', 'A root cause with everything it explains.'),
)

const workloadReport = described(
  z.strictObject({
    ...ref,
    verdict: z.enum(VERDICTS),
    ready: z.int(),
    wanted: z.int(),
    updated: z.int(),
    owner: z.optional(objectRef),
    serving: z.optional(text('Whether traffic is still served while the rollout hangs.')),
    note: z.optional(text('A remark on a workload without problems, for example that it is scaled to zero.')),
    reason: z.optional(text('Why it is not healthy, if no problem explains it.')),
    problems: described(z.array(z.string()), { description: 'Ids of the problems that affect it.' }),
  }),
  id('WorkloadReport'),
)

const unseen = described(
  z.strictObject({
    kind: z.string(),
    namespace: z.optional(z.string()),
    why: text('A short reason.', 'forbidden'),
    grant: z.optional(text('The RBAC rule that would allow reading it.')),
  }),
  id('Unseen', 'Something that could not be read, which never means that it is absent.'),
)

const timelineEntry = described(
  z.strictObject({
    at: time('When it happened last.'),
    object: objectRef,
    reason: z.string(),
    text: z.string(),
    warning: z.boolean(),
    count: z.optional(z.int()),
    from: z.optional(time('When it first happened, if `count` is more than 1 and that is known.')),
  }),
  id('TimelineEntry', 'One thing that happened.'),
)

/** The report contract; test/api/report-schema.test.ts checks that it equals `core/report.ts`. */
export const report = described(
  z.strictObject({
    schema: z.literal(1),
    takenAt: time('The time of the snapshot, the only clock used.'),
    verdict: z.enum(VERDICTS),
    summary: z.string(),
    problems: described(z.array(diagnosedProblem), { description: 'In the order in which to fix them.' }),
    workloads: z.array(workloadReport),
    unseen: z.array(unseen),
    broken: described(z.array(z.strictObject({ rule: z.string(), error: z.string() })), {
      description: 'Rules that failed; the others are not affected.',
    }),
    skipped: described(z.array(z.strictObject({ name: z.string(), why: z.string() })), {
      description: 'Parts of the input that were not used.',
    }),
    timeline: described(z.array(timelineEntry), { description: 'Oldest first, at most 200 entries.' }),
    notes: z.optional(described(z.array(z.string()), { description: 'Remarks about the report.' })),
  }),
  id('Report'),
)
