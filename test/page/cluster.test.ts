import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from '../api/running-server.ts'
import { type FakeApiServer, startFakeApiServer } from '../fake/api-server.ts'
import {
  drop,
  filePath,
  fileUrl,
  hasChromium,
  launch,
  offlinePage,
  open,
  pagePart,
  verdict,
  violations,
} from './chromium.ts'

const TOKEN = 'CANARY-caller-token-0123456789'

async function unfold(page: Page): Promise<void> {
  await page.getByText('A live cluster').click()
}

async function failure(page: Page): Promise<string> {
  await page.getByRole('alert').waitFor()
  return page.getByRole('alert').innerText()
}

describe.skipIf(!hasChromium)('a live cluster on the page of a service', () => {
  let browser: Browser
  let cluster: FakeApiServer
  let service: RunningService
  let unknowing: RunningService
  let strict: RunningService
  beforeAll(async () => {
    cluster = await startFakeApiServer({ cluster: 'crash-missing-module' })
    service = await startService({ KUBEWHY_TOKENS: TOKEN, KUBEWHY_ALLOW_LOOPBACK: '1' })
    unknowing = await startService()
    strict = await startService({ KUBEWHY_TOKENS: TOKEN })
    browser = await launch()
  })
  afterAll(async () => {
    await service?.stop()
    await unknowing?.stop()
    await strict?.stop()
    await cluster?.close()
  })

  it('is read by the service once the form is sent, and by keyboard alone', async () => {
    const { page, complaints, requests } = await open(browser, `${service.url}/`)
    expect(await page.getByLabel('Kubeconfig', { exact: true }).isVisible()).toBe(false)
    await page.locator('#live > summary').focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#cluster-note').innerText()).toMatch(
      /is sent to this service.*does not store the kubeconfig.*kubewhy rbac/s,
    )
    expect(await violations(page)).toEqual([])
    for (const text of [cluster.kubeconfig(), '', 'fake', 'checkout', 'deploy/checkout', TOKEN]) {
      await page.keyboard.press('Tab')
      if (text !== '') await page.keyboard.insertText(text)
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('password')
    expect(requests).toEqual([])
    await page.keyboard.press('Enter')
    expect(await verdict(page)).toMatch(/^Deployment checkout\/checkout is stalled/)
    expect(requests).toEqual([
      expect.stringContaining('/page-worker.js'),
      `${service.url}/v1/clusters/diagnose?format=json`,
    ])
    expect(await page.getByRole('link', { name: 'app-missing-file-or-module' }).getAttribute('href')).toMatch(
      /\/causes\/app-missing-file-or-module$/,
    )
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('leaves nothing in the storage of the page, nor in the form when the page goes', async () => {
    const { page } = await open(browser, `${service.url}/`)
    await unfold(page)
    await page.setInputFiles('#kubeconfig-file', filePath('kubeconfig', cluster.kubeconfig()))
    await page.waitForFunction(() => (document.querySelector('#kubeconfig') as HTMLTextAreaElement).value !== '')
    await page.getByLabel('Token of this service').fill(TOKEN)
    await page.getByRole('button', { name: 'Send the kubeconfig' }).click()
    await verdict(page)
    const { cookies, origins } = await page.context().storageState({ indexedDB: true })
    expect([cookies, origins]).toEqual([[], []])
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    expect(page.url()).toBe(`${service.url}/`)
    await page.goto(`${service.url}/causes`)
    await page.goBack()
    await verdict(page)
    expect(await page.evaluate(() => JSON.stringify(history.state))).not.toMatch(/CANARY|clusters:/)
    await page.getByRole('button', { name: 'New diagnosis' }).click()
    await unfold(page)
    expect(await page.locator('#kubeconfig').inputValue()).toBe('')
    expect(await page.locator('#cluster-token').inputValue()).toBe('')
    await page.context().close()
  })

  it('says why the service reads none, or not this one, and what to do', async () => {
    const ask = async (url: string, token: string, kubeconfig = cluster.kubeconfig()) => {
      const { page, complaints } = await open(browser, `${url}/`)
      await unfold(page)
      await page.getByLabel('Kubeconfig', { exact: true }).fill(kubeconfig)
      await page.getByLabel('Token of this service').fill(token)
      await page.getByRole('button', { name: 'Send the kubeconfig' }).click()
      const text = await failure(page)
      expect(complaints.filter(each => !/status of (?:501|401|422|400)/.test(each))).toEqual([])
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('failure')
      // What is shown differs in its words alone.
      if (token === '') expect(await violations(page)).toEqual([])
      await page.context().close()
      return text
    }
    expect(await ask(strict.url, '')).toMatch(/requires a bearer token/)
    expect(await ask(strict.url, `${TOKEN}x`)).toMatch(/is not valid for this service/)
    expect(await ask(strict.url, TOKEN)).toMatch(/loopback address/)
    expect(await ask(strict.url, TOKEN, 'nonsense')).toMatch(/kubeconfig/)
    expect(await ask(strict.url, '“quoted”')).toMatch(/invalid character.*nothing was sent/s)
  })

  it('has no form where the service reads no live clusters', async () => {
    const { page } = await open(browser, `${unknowing.url}/`)
    expect(await page.locator('#live').isVisible()).toBe(false)
    await page.context().close()
  })

  it('takes a kubeconfig that falls onto the form, where it is no snapshot', async () => {
    const { page, requests } = await open(browser, `${service.url}/`)
    await unfold(page)
    await drop(page, [filePath('dropped', cluster.kubeconfig())], '#kubeconfig')
    await page.waitForFunction(() => (document.querySelector('#kubeconfig') as HTMLTextAreaElement).value !== '')
    expect(await page.locator('#kubeconfig').inputValue()).toBe(cluster.kubeconfig())
    expect(await page.locator('#start').isVisible()).toBe(true)
    expect(await page.locator('#zone.over').count()).toBe(0)
    expect(requests).toEqual([])
    await page.context().close()
  })

  it('asks for a kubeconfig before it sends, and takes no file that is none', async () => {
    const { page, requests } = await open(browser, `${service.url}/`)
    await unfold(page)
    await page.getByRole('button', { name: 'Send the kubeconfig' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('kubeconfig')
    await page.setInputFiles('#kubeconfig-file', filePath('large.json', 'x'.repeat(3_000_000)))
    expect(await failure(page)).toMatch(/large\.json is too large for a kubeconfig: 3 MB.*--minify/s)
    expect(requests).toEqual([])
    await page.context().close()
  })

  it('is no part of the page that works offline or was saved, and needs no wider policy', async () => {
    const { page } = await open(browser, await offlinePage())
    expect(await page.locator('#live, #cluster, #kubeconfig').count()).toBe(0)
    await page.context().close()
    const saved = await open(browser, fileUrl('saved.html', await pagePart('service')))
    expect(await saved.page.locator('#live').isVisible()).toBe(false)
    await saved.page.locator('[data-example=two-problems]').click()
    expect(await failure(saved.page)).toMatch(/saved copy.*kubewhy page/s)
    await saved.page.context().close()
    expect(await pagePart('service')).toContain(
      "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
    )
  })
})
