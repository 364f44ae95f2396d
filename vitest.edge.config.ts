import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { buildEdge } from './scripts/build-edge.ts'

await buildEdge()

/** What runs in workerd, as it runs at the edge: `npx vitest run --config vitest.edge.config.ts`. */
export default defineConfig({
  plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.jsonc' } })],
  test: {
    include: ['test/edge/**/*.test.ts'],
    globalSetup: 'test/edge/node-answers.ts',
    testTimeout: 300_000,
    silent: 'passed-only',
  },
})
