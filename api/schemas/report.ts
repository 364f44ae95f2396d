import { z } from '@hono/zod-openapi'
import { CONFIDENCES, OUTLOOKS, OWNERS, VERDICTS } from '../../core/index.ts'

const time = z.iso.datetime({ offset: true })
const ref = {
  kind: z.string().openapi({ example: 'Deployment' }),
  namespace: z
    .string()
    .optional()
    .openapi({ description: 'Absent for objects of the whole cluster.', example: 'shop' }),
  name: z.string().openapi({ example: 'web' }),
}

export const objectRefSchema = z.strictObject(ref).openapi('ObjectRef')

export const subjectSchema = z
  .strictObject({ ...ref, container: z.string().optional() })
  .openapi('Subject', { description: 'What has to change.' })

export const evidenceSchema = z
  .strictObject({
    object: objectRefSchema,
    path: z.string().openapi({ description: 'A field of the object, `log`, `previous log` or `event`.' }),
    value: z.string(),
  })
  .openapi('Evidence')

const jsonObject = z.record(z.string(), z.unknown())

export const fixSchema = z
  .strictObject({
    text: z.string().openapi({ description: 'What to do, one sentence.' }),
    command: z.string().optional().openapi({ description: 'Runs as it stands.' }),
    patch: z
      .union([jsonObject, z.array(jsonObject)])
      .optional()
      .openapi({ description: 'A strategic merge patch as an object, a JSON patch as an array.' }),
  })
  .openapi('Fix')

const fieldSchema = z
  .strictObject({
    object: objectRefSchema,
    path: z.string().openapi({ example: 'spec.template.spec.containers[name=web].image' }),
    value: z.string().optional(),
    suggestion: z.string().optional().openapi({ description: 'The nearest value that exists.' }),
  })
  .openapi('Field', { description: 'The field that has to change.' })

const chainLinkSchema = z
  .strictObject({
    ...ref,
    symptom: z.string().openapi({ description: "A symptom's id, or the cause's." }),
    text: z.string(),
  })
  .openapi('ChainLink')

const templateChangeSchema = z
  .strictObject({
    path: z.string(),
    before: z.string().optional(),
    after: z.string().optional(),
  })
  .openapi('TemplateChange')

export const problemInReportSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .openapi({ description: 'The same over pod renames and repeated runs.' }),
    cause: z.string().openapi({ description: 'A key of the catalogue, or `unknown`.', example: 'image-not-found' }),
    subject: subjectSchema,
    title: z.string(),
    why: z.string(),
    confidence: z.enum(CONFIDENCES),
    outlook: z.enum(OUTLOOKS),
    owner: z.enum(OWNERS).openapi({ description: 'Who can fix it.' }),
    since: time.optional(),
    evidence: z.array(evidenceSchema),
    fix: z.array(fixSchema),
    field: fieldSchema.optional(),
    chain: z.array(chainLinkSchema).openapi({ description: 'From the workload down to the cause.' }),
    affects: z.array(objectRefSchema).openapi({ description: 'Other objects that suffer from it.' }),
    changed: z
      .array(templateChangeSchema)
      .optional()
      .openapi({ description: 'What the current rollout changed in the pod template.' }),
  })
  .openapi('DiagnosedProblem')

const workloadReportSchema = z
  .strictObject({
    ...ref,
    verdict: z.enum(VERDICTS),
    ready: z.int(),
    wanted: z.int(),
    updated: z.int(),
    reason: z.string().optional(),
    problems: z.array(z.string()).openapi({ description: 'Ids of the problems that hold it.' }),
  })
  .openapi('WorkloadReport')

const unseenSchema = z
  .strictObject({
    kind: z.string(),
    namespace: z.string().optional(),
    why: z.string().openapi({ example: 'forbidden' }),
    grant: z.string().optional().openapi({ description: 'The RBAC rule that would make it readable.' }),
  })
  .openapi('Unseen', { description: 'What could not be read. Never the same as absent.' })

const timelineEntrySchema = z
  .strictObject({
    at: time,
    object: objectRefSchema,
    reason: z.string(),
    text: z.string(),
    warning: z.boolean(),
    count: z.int().optional(),
  })
  .openapi('TimelineEntry')

/** The report contract; test/api/contract.test.ts holds it equal to `core/report.ts`. */
export const reportSchema = z
  .strictObject({
    schema: z.literal(1),
    takenAt: time.openapi({ description: "The snapshot's time, the only clock." }),
    verdict: z.enum(VERDICTS),
    summary: z.string(),
    problems: z.array(problemInReportSchema).openapi({ description: 'What to fix first comes first.' }),
    workloads: z.array(workloadReportSchema),
    unseen: z.array(unseenSchema),
    broken: z
      .array(z.strictObject({ rule: z.string(), error: z.string() }))
      .openapi({ description: 'Rules that failed: each costs its own answer only.' }),
    skipped: z
      .array(z.strictObject({ name: z.string(), why: z.string() }))
      .openapi({ description: 'Parts of the input that were not used.' }),
    notes: z.array(z.string()).optional().openapi({ description: 'What else to know of how it was read.' }),
    timeline: z
      .array(timelineEntrySchema)
      .openapi({ description: 'What happened, oldest first, at most 200 entries.' }),
  })
  .openapi('Report')
