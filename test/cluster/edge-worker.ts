import { collect } from '../../core/collect/index.ts'
import { fetchTransport } from '../../core/connect/fetch-transport.ts'
import { readKubeconfig } from '../../core/connect/kubeconfig.ts'
import { systemClock } from '../../core/connect/system-clock.ts'

/** Time enough on the busiest machine, milliseconds. */
const DEADLINE_MS = 600_000

/** A worker that collects with the kubeconfig it is sent, as the edge does; the platform trusts the fake server's authority. */
export default {
  async fetch(request: Request): Promise<Response> {
    const access = readKubeconfig(await request.text())
    const namespace = new URL(request.url).searchParams.get('namespace') ?? 'default'
    return Response.json(
      await collect(fetchTransport(access), { namespace }, { clock: systemClock, deadlineMs: DEADLINE_MS }),
    )
  },
}
