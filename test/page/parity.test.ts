import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSnapshotAt } from '../../action/snapshot/read-path.ts'
import type { Order, WorkerMessage } from '../../api/page/messages.ts'
import { diagnose } from '../../core/index.ts'
import { json } from '../../core/render/json.ts'
import { CLUSTERS, readScenario, scenarioIds } from '../support/scenarios.ts'
import { hasChromium, launch, offlinePage, open } from './chromium.ts'

const QUESTIONS = scenarioIds.map(id => ({ id, namespace: readScenario(id).namespace }))

describe.skipIf(!hasChromium)('a diagnosis in the browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })

  it('is the same as on a server, byte for byte, for every recording', { timeout: 300_000 }, async () => {
    const { page, complaints, requests } = await open(browser, await offlinePage())
    const inBrowser = inPage(page)
    const onServer: Record<string, string> = {}
    for (const { id, namespace } of QUESTIONS) {
      const report = json(diagnose(await readSnapshotAt(join(CLUSTERS, id)), { namespace }))
      onServer[id] = createHash('sha256').update(report).digest('hex')
    }
    expect(await inBrowser).toEqual(onServer)
    expect(scenarioIds.length).toBeGreaterThan(100)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await page.context().close()
  })
})

/** Has one worker of the page diagnose every recording; returns the SHA-256 of each report in JSON, or why there is none. */
async function inPage(page: Page): Promise<Record<string, string>> {
  await page.evaluate(() => {
    const field = Object.assign(document.createElement('input'), { type: 'file', webkitdirectory: true, id: 'all' })
    document.body.append(field)
  })
  await page.setInputFiles('#all', CLUSTERS)
  return page.evaluate(async questions => {
    const script = document.getElementById('worker')?.textContent ?? ''
    const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
    const ask = (order: Order) =>
      new Promise<WorkerMessage>(resolve => {
        worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
          if (data.type === 'finished' || data.type === 'failed') resolve(data)
        }
        worker.postMessage(order)
      })
    const files = [...((document.getElementById('all') as HTMLInputElement).files ?? [])]
    const answers: Record<string, string> = {}
    for (const { id, namespace } of questions) {
      const own = files.flatMap(file => {
        const [, folder, ...name] = file.webkitRelativePath.split('/')
        return folder === id ? [{ name: name.join('/'), file }] : []
      })
      const told = await ask({ input: { kind: 'files', name: id, files: own }, scope: { namespace } })
      if (told.type !== 'finished') answers[id] = JSON.stringify(told)
      else {
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await told.json.arrayBuffer()))
        answers[id] = [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')
      }
    }
    return answers
  }, QUESTIONS)
}
