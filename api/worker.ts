import { FORMATS } from '../core/render/index.ts'
import { type App, createApp } from './app.ts'
import type { Catalogue } from './catalogue/causes.ts'
import { assertEdgeCanServe, fetchTransport } from './cluster/fetch-transport.ts'
import type { OpenApi } from './description/document.ts'
import { diagnoseHere } from './diagnosis.ts'
import { liveHere } from './live/here.ts'
import { type Connector, tokensFrom } from './live/live.ts'

/** A worker has 128 MB for everything: about what 10 MiB of JSON and its objects take. */
const MAX_BYTES = 10 * 1024 * 1024

/** YAML takes about 100 times its size, a JSON value of two bytes some fifty. */
const READ_LIMITS = { maxBytes: MAX_BYTES, maxYamlBytes: 1024 * 1024, maxValues: 1_000_000, maxObjects: 200_000 }

/** The page draws HTML in the browser; scripts/build-edge.ts leaves its renderer out of the worker. */
const EDGE_FORMATS = FORMATS.filter(format => format !== 'html')

/** The variables of the worker. */
interface Environment {
  /** What scripts/build-edge.ts makes besides the code: the page and the reference. */
  readonly ASSETS: { fetch(url: string): Promise<Response> }
  readonly PUBLIC_URL?: string
  /** A secret: `npx wrangler secret put KUBEWHY_TOKENS`. */
  readonly KUBEWHY_TOKENS?: string
}

/** One per worker: its variables do not change while it lives. */
let app: App | undefined

function appWith({ ASSETS, PUBLIC_URL, KUBEWHY_TOKENS = '' }: Environment): App {
  const tokens = tokensFrom(KUBEWHY_TOKENS)
  const asset = (name: string) => ASSETS.fetch(`https://assets.invalid/${name}`)
  return createApp({
    maxBodyBytes: MAX_BYTES,
    diagnose: diagnoseHere(READ_LIMITS),
    formats: EDGE_FORMATS,
    reference: {
      catalogue: async () => (await asset('catalogue.json')).json() as Promise<Catalogue>,
      openApi: async () => (await asset('openapi.json')).json() as Promise<OpenApi>,
    },
    page: async () => (await asset('page')).text(),
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    ...(tokens.length > 0 && { live: liveHere(tokens, { allowInsecure: false, connect }) }),
    log: entry => console.log(JSON.stringify(entry)),
  })
}

/** The edge reaches public API servers with a bearer token only; see `assertEdgeCanServe`. */
const connect: Connector['connect'] = async access => {
  assertEdgeCanServe(access)
  return { get: fetchTransport(access), close: () => undefined }
}

export default {
  fetch(request: Request, environment: Environment) {
    app ??= appWith(environment)
    return app.fetch(request)
  },
}
