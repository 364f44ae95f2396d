import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from './running-server.ts'

const CHROMIUM = '/usr/bin/chromium'

describe.skipIf(!existsSync(CHROMIUM))('the pages of the catalogue in Chromium', () => {
  let service: RunningService
  let browser: Browser
  beforeAll(async () => {
    service = await startService()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  async function open(path: string, options: { dark?: boolean; width?: number } = {}) {
    const context = await browser.newContext({
      colorScheme: options.dark === true ? 'dark' : 'light',
      viewport: { width: options.width ?? 1000, height: 800 },
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', message => complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(service.url + path)
    return { page, complaints }
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source)
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  }

  it.each([
    ['/causes', {}],
    ['/causes', { dark: true, width: 360 }],
    ['/causes?q=image', { dark: true }],
    ['/causes/image-not-found', {}],
    ['/causes/out-of-memory-killed', { dark: true, width: 360 }],
  ])('%s has no fault of accessibility and stays in its width: %j', async (path, options) => {
    const { page, complaints } = await open(path, options)
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('can be searched and read by keyboard alone', async () => {
    const { page, complaints } = await open('/causes')
    const isAtSearch = () => page.evaluate(() => document.activeElement?.tagName === 'INPUT')
    for (let steps = 0; steps < 8 && !(await isAtSearch()); steps++) await page.keyboard.press('Tab')
    await page.keyboard.type('nginx manifest unknown'.slice(6))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/causes?q=manifest+unknown')
    await page.getByRole('link', { name: 'image-not-found' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/causes/image-not-found')
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toContain('How to fix it')
    await page.getByRole('link', { name: 'All causes' }).press('Enter')
    await page.waitForURL('**/causes')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
