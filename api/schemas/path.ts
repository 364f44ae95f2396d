import * as z from 'zod/mini'
import { PATH_FORMATS } from '../../core/render/format.ts'
import { CONFIDENCES, PATH_STATES } from '../../core/report.ts'
import { described } from './described.ts'
import { evidence, fix, objectRef, subject } from './report.ts'
import { patchValue } from './scope.ts'

const end = (hint: string) => z.string(hint).check(z.minLength(1, hint), z.maxLength(300, hint))

const FROM_HINT = 'Name a workload (deploy/web), a pod (pod/web-0), a node (node/NAME), an address, or internet.'
const TO_HINT =
  'Name a Service (svc/api:80), a pod (pod/db-0:5432), an Ingress (ingress/shop), a Gateway route (httproute/shop), a VirtualService (vs/shop), or a host: db.shop.svc:5432.'

export const pathFrom = described(end(FROM_HINT), {
  description: `Where the connection begins. ${FROM_HINT}`,
  examples: ['deploy/web'],
})
export const pathTo = described(end(TO_HINT), {
  description: `Where it should end, at most 300 characters. ${TO_HINT}`,
  examples: ['svc/api:80'],
})

/** The fields with which an agent asks for a path. */
export const pathEnds = { from: pathFrom, to: pathTo, patch: z.optional(patchValue) }

export const pathFormat = described(z.enum(PATH_FORMATS, `Name one of ${PATH_FORMATS.join(', ')}.`), {
  description: 'The response format. Overrides the Accept header; JSON by default.',
  examples: ['text'],
})

const hop = described(
  z.strictObject({
    hop: z.enum([
      'dns',
      'name',
      'service-port',
      'endpoints',
      'target-port',
      'egress-policy',
      'ingress-policy',
      'target',
      'exposure',
      'route',
      'mesh-route',
      'mesh-tls',
      'mesh-policy',
      'kube-proxy',
      'nodes',
    ]),
    state: z.enum(PATH_STATES),
    object: z.optional(objectRef),
    text: z.string(),
    evidence: z.array(evidence),
    check: z.optional(described(z.string(), { description: 'A command to check it.' })),
  }),
  { id: 'PathHop', description: 'One step of a connection.' },
)

const cause = described(
  z.strictObject({
    cause: z.optional(described(z.string(), { description: 'A cause id of the catalogue; absent if none applies.' })),
    subject,
    confidence: described(z.enum(CONFIDENCES), {
      description: 'Less than `certain` if something that was not read could change it.',
    }),
    title: z.string(),
    why: z.string(),
    fix: z.array(fix),
  }),
  { id: 'PathCause', description: 'Why the first broken hop is broken.' },
)

export const pathReport = described(
  z.strictObject({
    schema: z.literal(1),
    takenAt: z.iso.datetime({ offset: true }),
    from: z.string(),
    to: z.string(),
    state: described(z.enum(PATH_STATES), {
      description: '`undecided`: nothing in the snapshot is broken, but something relevant was not read.',
    }),
    summary: z.string(),
    hops: z.array(hop),
    broken: z.optional(described(z.int(), { description: 'Index of the first broken hop.' })),
    cause: z.optional(cause),
  }),
  { id: 'PathReport', description: 'Whether one end of the network can reach another, hop by hop.' },
)
