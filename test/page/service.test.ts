import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from '../api/running-server.ts'
import { drop, hasChromium, launch, open, verdict, violations } from './chromium.ts'

const SHOP = join(import.meta.dirname, '../fixtures/formats/get-all-shop.json')

describe.skipIf(!hasChromium)('the page of a service', () => {
  let browser: Browser
  let service: RunningService
  beforeAll(async () => {
    service = await startService()
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  it('sends nothing unless asked to, and links each cause to its page', async () => {
    const { page, complaints, requests } = await open(browser, `${service.url}/`)
    await drop(page, [SHOP])
    expect(await verdict(page)).toMatch(/image nginx:1\.72 does not exist/)
    expect(requests).toEqual([])
    await page.getByRole('link', { name: 'image-not-found' }).click()
    await page.waitForURL('**/causes/image-not-found')
    expect(complaints).toEqual([])
    await page.context().close()
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
    expect(requests).toEqual([`${service.url}/v1/diagnose?format=json`])
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
    expect(await answer.text()).toContain('href="/causes/image-not-found"')
    const page = await fetch(`${service.url}/`)
    expect(page.headers.get('content-security-policy')).toMatch(/connect-src 'self'.*frame-ancestors 'none'/)
  })
})
