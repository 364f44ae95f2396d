import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixture } from './fixture.ts'
import type { Stored } from './store.ts'

/** A recorded cluster: its objects, when they were read, and where its logs lie. */
export interface RecordedCluster {
  readonly objects: readonly Stored[]
  readonly takenAt: string
  /** The recorded log of a container, or undefined when none was recorded. */
  log(namespace: string, pod: string, container: string, previous: boolean): string | undefined
}

/** Reads `test/fixtures/clusters/<scenario>`. */
export function recordedCluster(scenario: string): RecordedCluster {
  const dir = fixture('clusters', scenario)
  const json = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'))
  return {
    objects: json('state.json').items,
    takenAt: json('collected.json').takenAt,
    log(namespace, pod, container, previous) {
      const path = join(dir, 'logs', namespace, pod, `${container}${previous ? '.previous' : ''}.log`)
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined
    },
  }
}
