import { serve } from '@hono/node-server'
import { createApp } from './app.ts'
import { diagnoseHere } from './diagnosis.ts'

const MAX_BYTES = 256 * 1024 * 1024

const app = createApp({
  maxBodyBytes: MAX_BYTES,
  diagnose: diagnoseHere({ maxBytes: MAX_BYTES }),
  log: entry => process.stdout.write(`${JSON.stringify(entry)}\n`),
})
serve({ fetch: app.fetch, hostname: process.env['HOST'] ?? '127.0.0.1', port: Number(process.env['PORT'] ?? 8787) })
