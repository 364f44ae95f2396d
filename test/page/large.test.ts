import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { multiply } from '../support/multiply.ts'
import { filePath, hasChromium, launch, offlinePage, open, verdict } from './chromium.ts'

/** Pods that make 30 MB of JSON. */
const PODS = 4400

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
  })

  it('leaves the page alive: it is painted, counts, and answers while the snapshot is read', async () => {
    expect((await stat(file)).size).toBeGreaterThan(30e6)
    const { page, complaints } = await open(browser, url)
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
    await page.setInputFiles('#file', file)
    await page.waitForFunction(() => document.querySelector('progress')?.value !== 0)
    // A page that read the snapshot itself would answer once it is done.
    const bar = new Set<number>()
    let answers = 0
    while (await page.locator('#work').isVisible()) {
      bar.add((await page.evaluate(() => document.querySelector('progress')?.value)) ?? 0)
      answers++
    }
    expect(await verdict(page)).toMatch(/stalled/)
    expect(bar.size).toBeGreaterThan(3)
    expect(answers).toBeGreaterThan(10)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('is given up when asked', async () => {
    const { page, complaints } = await open(browser, url)
    await page.setInputFiles('#file', file)
    await page.waitForFunction(() => (document.querySelector('progress')?.position ?? -1) > 0)
    expect(page.workers()).toHaveLength(1)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('#start').waitFor()
    await expect.poll(() => page.workers().length).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('choose-file')
    await page.locator('[data-example=two-problems]').click()
    expect(await verdict(page)).toMatch(/and 1 more problem/)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
