import { Refused } from './messages.ts'

const loaded = new Map<string, Promise<string>>()

/**
 * A part of the page: the content of its element, else what the service has at the URL in the page. Loaded once.
 * Rejects with `Refused` if the page has neither, or the service does not respond.
 */
export function loadPart(part: 'worker' | 'examples'): Promise<string> {
  const known = loaded.get(part)
  if (known !== undefined) return known
  const text = load(part)
  loaded.set(part, text)
  text.catch(() => loaded.delete(part))
  return text
}

async function load(part: 'worker' | 'examples'): Promise<string> {
  const address = document.body.dataset[part]
  if (address === undefined) return document.getElementById(part)?.textContent ?? ''
  if (location.protocol === 'file:')
    throw new Refused(
      'A saved copy of this page does not contain the diagnosis code.',
      "Use the download link at the bottom of the service's page, or create a self-contained file: npx kubewhy page > kubewhy.html",
    )
  const answer = await fetch(address, { credentials: 'same-origin' }).catch(() => undefined)
  if (answer?.ok !== true)
    throw new Refused(
      'The diagnosis code could not be loaded.',
      'Check the connection and try again. The downloadable page works offline.',
    )
  return answer.text()
}
