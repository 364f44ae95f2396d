import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // What takes long: npm run test:all.
    exclude: ['test/edge/**', ...(process.env['KUBEWHY_TEST_ALL'] ? [] : ['test/**/*.all.test.ts'])],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
