import { assertEdgeCanServe, fetchTransport } from '../core/connect/fetch-transport.ts'
import manifest from '../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import { bundledReference } from './bundled-reference.ts'
import { causesUrlFor } from './causes-url.ts'
import type { Diagnose } from './diagnosis.ts'
import { inProcessLive } from './live/in-process.ts'
import { type Connector, tokensFrom } from './live/live.ts'
import { inProcessMcp } from './mcp/in-process.ts'
import { originsFrom } from './origins.ts'
import { PAGE_NAMES, type PageKind } from './page/names.ts'
import type { App } from './route.ts'

/** A worker has 128 MB in total: about what 10 MiB of JSON and its objects take. */
const MAX_BYTES = 10 * 1024 * 1024

/** YAML takes about 100 times its size, a JSON value of two bytes about fifty. */
const READ_LIMITS = { maxBytes: MAX_BYTES, maxYamlBytes: 1024 * 1024, maxValues: 1_000_000, maxObjects: 200_000 }

/** The variables of the worker. */
interface Environment {
  /** The page, built by scripts/build-edge.ts in addition to the code. */
  readonly ASSETS: { fetch(url: string): Promise<Response> }
  readonly PUBLIC_URL?: string
  readonly KUBEWHY_ORIGINS?: string
  /** A secret: `npx wrangler secret put KUBEWHY_TOKENS`. */
  readonly KUBEWHY_TOKENS?: string
}

/** One per worker: its variables are constant. */
let app: App | undefined

function appWith({ ASSETS, PUBLIC_URL, KUBEWHY_ORIGINS = '', KUBEWHY_TOKENS = '' }: Environment): App {
  const tokens = tokensFrom(KUBEWHY_TOKENS)
  const offered = {
    maxBodyBytes: MAX_BYTES,
    diagnose,
    origins: originsFrom(KUBEWHY_ORIGINS),
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    ...(tokens.length > 0 && { live: inProcessLive(tokens, { allowInsecure: false, connect }) }),
  }
  return createApp({
    ...offered,
    reference: bundledReference,
    mcp: inProcessMcp({ ...offered, render: causesUrlFor('text', PUBLIC_URL), version: manifest.version }),
    page: async kind => (await ASSETS.fetch(`https://assets.invalid/${assetOf(kind)}`)).text(),
    log: entry => console.log(JSON.stringify(entry)),
  })
}

/** The assets have their pages without `.html`. */
function assetOf(kind: PageKind): string {
  return PAGE_NAMES[kind].replace(/\.html$/, '')
}

/** The rules are loaded by the first request that needs them. */
const diagnose: Diagnose = async (source, question, asker) => {
  const { diagnoseInProcess } = await import('./diagnosis.ts')
  return diagnoseInProcess(READ_LIMITS)(source, question, asker)
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
