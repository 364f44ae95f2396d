import { activate, follow } from '../../core/render/html/browser/activate.ts'
import { element, size } from './elements.ts'
import type { Failed, Finished } from './messages.ts'

const VIEWS = ['start', 'work', 'result'] as const
const TITLE = document.title

let downloads: string[] = []
/** Counts views, so that a result that arrives after its view was left is dropped. */
let turn = 0

/** Shows the start of a diagnosis. */
export function showStart(): void {
  show('start')
  document.title = TITLE
  element('failure', HTMLElement).hidden = true
  element('choose-file', HTMLButtonElement).focus()
}

/**
 * Shows the work on `name`; the returned function moves the progress bar: to the bytes read of `total`, or to the end.
 */
export function showProgress(name: string, total: number, first: string): (bytes: number | undefined) => void {
  const bar = element('bar', HTMLProgressElement)
  const text = element('progress', HTMLElement)
  show('work')
  bar.removeAttribute('value')
  text.textContent = first
  element('cancel', HTMLButtonElement).focus()
  return bytes => {
    if (bytes === undefined) {
      bar.removeAttribute('value')
      text.textContent = 'Looking for the cause.'
      return
    }
    bar.value = Math.min(1, bytes / Math.max(1, total))
    text.textContent = `Reading ${name}: ${size(Math.min(bytes, total))} of ${size(total)}.`
  }
}

/**
 * Shows a report: parsed in one turn and laid out in another, so that neither blocks the page. Scrolls to the namespace
 * or problem in the URL, else to the verdict; resolves with whether the report has what the URL names, or with
 * undefined if another view has been opened meanwhile.
 */
export async function showReport({ body, headline, json, document: whole }: Finished): Promise<boolean | undefined> {
  const mine = ++turn
  const parsed = document.createElement('template')
  parsed.innerHTML = body
  await new Promise(resolve => setTimeout(resolve))
  if (turn !== mine) return undefined
  const report = element('report', HTMLElement)
  report.replaceChildren(parsed.content)
  activate(report)
  for (const url of downloads) URL.revokeObjectURL(url)
  downloads = [offer('download-json', json), offer('download-html', whole)]
  show('result')
  document.title = `${headline} · kubewhy`
  const heading = report.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus()
  scrollTo(0, 0)
  return follow(report)
}

/** Shows why there is no report, at the place of the next attempt. */
export function showFailure({ message, hint, where }: Failed): void {
  show('start')
  const failure = element('failure', HTMLElement)
  failure.hidden = false
  element('failure-message', HTMLElement).textContent = where === undefined ? message : `${message} (${where})`
  element('failure-hint', HTMLElement).textContent = hint
  failure.focus()
}

function show(view: (typeof VIEWS)[number]): void {
  turn += 1
  for (const each of VIEWS) element(each, HTMLElement).hidden = each !== view
}

function offer(id: string, file: Blob): string {
  const url = URL.createObjectURL(file)
  element(id, HTMLAnchorElement).href = url
  return url
}
