import { diagnose, type Report } from '../../core/index.ts'
import { askedScope } from '../../core/read/asked-scope.ts'
import { InputError, type ReadOptions, readFiles, readSnapshot } from '../../core/read/index.ts'
import { html, htmlBody } from '../../core/render/html/index.ts'
import { json } from '../../core/render/json.ts'
import { headline } from '../../core/render/wording.ts'
import type { Failed, Finished, Given, Order, SnapshotOrder, Told } from './messages.ts'
import { askAboutCluster, askService, ServiceError } from './service.ts'

/** A page has the memory of its tab: more than this and the browser may end it. */
const MAX_BYTES = 1024 ** 3
/** Progress is told at most once for so many bytes. */
const STEP = 1024 ** 2

addEventListener('message', ({ data }: MessageEvent<Order>) => void work(data).then(tell, error => tell(failed(error))))

async function work(order: Order): Promise<Finished> {
  const report = await reportOn(order)
  const options = order.causesUrl === undefined ? {} : { causesUrl: order.causesUrl }
  return {
    type: 'finished',
    verdict: report.verdict,
    headline: headline(report),
    body: htmlBody(report, options),
    document: new Blob([html(report, options)], { type: 'text/html' }),
    json: new Blob([json(report)], { type: 'application/json' }),
  }
}

function reportOn(order: Order): Promise<Report> {
  if ('cluster' in order) return askAboutCluster(order)
  return order.service === undefined ? diagnoseHere(order) : askService(order, order.service)
}

async function diagnoseHere({ given, scope }: SnapshotOrder): Promise<Report> {
  let told = 0
  const options: ReadOptions = {
    name: given.name,
    limits: { maxBytes: MAX_BYTES },
    onProgress: bytes => {
      if (bytes - told < STEP) return
      told = bytes
      tell({ type: 'read', bytes })
    },
  }
  const snapshot = await readGiven(given, options)
  tell({ type: 'diagnosing' })
  return diagnose(snapshot, askedScope(snapshot, scope))
}

function readGiven(given: Given, options: ReadOptions) {
  if (given.kind === 'file') return readSnapshot(given.file.stream(), options)
  const inputs = given.files.map(({ name, file }) => ({
    name,
    read: async () => new Uint8Array(await file.arrayBuffer()),
  }))
  return readFiles(inputs, options)
}

function failed(error: unknown): Failed {
  if (error instanceof InputError || error instanceof ServiceError) {
    const { message, hint, where } = error
    return { type: 'failed', message, hint, ...(where === undefined ? {} : { where }) }
  }
  if (error instanceof DOMException)
    return {
      type: 'failed',
      message: 'The browser could not read the file.',
      hint: 'It may have changed or moved since it was chosen: choose it again.',
    }
  return {
    type: 'failed',
    message: `The diagnosis failed unexpectedly (${error instanceof Error ? error.name : typeof error}).`,
    hint: 'Try a smaller snapshot, for example one namespace; if that fails too, please report it.',
  }
}

function tell(told: Told): void {
  postMessage(told)
}
