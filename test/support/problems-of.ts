import { expect } from 'vitest'
import type { Problem, Snapshot } from '../../core/index.ts'
import { diagnose } from '../../core/index.ts'

/** What is wrong in a namespace; no rule may throw. */
export function problemsOf(snapshot: Snapshot, namespace: string): readonly Problem[] {
  const { problems, broken } = diagnose(snapshot, { namespace })
  expect(broken).toEqual([])
  return problems
}

/** `network-policy-blocking likely` */
export function causesOf(snapshot: Snapshot, namespace: string): readonly string[] {
  return problemsOf(snapshot, namespace).map(({ cause, confidence }) => `${cause} ${confidence}`)
}
