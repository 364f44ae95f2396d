import { type Collected, type CollectOptions, collect } from '../../core/collect/index.ts'
import type { CollectScope } from '../../core/collect/plan.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { nodeTransport } from '../../core/connect/node-transport.ts'
import { systemClock } from '../../core/connect/system-clock.ts'
import { type FakeApiServer, type FakeApiServerOptions, startFakeApiServer } from '../fake/api-server.ts'

/** A token that a test's `identities` may name. */
export const SCOPED_TOKEN = 'CANARY-t0ken-scoped'

/** Time enough on the busiest machine, milliseconds. */
const DEADLINE_MS = 600_000

/** Collects from a fake API server with the administrator's token, or another. */
export async function collectFrom(
  server: FakeApiServer,
  scope: CollectScope,
  token?: string,
  options: Partial<CollectOptions> = {},
): Promise<Collected> {
  const transport = nodeTransport(readKubeconfig(server.kubeconfig(token)), { allowLoopback: true })
  try {
    return await collect(transport.get, scope, { clock: systemClock, deadlineMs: DEADLINE_MS, ...options })
  } finally {
    transport.close()
  }
}

/** Runs `use` with a fake API server and closes it afterwards. */
export async function withServer<T>(
  options: FakeApiServerOptions,
  use: (server: FakeApiServer) => Promise<T>,
): Promise<T> {
  const server = await startFakeApiServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}
