import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { builtPage, packagedPage } from '../../api/page/built.ts'
import type { PageKind } from '../../api/page/names.ts'
import { PACKAGE } from '../support/program.ts'
import { ASKS_ALL } from '../support/sample.ts'

/** Debian's Chromium. The headless shell has no windows of its own to draw, and takes half the time. */
const PROGRAM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(path => existsSync(path))

export const hasChromium = PROGRAM !== undefined
if (!hasChromium) console.warn('Skipped: there is no Chromium; apt-get install chromium-headless-shell')

let browser: Promise<Browser> | undefined

/** One browser for all tests of a worker. It ends with the worker. */
export function launch(): Promise<Browser> {
  browser ??= chromium.launch({
    ...(PROGRAM === undefined ? {} : { executablePath: PROGRAM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
    ],
  })
  return browser
}

/** A page that is watched. */
export interface Watched {
  readonly page: Page
  /** What the console said, what was thrown, what the policy stopped. */
  readonly complaints: string[]
  /** Addresses that were asked for, but for the page's own and what lives inside it. */
  readonly requests: string[]
}

/** Opens an address in a context of its own. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ acceptDownloads: true, ...options })
  context.setDefaultTimeout(120_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (request.url() !== url && !/^(?:blob|data):/.test(request.url())) requests.push(request.url())
  })
  await page.goto(url)
  return { page, complaints, requests }
}

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-page-'))

/** Writes a file and returns its address. */
export function fileUrl(name: string, text: string | Uint8Array): string {
  return pathToFileURL(filePath(name, text)).href
}

/** Writes a file and returns its path. */
export function filePath(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Returns one part of the page, as the package has it where it was built. */
export async function pagePart(kind: PageKind): Promise<string> {
  const packaged = PACKAGE === undefined ? undefined : await packagedPage(kind, `${pathToFileURL(PACKAGE)}/`)
  return packaged ?? builtPage(kind)
}

/** Returns the address of the page as `kubewhy page` prints it. */
export async function offlinePage(): Promise<string> {
  return fileUrl('kubewhy.html', await pagePart('offline'))
}

/** Returns the faults of accessibility that axe finds, each with the first element that has it. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  // What passes is a large answer.
  const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as axe.AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** Every colour scheme and every width; all pairs of them where every case is asked. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
  ...(ASKS_ALL
    ? ([
        { colorScheme: 'light', width: 390 },
        { colorScheme: 'dark', width: 1280 },
      ] as const)
    : []),
] as const

/** Expects of what is shown that it has no fault of accessibility and stays in its width, in light and dark, wide and narrow. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    expect(await violations(page), `${colorScheme}, ${width} pixels`).toEqual([])
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(beyond, `${colorScheme}, ${width} pixels`).toBeLessThanOrEqual(0)
  }
}

/** Opens everything that is folded. */
export function unfoldAll(page: Page): Promise<void> {
  return page.locator('main details').evaluateAll(all => {
    for (const each of all) (each as HTMLDetailsElement).open = true
  })
}

/** Lets files or folders of this machine fall onto the page, as a hand does: onto its middle, or onto what `target` selects. */
export async function drop(page: Page, paths: readonly string[], target?: string): Promise<void> {
  if (target !== undefined) await page.locator(target).scrollIntoViewIfNeeded()
  const box = target === undefined ? null : await page.locator(target).boundingBox()
  const [x, y] = box === null ? [300, 300] : [box.x + box.width / 2, box.y + box.height / 2]
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', {
      type,
      x,
      y,
      data: { items: [], files: [...paths], dragOperationsMask: 1 },
    })
  }
  await session.detach()
}

/** Resolves with the report's headline once it is there. */
export async function verdict(page: Page): Promise<string> {
  const heading = page.locator('#report h1')
  await heading.waitFor()
  return heading.innerText()
}
