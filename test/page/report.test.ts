import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../core/index.ts'
import { reportPath } from '../../core/path.ts'
import { html } from '../../core/render/html/index.ts'
import { pathRenderers } from '../../core/render/path.ts'
import { fixLabel, headline } from '../../core/render/wording.ts'
import { PAYLOADS, poisoned } from '../render/hostile.ts'
import { reportOn } from '../support/report-on.ts'
import { sampler } from '../support/sample.ts'
import { readRecording } from '../support/scenarios.ts'
import { diagnoseVaried, notRead } from '../support/variation.ts'
import { expectAccessible, fileUrl, hasChromium, launch, open, unfoldAll } from './chromium.ts'

function both(first: Report, second: Report): Report {
  return {
    ...first,
    problems: [...first.problems, ...second.problems],
    workloads: [...first.workloads, ...second.workloads],
  }
}

describe.skipIf(!hasChromium)('a report in HTML', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })

  it('shows verdict, cause and fix above the fold', async () => {
    const report = reportOn('image-tag-typo')
    const { page, complaints } = await open(browser, fileUrl('typo.html', html(report)), {
      viewport: { width: 1280, height: 720 },
    })
    const [step] = report.problems[0]?.fix ?? []
    expect(await page.locator('.fixes p').first().innerText()).toBe(
      `${step === undefined ? '' : fixLabel(step)} ${step?.text}`,
    )
    for (const part of [page.getByRole('heading', { name: headline(report) }), page.locator('.fixes p').first()]) {
      const box = await part.boundingBox()
      expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThan(720)
    }
    const picture = await page.locator('.picture svg').boundingBox()
    expect(picture?.y).toBeLessThan(500)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('can be read without its script', async () => {
    const { page } = await open(browser, fileUrl('typo.html', html(reportOn('image-tag-typo'))), {
      javaScriptEnabled: false,
    })
    await page.locator('.evidence summary').nth(1).click()
    expect(await page.locator('.evidence pre').nth(1).innerText()).toContain('ImagePullBackOff')
    expect(await page.getByRole('button').count()).toBe(0)
    await page.context().close()
  })

  it('opens evidence, copies a fix and follows a link to a problem', async () => {
    const report = reportOn('two-problems')
    const [, second] = report.problems
    const url = fileUrl('two.html', html(report))
    const { page, complaints, requests } = await open(browser, url)
    await page.getByRole('button', { name: 'Copy command' }).last().click()
    await page.getByText('Copied', { exact: true }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(second?.fix[0]?.command)
    const evidence = page.locator('.evidence').nth(1)
    await evidence.locator('summary').click()
    expect(await evidence.locator('pre').innerText()).toBe(report.problems[0]?.evidence[1]?.value)
    await page.goto(`${url}#p-${second?.id}`)
    expect(
      await page
        .locator(`#p-${second?.id}`)
        .boundingBox()
        .then(box => Math.abs(box?.y ?? 999)),
    ).toBeLessThan(100)
    expect(requests.filter(each => !each.startsWith(url))).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells its picture as text, from the workload to the cause', async () => {
    const report = reportOn('image-tag-typo')
    const { page } = await open(browser, fileUrl('typo.html', html(report)))
    await page.getByText('The picture as text').click()
    const items = await page.locator('.picture ol li').allInnerTexts()
    expect(items).toEqual(
      report.problems[0]?.chain.map(({ kind, namespace, name, text }) => `${kind} ${namespace}/${name}: ${text}`),
    )
    await page.context().close()
  })

  it('shows one namespace or one verdict when asked', async () => {
    const report = both(reportOn('image-tag-typo'), both(reportOn('crash-missing-env'), reportOn('healthy-rolled')))
    const { page, complaints } = await open(browser, fileUrl('several.html', html(report)))
    const sections = page.locator('section.problem:visible')
    const rows = page.locator('.workloads tbody tr:visible')
    expect(await sections.count()).toBe(report.problems.length)
    await page.getByLabel('Namespace').selectOption('shop')
    expect(await sections.count()).toBe(1)
    expect(page.url()).toMatch(/#namespace=shop$/)
    await page.reload()
    expect(await sections.count()).toBe(1)
    await page.evaluate(id => {
      location.hash = `p-${id}`
    }, report.problems[1]?.id)
    await expect.poll(() => sections.count()).toBe(report.problems.length)
    await page.getByLabel('Namespace').selectOption('shop')
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining('Deployment shop/web')])
    await page.getByLabel('Namespace').selectOption('all')
    await page.getByLabel('Verdict').selectOption('healthy')
    expect(await sections.count()).toBe(0)
    expect(await rows.count()).toBe(report.workloads.filter(each => each.verdict === 'healthy').length)
    expect(await page.locator('[data-shown]').innerText()).toMatch(/^\d+ workloads?$/)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('offers only filters with something to choose from', async () => {
    const filters = async (report: Report) => {
      const { page } = await open(browser, fileUrl('filters.html', html(report)))
      const labels = await page
        .locator('.filters label')
        .evaluateAll(all => all.map(each => each.childNodes[0]?.textContent?.trim()))
      await page.context().close()
      return labels
    }
    expect(await filters(reportOn('image-tag-typo'))).toEqual([])
    expect(await filters(both(reportOn('image-tag-typo'), reportOn('two-problems')))).toEqual(['Namespace'])
    expect(await filters(reportOn('multi-attach'))).toEqual(['Verdict'])
  })

  it.each(sampler(2)(['image-tag-typo', 'multi-attach', 'ready-cert-expired', 'young-first-crash', 'crash-oom']))(
    '%s at 390 pixels: nothing is cut without a hint, commands break between words, no line crosses a label',
    async id => {
      const { page } = await open(browser, fileUrl(`${id}.html`, html(reportOn(id))), {
        viewport: { width: 390, height: 800 },
      })
      await unfoldAll(page)
      expect(
        await page.evaluate(() => {
          const wide = [...document.querySelectorAll<HTMLElement>('main *:not(svg *)')].filter(
            each =>
              each.scrollWidth > each.clientWidth + 1 &&
              each.clientWidth > 1 &&
              getComputedStyle(each).display !== 'inline',
          )
          const hinted = (each: HTMLElement) =>
            each.matches('.preview') || each.parentElement?.querySelector<HTMLElement>('.sideways')?.offsetHeight
          return wide
            .filter(each => !hinted(each) && each.closest('.scroll') === null)
            .map(each => each.outerHTML.slice(0, 200))
        }),
      ).toEqual([])
      expect(
        await page
          .locator('.scroll:visible')
          .evaluateAll(
            all =>
              all.filter(each => each.scrollWidth > each.clientWidth + 1 && each.querySelector('.timeline') === null)
                .length,
          ),
      ).toBe(0)
      const broken = await page.locator('.copyable pre code').evaluateAll(all =>
        all
          .flatMap(code => [...code.querySelectorAll<HTMLElement>('.word')])
          .filter(word => {
            const range = document.createRange()
            range.selectNodeContents(word)
            const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
            return lines > 1 && word.offsetWidth < (word.closest('pre')?.clientWidth ?? 0) * 0.8
          })
          .map(word => word.textContent),
      )
      expect(broken).toEqual([])
      expect(
        await page
          .locator('svg .label, svg .tick')
          .evaluateAll(
            all => all.filter(each => getComputedStyle(each).paintOrder.startsWith('stroke') === false).length,
          ),
      ).toBe(0)
      await page.context().close()
    },
  )

  it('prints what is folded, and no controls', async () => {
    const { page } = await open(browser, fileUrl('typo.html', html(reportOn('image-tag-typo'))))
    await page.emulateMedia({ media: 'print' })
    expect(
      await page
        .locator('.evidence pre')
        .nth(1)
        .boundingBox()
        .then(box => box?.height ?? 0),
    ).toBeGreaterThan(10)
    expect(await page.getByRole('button').count()).toBe(0)
    await page.context().close()
  })

  it.each(
    sampler(3)([
      'two-problems',
      'image-tag-typo',
      'young-first-crash',
      'ready-cert-expired',
      'crash-oom',
      'healthy-full-house',
    ]),
  )('%s has no fault of accessibility, light and dark', async id => {
    const { page } = await open(browser, fileUrl(`${id}.html`, html(reportOn(id))))
    await unfoldAll(page)
    await expectAccessible(page)
    await page.context().close()
  })

  it('has none where nothing is known, nor along a path', async () => {
    const blind = diagnoseVaried('crash-oom', notRead('Pod', 'ReplicaSet', 'Event'))
    const path = reportPath(readRecording('ready-ingress-policy'), {
      from: 'deploy/seats-api',
      to: 'svc/seats-redis:6379',
      namespace: 'seat-booking',
    })
    expect([blind.verdict, path.state]).toEqual(['unknown', 'broken'])
    for (const text of [html(blind), pathRenderers.html(path)]) {
      const { page } = await open(browser, fileUrl('other.html', text))
      await unfoldAll(page)
      await expectAccessible(page)
      await page.context().close()
    }
  })

  describe('of hostile texts', () => {
    const plain = both(reportOn('image-tag-typo'), reportOn('crash-missing-env'))
    let known: ReadonlySet<string>
    beforeAll(async () => {
      const folded = ['form', 'label', 'select', 'option', 'output', 'nav', 'time']
      known = new Set([...(await elementsOf(html(plain))), ...folded])
    })

    /** The names of the elements that a browser makes of it. */
    async function elementsOf(text: string): Promise<string[]> {
      const { page, complaints, requests } = await open(browser, fileUrl('hostile.html', text))
      const names = await page.evaluate(() => [...document.querySelectorAll('*')].map(each => each.localName))
      const attributes = await page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames()),
      )
      expect(attributes.filter(name => /^on|^style$|^src/.test(name))).toEqual([])
      expect(complaints).toEqual([])
      expect(requests).toEqual([])
      await page.context().close()
      return [...new Set(names)]
    }

    it.each(sampler(4)(Object.entries(PAYLOADS)))('%s stays text', async (_, payload) => {
      for (const name of await elementsOf(html(poisoned(plain, payload, true)))) expect(known).toContain(name)
    })
  })
})
