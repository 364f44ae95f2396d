import type {
  ChainLink,
  Evidence,
  Field,
  Fix,
  ObjectRef,
  Problem,
  Report,
  Subject,
  TemplateChange,
  TimelineEntry,
  WorkloadReport,
} from '../report.ts'
import type { Skipped, Unseen } from '../snapshot.ts'
import { jsonText } from './escape.ts'

/** The keys of a type in output order; `null` for values that are written as they are. */
type Shape<T> = { readonly [K in keyof Required<T>]: Order | null }
type Order = { readonly [key: string]: Order | null }

const ref: Shape<ObjectRef> = { kind: null, group: null, namespace: null, name: null }
const subject: Shape<Subject> = { ...ref, container: null }
const evidence: Shape<Evidence> = { object: ref, path: null, value: null }
const fix: Shape<Fix> = { kind: null, text: null, command: null, patch: null, proved: null }
const field: Shape<Field> = { object: ref, path: null, value: null, suggestion: null }
const link: Shape<ChainLink> = { ...ref, symptom: null, text: null }
const change: Shape<TemplateChange> = { path: null, before: null, after: null }
const problem: Shape<Problem> = {
  id: null,
  cause: null,
  subject,
  title: null,
  why: null,
  confidence: null,
  outlook: null,
  until: null,
  healing: null,
  owner: null,
  since: null,
  evidence,
  fix,
  field,
  chain: link,
  affects: ref,
  changed: change,
}
const workload: Shape<WorkloadReport> = {
  ...ref,
  verdict: null,
  ready: null,
  wanted: null,
  updated: null,
  owner: ref,
  serving: null,
  reason: null,
  note: null,
  problems: null,
}
const unseen: Shape<Unseen> = { kind: null, namespace: null, why: null, grant: null }
const skipped: Shape<Skipped> = { name: null, why: null }
const broken: Shape<Report['broken'][number]> = { rule: null, error: null }
const entry: Shape<TimelineEntry> = {
  at: null,
  object: ref,
  reason: null,
  text: null,
  warning: null,
  count: null,
  from: null,
}
const report: Shape<Report> = {
  schema: null,
  takenAt: null,
  verdict: null,
  summary: null,
  problems: problem,
  workloads: workload,
  unseen,
  broken,
  skipped,
  notes: null,
  timeline: entry,
}

/** JSON with the keys in the contract's order, two-space indent and a final line feed. */
export function json(value: Report): string {
  return jsonText(ordered(value, report))
}

function ordered(value: unknown, order: Order | null): unknown {
  if (order === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(each => ordered(each, order))
  const entries = new Map(Object.entries(value))
  return Object.fromEntries(
    Object.entries(order)
      .filter(([key]) => entries.has(key))
      .map(([key, next]) => [key, ordered(entries.get(key), next)]),
  )
}
