import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { type Figure, median } from './figure.ts'

const RUNS = 5
const PATIENCE = 20_000

function kubeconfig(port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    clusters: [{ name: 'bench', cluster: { server: `https://127.0.0.1:${port}` } }],
    users: [{ name: 'bench', user: { token: 'none' } }],
  })
}

/** Milliseconds from the start of the action's process until it connects to the API server. */
async function toFirstConnection(bundle: string): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const began = performance.now()
  const child = spawn(process.execPath, [bundle], {
    env: { PATH: process.env['PATH'], INPUT_KUBECONFIG: kubeconfig(port), INPUT_TIMEOUT: '10s', ...DEFAULTS },
    stdio: 'ignore',
  })
  try {
    const [socket] = await once(server, 'connection', { signal: AbortSignal.timeout(PATIENCE) })
    socket.destroy()
    return performance.now() - began
  } finally {
    child.kill('SIGKILL')
    server.close()
  }
}

/** What the runner would fill in from action.yml. */
const DEFAULTS = {
  INPUT_SETTLE: '10s',
  'INPUT_FAIL-FAST': 'normal',
  'INPUT_FAIL-ON': 'stalled',
  INPUT_COMMENT: 'never',
}

/** How long the built action takes until it asks the API server for the first time. */
export async function actionFigures(bundle: string): Promise<readonly Figure[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await toFirstConnection(bundle))
  const note = `process start to first connection, median of ${RUNS}`
  return [{ name: 'action to its first request', value: median(times), unit: 'ms', note }]
}
