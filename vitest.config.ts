import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Compiled code, for the tests and for every process that they start. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

/** What starts servers, browsers and processes. */
const SERVERS = ['action', 'api', 'cli', 'cluster', 'contract', 'mcp', 'page'].map(
  folder => `test/${folder}/**/*.test.ts`,
)
/** What holds much memory. */
const LARGE = ['test/fuzz/*.test.ts', 'test/redact/*.test.ts', 'test/render/end-to-end.test.ts']
/** What takes long, so that it starts first: projects run in the order of their names. */
const LONG = ['test/variations.test.ts']
/** Counts how often V8 goes back in a regular expression, which depends on whether it has compiled it. */
const STEPPED = ['test/regular-expressions/linear.test.ts']
/** Counts the blocks that V8 runs, which it does only in what it has compiled itself. */
const COUNTED = ['test/scale.test.ts']

// What takes long: npm run test:all.
const exclude = ['test/edge/**', ...(process.env['KUBEWHY_TEST_ALL'] ? [] : ['test/**/*.all.test.ts'])]

/** Whether goldens are written anew, so that none is compared with. */
const updates = process.argv.some(word => /^(?:-u|--update)(?:=|$)/.test(word))

export default defineConfig({
  test: {
    // For what hangs: nothing that ends depends on how busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    env: { KUBEWHY_UPDATES: updates ? '1' : '' },
    pool: 'forks',
    // Many tests wait for other processes.
    maxWorkers: 3,
    maxConcurrency: 10,
    // Node runs the sources as they are.
    experimental: { viteModuleRunner: false },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: [...LARGE, ...LONG], exclude },
      },
      {
        extends: true,
        test: {
          name: 'backtracks',
          include: STEPPED,
          execArgv: ['--allow-natives-syntax', '--no-regexp-tier-up'],
        },
      },
      {
        extends: true,
        test: { name: 'counted', include: COUNTED, env: { NODE_DISABLE_COMPILE_CACHE: '1' } },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          isolate: false,
          include: SERVERS,
          exclude,
          globalSetup: 'test/support/build-program.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'together',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...exclude, ...SERVERS, ...LARGE, ...LONG, ...STEPPED, ...COUNTED],
        },
      },
    ],
  },
})
