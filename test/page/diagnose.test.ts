import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { packTar } from 'modern-tar'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampler } from '../support/sample.ts'
import {
  drop,
  expectAccessible,
  filePath,
  hasChromium,
  launch,
  offlinePage,
  open,
  unfoldAll,
  verdict,
  violations,
} from './chromium.ts'

const FORMATS = join(import.meta.dirname, '../fixtures/formats')
const CLUSTERS = join(import.meta.dirname, '../fixtures/clusters')
const NO_IMAGE = /Deployment shop\/web is stalled: image nginx:1\.72 does not exist/

function recording(id: string): Record<string, Uint8Array> {
  return Object.fromEntries(
    ['state.json', 'collected.json'].map(name => [name, new Uint8Array(readFileSync(join(CLUSTERS, id, name)))]),
  )
}

async function tarOf(id: string): Promise<Uint8Array> {
  return packTar(
    Object.entries(recording(id)).map(([name, body]) => ({ header: { name, size: body.length, type: 'file' }, body })),
  )
}

describe.skipIf(!hasChromium)('the page, offline', () => {
  let browser: Browser
  let url: string
  beforeAll(async () => {
    browser = await launch()
    url = await offlinePage()
  })

  const inputs: readonly (readonly [string, () => Promise<string> | string, RegExp])[] = [
    ['a List in JSON', () => join(FORMATS, 'get-all-shop.json'), NO_IMAGE],
    ['YAML', () => join(FORMATS, 'get-all-shop.yaml'), NO_IMAGE],
    ['JSON lines', () => join(FORMATS, 'get-checkout.jsonl'), /Deployment checkout\/\S+ is stalled/],
    ['a .tar.gz', async () => filePath('snapshot.tar.gz', gzipSync(await tarOf('image-tag-typo'))), NO_IMAGE],
    ['a .zip', () => filePath('snapshot.zip', zipSync(recording('image-tag-typo'))), NO_IMAGE],
    ['the folder of a cluster-info dump', () => join(FORMATS, 'cluster-info-dump-yaml'), NO_IMAGE],
    ['the folder of a recording', () => join(CLUSTERS, 'image-tag-typo'), NO_IMAGE],
  ]
  it.each(sampler(2)(inputs))(
    'reads %s that is dropped, and asks the network for nothing',
    async (_, path, expected) => {
      const { page, complaints, requests } = await open(browser, url, { offline: true })
      await drop(page, [await path()])
      expect(await verdict(page)).toMatch(expected)
      expect(await page.title()).toMatch(expected)
      expect(complaints).toEqual([])
      expect(requests).toEqual([])
      await page.context().close()
    },
  )

  it('draws the way between two ends that are named', async () => {
    const { page, complaints } = await open(browser, url)
    await page.getByText('Options').click()
    await page.getByLabel('Trace the network from').fill('deploy/storefront')
    await page.setInputFiles('#folder', join(CLUSTERS, 'ready-policy-ingress'))
    expect(await page.getByRole('alert').textContent()).toContain('A network path has two ends.')
    await page.getByLabel('to', { exact: true }).fill('svc/catalog:80')
    await page.setInputFiles('#folder', join(CLUSTERS, 'ready-policy-ingress'))
    expect(await verdict(page)).toMatch(/cannot reach Service grocer\/catalog:80/)
    expect(await page.locator('.way > .hop').count()).toBe(8)
    expect(await page.locator('.way > .v-stalled').textContent()).toContain('no ingress rule')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('reads what is chosen and what is pasted, and starts again', async () => {
    const { page, complaints } = await open(browser, url)
    await page.setInputFiles('#file', join(FORMATS, 'get-all-shop.json'))
    expect(await verdict(page)).toMatch(NO_IMAGE)
    await page.getByRole('button', { name: 'New diagnosis' }).click()
    await page.setInputFiles('#folder', join(CLUSTERS, 'two-problems'))
    expect(await verdict(page)).toMatch(/and 1 more problem/)
    await page.getByRole('button', { name: 'New diagnosis' }).click()
    await page.getByLabel('Or paste').fill(readFileSync(join(FORMATS, 'get-all-shop.yaml'), 'utf8'))
    await page.getByRole('button', { name: 'Diagnose the text' }).click()
    expect(await verdict(page)).toMatch(NO_IMAGE)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('takes a large pasted text at once instead of showing it', async () => {
    const { page } = await open(browser, url)
    const text = readFileSync(join(CLUSTERS, 'image-tag-typo/state.json'), 'utf8')
    await page.evaluate(text => navigator.clipboard.writeText(text.padEnd(300_000, '\n')), text)
    await page.getByLabel('Or paste').focus()
    await page.keyboard.press('Control+V')
    expect(await verdict(page)).toMatch(NO_IMAGE)
    expect(await page.locator('#text').inputValue()).toBe('')
    await page.context().close()
  })

  it('has the recorded failures with it', async () => {
    const { page, complaints } = await open(browser, url, { offline: true })
    const examples = page.locator('[data-example]')
    expect(await examples.count()).toBeGreaterThanOrEqual(3)
    for (let index = 0; index < (await examples.count()); index++) {
      await examples.nth(index).click()
      expect(await verdict(page)).toMatch(index === 3 ? /healthy/ : /is stalled/)
      await page.getByRole('button', { name: 'New diagnosis' }).click()
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('narrows the diagnosis to a namespace, and says when there is none', async () => {
    const { page } = await open(browser, url)
    await page.getByText('Options').click()
    await page.getByLabel('Only this namespace').fill('shops')
    await page.setInputFiles('#file', join(FORMATS, 'get-all-shop.json'))
    const failure = page.getByRole('alert')
    await failure.waitFor()
    expect(await failure.innerText()).toMatch(/no objects in namespace shops.*Did you mean shop\?/s)
    await page.getByLabel('Only this namespace').fill('shop')
    await page.getByLabel('Only this workload').fill('web')
    await page.setInputFiles('#file', join(FORMATS, 'get-all-shop.json'))
    await page.waitForFunction(() => document.querySelector('#failure')?.textContent?.includes('is not a workload'))
    await page.getByLabel('Only this workload').fill('deploy/web')
    await page.setInputFiles('#file', join(FORMATS, 'get-all-shop.json'))
    expect(await verdict(page)).toMatch(NO_IMAGE)
    await page.context().close()
  })

  it('says what is wrong with a file that is no snapshot', async () => {
    const { page, complaints } = await open(browser, url)
    await drop(page, [join(FORMATS, 'describe-shop.txt')])
    const failure = page.getByRole('alert')
    await failure.waitFor()
    expect(await failure.innerText()).toMatch(/describe/)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('failure')
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('can be used by keyboard alone', async () => {
    const { page, complaints } = await open(browser, url)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('choose-file')
    for (let steps = 0; steps < 3; steps++) await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await verdict(page)).toMatch(/is stalled/)
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('h1')
    const reached = new Set<string>()
    for (let steps = 0; steps < 40; steps++) {
      await page.keyboard.press('Tab')
      const what = await page.evaluate(() => {
        const { activeElement } = document
        return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
      })
      if (what === 'Copy command' && !reached.has(what)) await page.keyboard.press('Enter')
      if (what === 'The picture as text') await page.keyboard.press('Space')
      reached.add(what)
    }
    expect(reached).toContain('Link to this problem')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^kubectl /)
    expect(await page.locator('.picture details').first().getAttribute('open')).toBe('')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each(sampler(2)(['', 'healthy-full-house', 'two-problems', 'crash-missing-env']))(
    'has no fault of accessibility and stays in its width: %s',
    async example => {
      const { page, complaints } = await open(browser, url)
      if (example !== '') {
        await page.locator(`[data-example=${example}]`).click()
        await verdict(page)
        await unfoldAll(page)
      }
      await expectAccessible(page)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
})
