import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { clientNodeCluster } from '../../action/cluster/client-node.ts'
import { type Figure, median } from './figure.ts'
import { liveCluster, type MeasuredLive, measureLive } from './live-cluster.ts'

const SIZES = [50, 500, 3000]
const ROUND_TRIP_MS = 50
const RUNS = 3

interface Run extends MeasuredLive {
  /** Milliseconds. */
  readonly processor: number
  readonly elapsed: number
}

async function measured(pods: number, kubelets: 'live' | 'dead'): Promise<readonly Run[]> {
  const words = [join(import.meta.dirname, 'serve-live.ts'), String(pods), String(ROUND_TRIP_MS), kubelets]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [kubeconfig] = (await once(createInterface(child.stdout), 'line')) as [string]
    const cluster = liveCluster(pods)
    const runs: Run[] = []
    for (let run = 0; run < RUNS; run++) {
      const { get } = await clientNodeCluster({ kubeconfig, allowPlugins: false })
      const [began, before] = [performance.now(), process.cpuUsage()]
      const result = await measureLive(get, cluster)
      const { user, system } = process.cpuUsage(before)
      runs.push({ ...result, elapsed: performance.now() - began, processor: (user + system) / 1000 })
    }
    return runs
  } finally {
    child.kill('SIGKILL')
  }
}

/** Returns what a live diagnosis takes and tells at each size, with live and with dead kubelets. */
export async function liveFigures(): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const pods of SIZES) {
    const { faults } = liveCluster(pods)
    for (const kubelets of ['live', 'dead'] as const) {
      const runs = await measured(pods, kubelets)
      const of = (value: (run: Run) => number) => median(runs.map(value))
      const size = `${pods} pods, ${kubelets} kubelets`
      const told = faults.length - of(({ missed }) => missed.length)
      const note = `${told} of ${faults.length} causes told, round trip ${ROUND_TRIP_MS} ms`
      figures.push(
        { name: `live diagnosis, ${size}`, value: of(({ elapsed }) => elapsed), unit: 'ms', note },
        { name: `its processor time, ${size}`, value: of(({ processor }) => processor), unit: 'ms' },
        { name: `its requests, ${size}`, value: of(({ requests }) => requests), unit: '' },
        { name: `its answers, unpacked, ${size}`, value: of(({ bytes }) => bytes / 1024), unit: 'KiB' },
      )
    }
  }
  return figures
}
