import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pixelmatch from 'pixelmatch'
import type { Browser } from 'playwright-core'
import { PNG } from 'pngjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { html } from '../../core/render/html/index.ts'
import { reportOn } from '../support/report-on.ts'
import { fileUrl, hasChromium, launch, open } from './chromium.ts'

const REFERENCES = join(import.meta.dirname, 'references')
/** Fonts differ from machine to machine: so many pixels may. */
const TOLERANCE = 0.06
const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 960, height: 640 } },
  dark: { colorScheme: 'dark', viewport: { width: 960, height: 640 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 640 } },
} as const

describe.skipIf(!hasChromium)('a report looks as it did when it was looked at', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })

  const cases = ['image-tag-typo', 'two-problems', 'healthy-full-house'].flatMap(id =>
    (['light', 'dark', 'phone'] as const).map(look => [id, look] as const),
  )
  it.each(cases)('%s, %s', async (id, look) => {
    const report = reportOn(id)
    const { page } = await open(browser, fileUrl(`${id}.html`, html(report)), LOOKS[look])
    const now = await page.screenshot()
    await page.context().close()
    const file = join(REFERENCES, `${id}-${look}.png`)
    if (process.env['UPDATE_LOOKS'] === '1') writeFileSync(file, small(PNG.sync.read(now)))
    expect(existsSync(file), 'UPDATE_LOOKS=1 makes the references').toBe(true)
    const [a, b] = [PNG.sync.read(readFileSync(file)), PNG.sync.read(now)]
    expect([b.width, b.height]).toEqual([a.width, a.height])
    const different = pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.2 })
    expect(different / (a.width * a.height)).toBeLessThan(TOLERANCE)
  })
})

/** Without transparency and filters a picture of text takes three quarters of the bytes. */
function small(picture: PNG): Buffer {
  return PNG.sync.write(picture, {
    colorType: 2,
    inputColorType: 6,
    deflateLevel: 9,
    deflateStrategy: 0,
    filterType: 0,
  })
}
