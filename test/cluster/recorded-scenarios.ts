import { readdirSync, readFileSync } from 'node:fs'
import { fixture } from '../fake/kube/fixture.ts'

/** The names of the recorded clusters. */
export const SCENARIOS: readonly string[] = readdirSync(fixture('clusters')).sort()

/** The namespace that a recorded cluster is about. */
export function namespaceOfScenario(name: string): string {
  const text = readFileSync(fixture('clusters', name, 'scenario.yaml'), 'utf8')
  return /^namespace: (\S+)/m.exec(text)?.[1]?.replace(/'/g, '') ?? ''
}
