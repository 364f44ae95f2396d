import type { Snapshot } from '../../core/index.ts'
import { applyPatch } from '../../core/patch/apply.ts'
import type { Patch } from '../../core/patch/patch.ts'
import { crowd } from './crowd.ts'
import type { Raw } from './raw.ts'

/** A recording of which the objects of some kinds are patched. */
function patched(id: string, copies: number, patches: Readonly<Record<string, Patch>>): Snapshot {
  return crowd(id, copies, {
    each: object => {
      const patch = patches[object.kind]
      return patch === undefined ? object : (applyPatch({ ...object }, patch) as unknown as Raw)
    },
  })
}

/** Services whose selectors have many keys, which their pods have as labels. */
export function manyKeys(count: number, copies = 20): Snapshot {
  const labels = Object.fromEntries(Array.from({ length: count }, (_, index) => [`more-${index}`, 'yes']))
  return patched('service-selector-typo', copies, {
    Service: { spec: { selector: labels } },
    Pod: { metadata: { labels } },
  })
}

/** A Secret with many values, and pods that want as many keys which it has not. */
export function manyValues(count: number): Snapshot {
  const data = Array.from({ length: count }, (_, index) => [`key-${index}`, btoa(`the value ${index * 7919}`)])
  const env = Array.from({ length: count }, (_, index) => ({
    name: `WANTED_${index}`,
    valueFrom: { secretKeyRef: { name: 'payments-db-x0', key: `kay-${index}` } },
  }))
  return patched('secret-key-missing', 1, {
    Secret: { data: Object.fromEntries(data) },
    Pod: { spec: { containers: [{ name: 'api', env }] } },
  })
}
