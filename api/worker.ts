import { createApp } from './app.ts'
import { diagnoseHere } from './diagnosis.ts'

/** A worker has 128 MB for everything: about what 10 MiB of JSON and its objects take. */
const MAX_BYTES = 10 * 1024 * 1024

const app = createApp({
  maxBodyBytes: MAX_BYTES,
  diagnose: diagnoseHere({ maxBytes: MAX_BYTES }),
  log: entry => console.log(JSON.stringify(entry)),
})

export default { fetch: (request: Request) => app.fetch(request) }
