import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from '../api/running-server.ts'
import { sampler } from '../support/sample.ts'
import { drop, expectAccessible, fileUrl, hasChromium, launch, open, verdict, violations } from './chromium.ts'

const SHOP = join(import.meta.dirname, '../fixtures/formats/get-all-shop.json')

describe.skipIf(!hasChromium)('the page of a service', () => {
  let browser: Browser
  let service: RunningService
  beforeAll(async () => {
    service = await startService()
    browser = await launch()
  })
  afterAll(async () => {
    await service?.stop()
  })

  it('sends nothing unless asked to, and links each cause to its page', async () => {
    const { page, complaints, requests } = await open(browser, `${service.url}/`)
    await drop(page, [SHOP])
    expect(await verdict(page)).toMatch(/image nginx:1\.72 does not exist/)
    expect(requests).toEqual([expect.stringMatching(/\/page-worker\.js\?v=\w+$/)])
    const [beside] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'image-not-found' }).click(),
    ])
    await beside.waitForURL('**/causes/image-not-found')
    expect(await violations(beside)).toEqual([])
    expect(await page.locator('#report h1').isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('loads at most 300 KiB before it is used', async () => {
    const { page, requests } = await open(browser, `${service.url}/`)
    await page.waitForLoadState('networkidle')
    const addresses = [page.url(), ...requests]
    const texts = await Promise.all(
      addresses.map(async address => Buffer.from(await (await fetch(address)).arrayBuffer())),
    )
    expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThanOrEqual(300 * 1024)
    await page.context().close()
  })

  it('keeps the report on the way back and forward, over a reload and a visit elsewhere', async () => {
    const { page, complaints } = await open(browser, `${service.url}/`)
    const shown = async () => ((await page.locator('#result').isVisible()) ? verdict(page) : 'start')
    const is = (expected: string | RegExp) => expect.poll(shown).toEqual(expect.stringMatching(expected))
    await drop(page, [SHOP])
    await is(/nginx:1\.72/)
    await page.getByRole('button', { name: 'New diagnosis' }).click()
    await is('start')
    await page.locator('[data-example=two-problems]').click()
    await is(/1 more problem/)
    await page.locator('.contents a').nth(1).click()
    const problem = page.url()
    expect(problem).toMatch(/#p-/)
    await page.goBack()
    await is(/1 more problem/)
    await page.goBack()
    await is('start')
    await page.goBack()
    await is(/nginx:1\.72/)
    await page.goForward()
    await is('start')
    await page.goForward()
    await is(/1 more problem/)
    await page.goForward()
    await expect.poll(() => page.url()).toBe(problem)
    await is(/1 more problem/)
    await page.reload()
    await is(/1 more problem/)
    await page.goto(`${service.url}/causes`)
    await page.goBack()
    await is(/1 more problem/)
    await page.goBack()
    await expect.poll(() => page.url()).not.toBe(problem)
    await page.goBack()
    await is('start')
    await page.goBack()
    await is(/nginx:1\.72/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('goes to the problem that a link names once the snapshot is there', async () => {
    const { page } = await open(browser, `${service.url}/`)
    await page.locator('[data-example=two-problems]').click()
    await verdict(page)
    const id = await page.locator('section.problem').nth(1).getAttribute('id')
    await page.goto('about:blank')
    await page.goto(`${service.url}/#${id}`)
    await page.locator('[data-example=two-problems]').click()
    await verdict(page)
    expect(page.url()).toBe(`${service.url}/#${id}`)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
    await page.context().close()
  })

  it('says so where it cannot load what it needs', async () => {
    const { page } = await open(browser, `${service.url}/`)
    await page.context().setOffline(true)
    await drop(page, [SHOP])
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/could not be loaded.*offline/s)
    await page.context().setOffline(false)
    await drop(page, [SHOP])
    expect(await verdict(page)).toMatch(/nginx:1\.72/)
    await page.context().close()
  })

  it('is to be had as one file that works offline', async () => {
    const answer = await fetch(`${service.url}/kubewhy.html`)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="kubewhy.html"')
    const { page, requests } = await open(browser, fileUrl('downloaded.html', await answer.text()))
    await page.locator('[data-example=two-problems]').click()
    expect(await verdict(page)).toMatch(/1 more problem/)
    expect(requests).toEqual([])
    await page.context().close()
  })

  it.each(
    sampler(2)(['/', '/docs', '/causes', '/causes?q=image', '/causes/image-not-found', '/causes/out-of-memory-killed']),
  )('%s leads to the others, without a fault of accessibility, and stays in its width', async path => {
    const { page, complaints } = await open(browser, service.url + path)
    await expectAccessible(page)
    for (const other of ['/', '/docs', '/causes'].filter(each => each !== path))
      expect(await linksOf(page)).toContain(service.url + other)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('has a catalogue that can be searched and read by keyboard alone', async () => {
    const { page, complaints } = await open(browser, `${service.url}/causes`)
    const isAtSearch = () => page.evaluate(() => document.activeElement?.tagName === 'INPUT')
    for (let steps = 0; steps < 8 && !(await isAtSearch()); steps++) await page.keyboard.press('Tab')
    await page.keyboard.type('manifest unknown')
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

  it('names its own address in the reference', async () => {
    expect(await (await fetch(`${service.url}/docs`)).text()).toContain(`${service.url}/v1/diagnose`)
  })

  it('sends the snapshot once somebody chose that, and says so before', async () => {
    const { page, complaints, requests } = await open(browser, `${service.url}/`)
    await page.getByText('Options').click()
    await page.getByLabel('On this service').check()
    expect(await page.getByText('Nothing is uploaded.').isVisible()).toBe(false)
    expect(await page.getByText('will be sent to this service').isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    await drop(page, [SHOP])
    expect(await verdict(page)).toMatch(/image nginx:1\.72 does not exist/)
    expect(requests).toEqual([expect.stringContaining('/page-worker.js'), `${service.url}/v1/diagnose?format=json`])
    await page.getByRole('button', { name: 'New diagnosis' }).click()
    await drop(page, [join(import.meta.dirname, '../fixtures/formats/describe-shop.txt')])
    await page.getByRole('alert').waitFor()
    expect(complaints.filter(each => !each.includes('422'))).toEqual([])
    await page.context().close()
  })

  it('gives reports in HTML that a browser may style, and no page may frame', async () => {
    const body = await readFile(SHOP)
    const answer = await fetch(`${service.url}/v1/diagnose?format=html`, { method: 'POST', body })
    expect(answer.headers.get('content-security-policy')).toMatch(/style-src 'sha256-.*frame-ancestors 'none'/)
    const report = await answer.text()
    for (const link of ['/causes/image-not-found', '/causes', '/docs']) expect(report).toContain(`href="${link}"`)
    const page = await fetch(`${service.url}/`)
    expect(page.headers.get('content-security-policy')).toMatch(/connect-src 'self'.*frame-ancestors 'none'/)
  })
})

/** Where a reader can go from a page. */
function linksOf(page: Page): Promise<string[]> {
  return page.locator('a').evaluateAll(all => all.map(each => (each as HTMLAnchorElement).href.split('#', 1)[0] ?? ''))
}
