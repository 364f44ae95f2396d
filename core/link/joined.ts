import type { Cluster } from '../cluster/cluster.ts'
import type { Finding } from '../finding.ts'
import { refKey } from '../ref.ts'
import type { ObjectRef } from '../report.ts'
import { workloadKey } from '../workloads/workloads.ts'
import { add, type Symptom } from './graph.ts'

/** What the rules found in a cluster. */
export interface Said {
  readonly findings: readonly Finding[]
  readonly symptoms: readonly Symptom[]
}

/** The objects through which the linker connects a finding or symptom with others, by `refKey`. */
interface Ends {
  /** What it is about, what it explains, and their workloads. */
  readonly at: readonly string[]
  /** What may explain it. */
  readonly because: readonly string[]
}

function endsOf(item: Finding | Symptom, cluster: Cluster): Ends {
  const objects: readonly ObjectRef[] = 'object' in item ? [item.object] : [item.subject, ...item.explains]
  const workloads = 'object' in item ? objects : objects.filter(({ kind }) => kind === 'Pod')
  return {
    at: [...objects.map(refKey), ...workloads.map(ref => workloadKey(ref, cluster))],
    because: (item.because ?? []).map(refKey),
  }
}

/** The part of what the rules found after a change that may be linked differently. */
interface Near extends Said {
  /** Whether an earlier problem with that subject belongs to it. */
  readonly isNear: (subject: ObjectRef) => boolean
}

/** What the rules found in a cluster, and what of it is connected: a change in one part leaves the links of all others as they are. */
export class Joined {
  readonly #ends = new Map<Finding | Symptom, Ends>()
  readonly #at = new Map<string, (Finding | Symptom)[]>()
  readonly #because = new Map<string, (Finding | Symptom)[]>()

  constructor({ findings, symptoms }: Said, cluster: Cluster) {
    for (const item of [...findings, ...symptoms]) {
      const ends = endsOf(item, cluster)
      this.#ends.set(item, ends)
      for (const key of ends.at) add(this.#at, key, item)
      for (const key of ends.because) add(this.#because, key, item)
    }
  }

  /** What a change added, and everything that is connected with what it added or removed. */
  near({ findings, symptoms }: Said, after: Cluster): Near {
    const left = new Set<Finding | Symptom>([...findings, ...symptoms])
    const come = [...left].filter(item => !this.#ends.has(item)).map(item => endsOf(item, after))
    const gone = [...this.#ends].flatMap(([item, ends]) => (left.has(item) ? [] : [ends]))
    const toldNow = new Set(come.flatMap(({ at }) => at))
    const reached = new Set<string>()
    const near = new Set<Finding | Symptom>()
    const open = [...come, ...gone]
    for (let ends = open.pop(); ends !== undefined; ends = open.pop()) {
      for (const key of [...ends.at, ...ends.because]) {
        // An object about which nothing was found connects nothing, even if two findings name it as a possible reason.
        if (reached.has(key) || !(this.#at.has(key) || toldNow.has(key))) continue
        reached.add(key)
        for (const item of [...(this.#at.get(key) ?? []), ...(this.#because.get(key) ?? [])]) {
          const next = near.has(item) ? undefined : this.#ends.get(item)
          near.add(item)
          if (next !== undefined) open.push(next)
        }
      }
    }
    const isNear = (item: Finding | Symptom) => near.has(item) || !this.#ends.has(item)
    return {
      findings: findings.filter(isNear),
      symptoms: symptoms.filter(isNear),
      isNear: subject => reached.has(refKey(subject)),
    }
  }
}
