import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { multiply } from '../support/multiply.ts'
import { filePath, hasChromium, launch, offlinePage, open, verdict } from './chromium.ts'

/** Pods that make 60 MB of JSON. */
const PODS = 8600

function* listOf(objects: Iterable<string>): Generator<string> {
  yield '{"apiVersion":"v1","kind":"List","items":['
  let separator = ''
  for (const object of objects) {
    yield separator + object
    separator = ',\n'
  }
  yield ']}'
}

describe.skipIf(!hasChromium)('a large snapshot in the page', () => {
  let browser: Browser
  let url: string
  const file = filePath('large.json', '')
  beforeAll(async () => {
    browser = await launch()
    url = await offlinePage()
    await pipeline(Readable.from(listOf(multiply({ pods: PODS }).objects())), createWriteStream(file))
  }, 60_000)
  afterAll(() => browser?.close())

  // Times are of the wall: what else the machine does must not decide.
  it('leaves the page alive: first paint, longest task, input while it is read', {
    timeout: 120_000,
    retry: 3,
  }, async () => {
    expect((await stat(file)).size).toBeGreaterThan(60e6)
    const { page, complaints } = await open(browser, url)
    await page.evaluate(() => {
      const tasks: number[] = []
      Object.assign(globalThis, { tasks })
      new PerformanceObserver(list => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
        buffered: true,
      })
    })
    const painted = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    )
    const paint = await painted.jsonValue()
    expect(paint).toBeLessThan(1000)
    await page.setInputFiles('#file', file)
    await page.waitForFunction(() => document.querySelector('progress')?.value !== 0)
    const bar: number[] = []
    const answers: number[] = []
    while (await page.locator('#work').isVisible()) {
      const begin = performance.now()
      bar.push((await page.evaluate(() => document.querySelector('progress')?.value)) ?? 0)
      answers.push(performance.now() - begin)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    expect(await verdict(page)).toMatch(/stalled/)
    const longest = Math.max(0, ...((await page.evaluate('tasks')) as number[]))
    expect(new Set(bar).size).toBeGreaterThan(3)
    expect(longest).toBeLessThan(200)
    expect(Math.max(...answers)).toBeLessThan(1000)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('is given up when asked', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, url)
    await page.setInputFiles('#file', file)
    await page.waitForFunction(() => (document.querySelector('progress')?.position ?? -1) > 0)
    expect(page.workers()).toHaveLength(1)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('#start').waitFor()
    await expect.poll(() => page.workers().length, { timeout: 5000 }).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('choose-file')
    await page.locator('[data-example=two-problems]').click()
    expect(await verdict(page)).toMatch(/and 1 more problem/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
