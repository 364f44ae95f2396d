import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSnapshotAt } from '../../action/snapshot/read-path.ts'
import { diagnose } from '../../core/index.ts'
import { json } from '../../core/render/json.ts'
import { CLUSTERS, readScenario, scenarioIds } from '../support/scenarios.ts'
import { hasChromium, launch, offlinePage, open, verdict } from './chromium.ts'

describe.skipIf(!hasChromium)('a diagnosis in the browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  it('is the same as on a server, byte for byte, for every recording', { timeout: 300_000 }, async () => {
    const { page, complaints, requests } = await open(browser, await offlinePage())
    await page.locator('summary').click()
    const different: string[] = []
    for (const id of scenarioIds) {
      const { namespace } = readScenario(id)
      const expected = json(diagnose(await readSnapshotAt(join(CLUSTERS, id)), { namespace }))
      await page.getByLabel('Only this namespace').fill(namespace)
      await page.setInputFiles('#folder', join(CLUSTERS, id))
      await verdict(page)
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Save as JSON').click()])
      if ((await readFile(await download.path(), 'utf8')) !== expected) different.push(id)
      await page.getByRole('button', { name: 'New diagnosis' }).click()
    }
    expect(different).toEqual([])
    expect(scenarioIds.length).toBeGreaterThan(100)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await page.context().close()
  })
})
