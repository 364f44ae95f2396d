/** How much of a report a Markdown document shows. */
export interface Detail {
  /** Problems shown completely, and problems shown with only cause and fix. */
  readonly whole: number
  readonly brief: number
  readonly evidence: number
  /** Lines of evidence from a log, and of other evidence. */
  readonly logLines: number
  readonly valueLines: number
  /** Whether a problem's chain and changes are shown. */
  readonly background: boolean
  readonly events: number
  readonly workloads: boolean
  /** What was not read, not used, or failed. */
  readonly notes: boolean
}

const FULL: Detail = {
  whole: 20,
  brief: 50,
  evidence: 6,
  logLines: 40,
  valueLines: 15,
  background: true,
  events: 200,
  workloads: true,
  notes: true,
}

/** What to leave out, first to last. Each step includes the ones before it. */
const STEPS: readonly { readonly leaves: string; readonly detail: Partial<Detail> }[] = [
  { leaves: 'other workloads', detail: { workloads: false } },
  { leaves: 'older events', detail: { events: 20 } },
  { leaves: 'the start of long logs', detail: { logLines: 10 } },
  { leaves: 'all events', detail: { events: 0 } },
  { leaves: 'details of later problems', detail: { whole: 5 } },
  { leaves: 'background', detail: { background: false } },
  { leaves: 'logs', detail: { logLines: 0 } },
  { leaves: 'what was not read', detail: { notes: false } },
  { leaves: 'most evidence', detail: { whole: 1, evidence: 1, valueLines: 5 } },
  { leaves: 'most problems', detail: { brief: 10 } },
  { leaves: 'all problems but the first', detail: { brief: 0 } },
]

/** The levels of detail, fullest first, each with the names of what it leaves out. */
export function levels(): { readonly detail: Detail; readonly leaves: readonly string[] }[] {
  let detail = FULL
  const leaves: string[] = []
  const all = [{ detail, leaves: [] as readonly string[] }]
  for (const step of STEPS) {
    detail = { ...detail, ...step.detail }
    leaves.push(step.leaves)
    all.push({ detail, leaves: [...leaves] })
  }
  return all
}
