import { activate, follow } from '../../core/render/html/browser/activate.ts'
import { parseWorkload } from '../../core/workload-name.ts'
import { clusterForm } from './cluster.ts'
import { element, size } from './elements.ts'
import { examples, fromExample } from './examples.ts'
import { enterReport, enterStart, followHistory, keptOf } from './history.ts'
import { fromChooser, fromDrop, fromText } from './input-files.ts'
import { type Job, start } from './job.ts'
import {
  type ClusterOrder,
  type Failed,
  type Finished,
  type PageInput,
  reasonOf,
  type SnapshotOrder,
} from './messages.ts'
import { showFailure, showProgress, showReport, showStart } from './views.ts'

/** A longer text is diagnosed at once: showing it in a field would freeze the page. */
const MAX_SHOWN = 200_000

let job: Job | undefined

function diagnose(input: PageInput | undefined): void {
  if (input === undefined) return
  job?.cancel()
  const order = orderOf(input)
  if (order === undefined) return
  const total = input.kind === 'file' ? input.file.size : input.files.reduce((sum, { file }) => sum + file.size, 0)
  const first =
    order.service === undefined
      ? `Reading ${input.name}, ${size(total)}.`
      : `${input.name} was sent to the service, which diagnoses it.`
  job = start(order, showProgress(input.name, total, first), finish)
}

function readCluster(order: ClusterOrder): void {
  job?.cancel()
  job = start(
    order,
    showProgress('the cluster', 0, 'The service is reading the cluster; this takes a few seconds.'),
    finish,
  )
}

function finish(result: Finished | Failed): void {
  job = undefined
  if (result.type === 'failed') refuse(result)
  else void present(result)
}

async function present(report: Finished): Promise<void> {
  const kept = await keptOf(report)
  const isThere = await showReport(report)
  if (isThere !== undefined) enterReport(report, kept, isThere ? location.hash : '')
}

function refuse(why: Failed): void {
  enterStart()
  showFailure(why)
}

/** The order, or undefined if the question is invalid. */
function orderOf(input: PageInput): SnapshotOrder | undefined {
  const namespace = element('namespace', HTMLInputElement).value.trim()
  const field = element('workload', HTMLInputElement)
  const workload = field.value.trim() === '' ? undefined : parseWorkload(field.value.trim())
  if (field.value.trim() !== '' && workload === undefined) {
    refuse({
      type: 'failed',
      message: `${field.value.trim().slice(0, 80)} is not a workload.`,
      hint: 'Name it as kubectl does, for example deployment/web.',
    })
    return undefined
  }
  const from = element('path-from', HTMLInputElement).value.trim()
  const to = element('path-to', HTMLInputElement).value.trim()
  if ((from === '') !== (to === '')) {
    refuse({
      type: 'failed',
      message: 'A network path has two ends.',
      hint: 'Set both under Options, for example deploy/web and svc/api:80, or neither.',
    })
    return undefined
  }
  return {
    input,
    ...(from === '' ? {} : { path: { from, to } }),
    scope: { ...(namespace === '' ? {} : { namespace }), ...(workload === undefined ? {} : { workload }) },
    ...('service' in document.body.dataset ? { causesUrl: `${location.origin}/causes` } : {}),
    ...(isSent() ? { service: location.origin } : {}),
  }
}

function stop(): void {
  job?.cancel()
  job = undefined
  enterStart()
  showStart()
}

/** Navigates with the browser's history. */
function goTo(report: Finished | undefined): void {
  job?.cancel()
  job = undefined
  if (report === undefined) showStart()
  else void showReport(report)
}

function chooser(button: string, input: string): void {
  const field = element(input, HTMLInputElement)
  element(button, HTMLButtonElement).addEventListener('click', () => field.click())
  field.addEventListener('change', () => {
    const input = fromChooser([...(field.files ?? [])])
    field.value = ''
    diagnose(input)
  })
}

function drops(): void {
  const zone = element('zone', HTMLElement)
  const mark = (over: boolean) => zone.classList.toggle('over', over)
  addEventListener('dragover', event => {
    event.preventDefault()
    mark(true)
  })
  addEventListener('dragleave', event => mark(event.relatedTarget !== null))
  addEventListener('drop', event => {
    const isTaken = event.defaultPrevented
    event.preventDefault()
    mark(false)
    if (isTaken || event.dataTransfer === null) return
    fromDrop(event.dataTransfer).then(diagnose, (error: Error) =>
      refuse({
        type: 'failed',
        message:
          error instanceof DOMException
            ? 'The browser does not allow this page to read what was dropped.'
            : error.message,
        hint: 'Drop only the snapshot folder, or choose it with the button.',
      }),
    )
  })
}

function pastes(): void {
  const field = element('text', HTMLTextAreaElement)
  field.addEventListener('paste', event => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.length <= MAX_SHOWN) return
    event.preventDefault()
    diagnose(fromText(text))
  })
  element('paste', HTMLFormElement).addEventListener('submit', event => {
    event.preventDefault()
    if (field.value.trim() === '') field.focus()
    else diagnose(fromText(field.value))
  })
}

function recordings(): void {
  const list = element('recordings', HTMLElement)
  for (const example of examples()) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = example.title
    button.dataset['example'] = example.id
    button.addEventListener('click', () => fromExample(example.id).then(diagnose, error => refuse(reasonOf(error))))
    const item = document.createElement('li')
    item.append(button)
    list.append(item)
  }
}

/** The page's promise depends on where it diagnoses. */
function places(): void {
  for (const choice of document.querySelectorAll<HTMLInputElement>('[name=place]'))
    choice.addEventListener('change', () => {
      element('promise', HTMLElement).hidden = isSent()
      element('sent-note', HTMLElement).hidden = !isSent()
    })
}

function isSent(): boolean {
  return 'service' in document.body.dataset && element('sent', HTMLInputElement).checked
}

if (location.protocol === 'file:') {
  // A saved copy of a service's page has no service.
  delete document.body.dataset['service']
  delete document.body.dataset['live']
}
chooser('choose-file', 'file')
chooser('choose-folder', 'folder')
drops()
pastes()
recordings()
places()
if ('live' in document.body.dataset) clusterForm(readCluster, refuse)
element('cancel', HTMLButtonElement).addEventListener('click', stop)
element('again', HTMLButtonElement).addEventListener('click', stop)
activate(element('start', HTMLElement))
addEventListener('hashchange', () => follow(element('report', HTMLElement)))
followHistory(goTo)
document.body.dataset['ready'] = ''
