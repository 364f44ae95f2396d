import { type App, createApp } from './app.ts'
import { diagnoseHere } from './diagnosis.ts'

/** A worker has 128 MB for everything: about what 10 MiB of JSON and its objects take. */
const MAX_BYTES = 10 * 1024 * 1024

/** The variables of the worker. */
interface Environment {
  readonly PUBLIC_URL?: string
}

/** One per worker: its variables do not change while it lives. */
let app: App | undefined

function appWith({ PUBLIC_URL }: Environment): App {
  return createApp({
    maxBodyBytes: MAX_BYTES,
    diagnose: diagnoseHere({ maxBytes: MAX_BYTES }),
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    log: entry => console.log(JSON.stringify(entry)),
  })
}

export default {
  fetch(request: Request, environment: Environment) {
    app ??= appWith(environment)
    return app.fetch(request)
  },
}
