import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { PNG } from 'pngjs'
import { commentBody } from '../action/github/comment-body.ts'
import { diagnose, type Report } from '../core/index.ts'
import { html } from '../core/render/html/index.ts'
import { readRecording, readScenario } from '../test/support/scenarios.ts'
import { commentPage } from './picture-comment.ts'

const FOLDER = join(import.meta.dirname, '../.github/pictures')
const SCENARIO = 'image-tag-typo'

function reportOf(id: string): Report {
  return diagnose(readRecording(id), { namespace: readScenario(id).namespace })
}

/** The comment on the recorded failure, in a made-up run of which only numbers are visible. */
function comment(report: Report): string {
  const { takenAt: at } = report
  const sha = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e'
  const run = {
    owner: 'octo',
    repo: 'shop',
    event: 'pull_request',
    payload: {},
    sha,
    id: 100,
    attempt: 1,
    isPublic: true,
  }
  return commentBody(report, {
    run: { ...run, serverUrl: 'https://github.com', apiUrl: 'https://api.github.com' },
    marker: { key: 'production/shop', sha, run: 100, attempt: 1, at, state: 'failed', cause: 'image-not-found' },
    now: at,
    took: 92_000,
    logs: true,
  })
}

async function shoot(
  browser: Browser,
  name: string,
  page: string,
  look: 'light' | 'dark',
  height?: number,
): Promise<void> {
  const tab = await browser.newPage({
    colorScheme: look,
    viewport: { width: height === undefined ? 852 : 1120, height: height ?? 100 },
  })
  await tab.setContent(page, { waitUntil: 'load' })
  const shot = PNG.sync.read(await tab.screenshot({ fullPage: height === undefined }))
  writeFileSync(
    join(FOLDER, name),
    PNG.sync.write(shot, { colorType: 2, inputColorType: 6, deflateLevel: 9, deflateStrategy: 0, filterType: 0 }),
  )
  await tab.close()
}

mkdirSync(FOLDER, { recursive: true })
const report = reportOf(SCENARIO)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
await shoot(browser, 'report-light.png', html(report), 'light', 760)
await shoot(browser, 'report-dark.png', html(report), 'dark', 760)
await shoot(browser, 'comment.png', commentPage(comment(report)), 'light')
await browser.close()
