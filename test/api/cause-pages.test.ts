import { describe, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { CAUSES, STAGES } from '../../core/index.ts'
import { bytesOf } from '../read/directory.ts'

const MIB = 1024 * 1024
const appAt = (publicUrl?: string) =>
  createApp({
    maxBodyBytes: MIB,
    diagnose: diagnoseInProcess({}),
    reference: bundledReference,
    ...(publicUrl === undefined ? {} : { publicUrl }),
  })
const app = appAt()

async function page(path: string) {
  const response = await app.request(path)
  return { status: response.status, headers: response.headers, html: await response.text() }
}

/** The links of a page, resolved as a browser does. */
function links(html: string, path: string): URL[] {
  return [...html.matchAll(/ (?:href|action)="([^"]*)"/g)].map(
    ([, href = '']) => new URL(href.replaceAll('&amp;', '&'), `http://kubewhy.test${path}`),
  )
}

describe('the page of a cause', () => {
  it.each(CAUSES.map(cause => [cause.id, cause] as const))('%s', async (id, { text }) => {
    const { status, headers, html } = await page(`/causes/${id}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(html).toContain(`<code>${id}</code>`)
    for (const heading of ['Symptoms', 'Why it happens', 'How to fix it', 'Kubernetes documentation']) {
      expect(html).toContain(`${heading}</h2>`)
    }
    for (const url of text.docs) expect(html).toContain(`href="${url}"`)
    expect(html).not.toMatch(/<script|<style| style=/)
    const [said = ''] = html.split('id="example"')
    expect(said).not.toMatch(/undefined|\[object|`/)
  })

  it('shows a recorded case, its text escaped', async () => {
    const { html } = await page('/causes/secret-key-missing')
    expect(html).toContain('Recorded from a cluster')
    expect(html).toContain('volume &quot;t&quot; : references non-existent secret key: tls.crt')
  })

  it('leads through its stage in both directions', async () => {
    for (const stage of STAGES) {
      const ids = CAUSES.filter(cause => cause.stage === stage).map(({ id }) => id)
      for (const [at, id] of ids.entries()) {
        const { html } = await page(`/causes/${id}`)
        expect(/rel="prev" href="([^"]*)"/.exec(html)?.[1]).toBe(ids[at - 1])
        expect(/rel="next" href="([^"]*)"/.exec(html)?.[1]).toBe(ids[at + 1])
      }
    }
  })

  it('says so where there is none, with the nearest', async () => {
    const { status, headers, html } = await page('/causes/image-not-fund')
    expect(status).toBe(404)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(html).toContain('Did you mean <a href="image-not-found">')
  })

  it('keeps what was asked for out of the page', async () => {
    const { status, html } = await page('/causes/%3Cimg%20src=x%3E')
    expect(status).toBe(404)
    expect(html).not.toContain('img')
  })
})

describe('the list of causes', () => {
  it('has every cause once, by stage', async () => {
    const { html } = await page('/causes')
    const listed = [...html.matchAll(/<li><a href="causes\/([^"]*)"/g)].map(([, id]) => id)
    expect(listed).toEqual(STAGES.flatMap(stage => CAUSES.filter(cause => cause.stage === stage)).map(({ id }) => id))
    const stages = [...html.matchAll(/<h2 id="stage-([^"]*)"/g)].map(([, stage]) => stage)
    expect(stages).toEqual(STAGES.filter(stage => CAUSES.some(cause => cause.stage === stage)))
  })

  it('finds causes by what kubectl prints', async () => {
    const { html } = await page('/causes?q=ImagePullBackOff+manifest')
    expect(html).toContain('href="causes/image-not-found"')
    expect(html).not.toContain('href="causes/quota-exceeded"')
    expect(html).toContain('value="ImagePullBackOff manifest"')
  })

  it('keeps what was typed as text', async () => {
    const { html } = await page(`/causes?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
    expect(html).not.toContain('<script')
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;')
    expect(html).toContain(`0 of ${CAUSES.length} causes`)
  })

  it('bounds what is looked for', async () => {
    expect((await page(`/causes?q=${'a%20'.repeat(5000)}`)).status).toBe(200)
  })
})

describe('every page', () => {
  it('allows no script, no inline style and nothing from elsewhere', async () => {
    for (const path of ['/causes', '/causes/image-not-found', '/causes/none']) {
      const policy = (await page(path)).headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toMatch(/unsafe|script-src|\*/)
    }
  })

  it('links to pages that exist', async () => {
    const found = new Set<string>()
    for (const path of [
      '/causes',
      '/causes/image-not-found',
      `/causes/${CAUSES.at(-1)?.id}`,
      '/causes/image-not-fund',
    ]) {
      for (const { origin, pathname } of links((await page(path)).html, path)) {
        if (origin === 'http://kubewhy.test') found.add(pathname)
        else expect(origin).toBe('https://kubernetes.io')
      }
    }
    expect(found.size).toBeGreaterThan(CAUSES.length)
    found.delete('/')
    for (const path of found) expect([path, (await page(path)).status]).toEqual([path, 200])
  })

  it('stays below the path at which a proxy puts the service', async () => {
    for (const path of ['/causes', '/causes/image-not-found']) {
      const own = links((await page(path)).html, `/tools/kubewhy${path}`).filter(({ host }) => host === 'kubewhy.test')
      for (const { pathname } of own) expect(pathname).toMatch(/^\/tools\/kubewhy\/(?:causes|docs|$)/)
    }
  })
})

describe('the links of a report', () => {
  const shop = new Uint8Array(bytesOf('formats/get-all-shop.json'))
  const report = async (format: string, publicUrl?: string) =>
    (await appAt(publicUrl).request(`/v1/diagnose?format=${format}`, { method: 'POST', body: shop })).text()

  it.each(['text', 'markdown', 'html', 'sarif'])('lead to the catalogue of the public service, in %s', async format => {
    expect(await report(format, 'https://why.example.com/k/')).toContain(
      'https://why.example.com/k/causes/image-not-found',
    )
  })

  it('lead to the service itself on a page, and nowhere from a text whose reader is elsewhere', async () => {
    expect(await report('html')).toContain('href="/causes/image-not-found"')
    for (const format of ['text', 'markdown', 'sarif']) expect(await report(format)).not.toContain('/causes/')
  })
})
