import * as z from 'zod/mini'
import { CHANGE_SHAPE, changesOf, MAX_CHANGES } from '../../core/patch/changes.ts'
import { PatchError } from '../../core/patch/patch.ts'
import type { Change } from '../../core/patch/patched.ts'
import { FORMATS } from '../../core/render/format.ts'
import { capital } from '../../core/words.ts'
import { parseWorkload, WORKLOAD_KINDS } from '../../core/workload-name.ts'
import { described } from './described.ts'

const NAMESPACE_HINT = 'Must be a namespace name: at most 63 lower-case letters, digits and hyphens.'
const KINDS = `Kinds: ${WORKLOAD_KINDS.join(', ')}.`
const WORKLOAD_HINT = `Must be KIND/NAME, for example deployment/web. ${KINDS}`

/** RFC 1123 label: what the API server accepts as a namespace. */
export const namespace = described(
  z.string(NAMESPACE_HINT).check(z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, NAMESPACE_HINT)),
  { description: 'Only this namespace.', examples: ['shop'] },
)

const workloadText = described(
  z.string(WORKLOAD_HINT).check(z.regex(/^[A-Za-z.]{1,40}\/[a-z0-9][a-z0-9.-]{0,252}$/, WORKLOAD_HINT)),
  { description: `Only this workload: KIND/NAME, as in kubectl. ${KINDS}`, examples: ['deployment/web'] },
)

export const workload = z.pipe(
  workloadText,
  z.transform((text, context) => {
    const named = parseWorkload(text)
    if (named !== undefined) return named
    context.issues.push({ code: 'custom', message: WORKLOAD_HINT, input: text })
    return z.NEVER
  }),
)

export const format = described(z.enum(FORMATS, `Name one of ${FORMATS.join(', ')}.`), {
  description: 'The report format. Overrides the Accept header; JSON by default.',
  examples: ['text'],
})

/** Limit on the JSON of a patch, in characters. */
const MAX_PATCH = 64 * 1024
const PATCH_HINT = `Must be percent-encoded JSON of at most 64 KiB. ${CHANGE_SHAPE} At most ${MAX_CHANGES} in a list.`

const patchText = described(z.string(PATCH_HINT).check(z.maxLength(MAX_PATCH, PATCH_HINT)), {
  description: `A patch to try on the snapshot first, JSON: part of a manifest with its kind and metadata.name (strategic merge patch), {"target": {"kind", "name"}, "patch": …} with a strategic merge patch or a list of JSON patch operations, or a list of at most ${MAX_CHANGES} of these. Pods that the change replaces have no status yet.`,
  examples: ['{"kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":1}}'],
})

type Context = z.core.ParsePayload<unknown>

function changesIn(value: () => unknown, hint: string, context: Context): readonly Change[] {
  try {
    const given = value()
    return changesOf(Array.isArray(given) ? given : [given], jsonOf)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    context.issues.push({ code: 'custom', message: `${capital(error.message)}. ${hint}`, input: undefined })
    return z.NEVER
  }
}

export const patch = z.pipe(
  patchText,
  z.transform((text, context) => changesIn(() => jsonOf(text), PATCH_HINT, context)),
)

const VALUE_HINT = `${CHANGE_SHAPE} At most ${MAX_CHANGES} in a list.`
const jsonObject = z.record(z.string(), z.unknown(), VALUE_HINT)

/** The same as a value, for arguments in JSON. */
export const patchValue = z.pipe(
  described(z.union([jsonObject, z.array(jsonObject)], VALUE_HINT), {
    description: `A patch to try on the snapshot first: part of a manifest with its kind and metadata.name (strategic merge patch), {"target": {"kind", "name"}, "patch": …} with a strategic merge patch or a list of JSON patch operations, or a list of at most ${MAX_CHANGES} of these.`,
    examples: [{ kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1 } }],
  }),
  z.transform((value, context) => changesIn(() => value, VALUE_HINT, context)),
)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new PatchError('it is not JSON')
  }
}
