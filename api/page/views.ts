import { activate } from '../../core/render/html/browser/activate.ts'
import { element, size } from './elements.ts'
import type { Failed, Finished } from './messages.ts'

const VIEWS = ['start', 'work', 'result'] as const
const TITLE = document.title

let downloads: string[] = []

/** Shows where a diagnosis starts. */
export function showStart(): void {
  show('start')
  document.title = TITLE
  element('failure', HTMLElement).hidden = true
  element('choose-file', HTMLButtonElement).focus()
}

/**
 * Takes the name of what is read, its bytes, and whether the service does it; shows the work and returns what moves its
 * bar: it takes the bytes read so far, or nothing once all are read.
 */
export function showProgress(name: string, total: number, isSent: boolean): (bytes: number | undefined) => void {
  const bar = element('bar', HTMLProgressElement)
  const text = element('progress', HTMLElement)
  show('work')
  bar.removeAttribute('value')
  text.textContent = isSent
    ? `${name} was sent to the service, which diagnoses it.`
    : `Reading ${name}, ${size(total)}.`
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

/** Shows a report and moves to its verdict. */
export function showReport({ body, headline, json, document: whole }: Finished): void {
  const report = element('report', HTMLElement)
  report.innerHTML = body
  activate(report)
  for (const url of downloads) URL.revokeObjectURL(url)
  downloads = [offer('download-json', json, 'application/json'), offer('download-html', whole, 'text/html')]
  show('result')
  document.title = `${headline} · kubewhy`
  const heading = report.querySelector('h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus()
  scrollTo(0, 0)
}

/** Shows why there is no report, where the next attempt starts. */
export function showFailure({ message, hint, where }: Failed): void {
  show('start')
  const failure = element('failure', HTMLElement)
  failure.hidden = false
  element('failure-message', HTMLElement).textContent = where === undefined ? message : `${message} (${where})`
  element('failure-hint', HTMLElement).textContent = hint
  failure.focus()
}

function show(view: (typeof VIEWS)[number]): void {
  for (const each of VIEWS) element(each, HTMLElement).hidden = each !== view
}

function offer(id: string, text: string, type: string): string {
  const url = URL.createObjectURL(new Blob([text], { type }))
  element(id, HTMLAnchorElement).href = url
  return url
}
