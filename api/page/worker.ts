import { diagnose, type Report, type Snapshot } from '../../core/index.ts'
import { type PathReport, reportPath } from '../../core/path.ts'
import { askedScope } from '../../core/read/asked-scope.ts'
import { InputError, type ReadOptions, readFiles, readSnapshot } from '../../core/read/index.ts'
import { html, htmlBody } from '../../core/render/html/index.ts'
import { json } from '../../core/render/json.ts'
import { pathPicture, pathRenderers } from '../../core/render/path.ts'
import { headline } from '../../core/render/wording.ts'
import type { Failed, Finished, Order, PageInput, SnapshotOrder, WorkerMessage } from './messages.ts'
import { askAboutCluster, askService, askServiceForPath, ServiceError } from './service.ts'

/** A page has the memory of its tab: beyond this the browser may kill it. */
const MAX_BYTES = 1024 ** 3
/** Progress is reported at most once per this many bytes. */
const STEP = 1024 ** 2

addEventListener('message', ({ data }: MessageEvent<Order>) => void work(data).then(tell, error => tell(failed(error))))

async function work(order: Order): Promise<Finished> {
  if ('path' in order && order.path !== undefined) return walked(await pathOf(order, order.path))
  const report = await reportOn(order)
  const options = order.causesUrl === undefined ? {} : { causesUrl: order.causesUrl }
  return {
    type: 'finished',
    headline: headline(report),
    body: htmlBody(report, options),
    document: new Blob([html(report, options)], { type: 'text/html' }),
    json: new Blob([json(report)], { type: 'application/json' }),
  }
}

function walked(report: PathReport): Finished {
  return {
    type: 'finished',
    headline: report.summary,
    body: pathPicture(report),
    document: new Blob([pathRenderers.html(report)], { type: 'text/html' }),
    json: new Blob([pathRenderers.json(report)], { type: 'application/json' }),
  }
}

async function pathOf(order: SnapshotOrder, ends: NonNullable<SnapshotOrder['path']>): Promise<PathReport> {
  if (order.service !== undefined) return askServiceForPath(order, ends, order.service)
  const snapshot = await readHere(order)
  const { namespace } = askedScope(snapshot, order.scope)
  return reportPath(snapshot, { ...ends, namespace })
}

function reportOn(order: Order): Promise<Report> {
  if ('cluster' in order) return askAboutCluster(order)
  return order.service === undefined ? diagnoseHere(order) : askService(order, order.service)
}

async function diagnoseHere(order: SnapshotOrder): Promise<Report> {
  const snapshot = await readHere(order)
  return diagnose(snapshot, askedScope(snapshot, order.scope))
}

async function readHere({ input }: SnapshotOrder): Promise<Snapshot> {
  let told = 0
  const options: ReadOptions = {
    name: input.name,
    limits: { maxBytes: MAX_BYTES },
    onProgress: bytes => {
      if (bytes - told < STEP) return
      told = bytes
      tell({ type: 'read', bytes })
    },
  }
  const snapshot = await readInput(input, options)
  tell({ type: 'diagnosing' })
  return snapshot
}

function readInput(input: PageInput, options: ReadOptions) {
  if (input.kind === 'file') return readSnapshot(input.file.stream(), options)
  const inputs = input.files.map(({ name, file }) => ({
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
      hint: 'It may have changed or moved since you chose it: choose it again.',
    }
  return {
    type: 'failed',
    message: `The diagnosis failed unexpectedly (${error instanceof Error ? error.name : typeof error}).`,
    hint: 'Try a smaller snapshot, for example one namespace; if that fails too, please report it.',
  }
}

function tell(told: WorkerMessage): void {
  postMessage(told)
}
