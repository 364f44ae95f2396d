import { fetchTransport } from '../../api/cluster/fetch-transport.ts'
import { readKubeconfig } from '../../api/cluster/kubeconfig.ts'
import { systemClock } from '../../api/cluster/system-clock.ts'
import { collect } from '../../core/collect/index.ts'

/** A worker that collects with the kubeconfig it is sent, as the edge does; the platform trusts the fake server's authority. */
export default {
  async fetch(request: Request): Promise<Response> {
    const access = readKubeconfig(await request.text())
    const namespace = new URL(request.url).searchParams.get('namespace') ?? 'default'
    return Response.json(await collect(fetchTransport(access), { namespace }, { clock: systemClock, deadlineMs: 5000 }))
  },
}
