/** Activates the copy buttons and filters of a report in a page, and opens folded parts before printing. */
export function activate(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', () => void copy(button))
  }
  for (const form of root.querySelectorAll<HTMLFormElement>('[data-filters]')) {
    form.hidden = false
    form.addEventListener('change', () => {
      narrow(root, form)
      nameInAddress(form)
    })
    form.addEventListener('submit', event => event.preventDefault())
  }
}

/**
 * Shows what follows `#` in the URL: `#namespace=NAME` filters the report by namespace, an id scrolls to its problem,
 * even if a filter hides it. Returns whether the report has it.
 */
export function follow(root: ParentNode): boolean {
  const hash = location.hash.slice(1)
  if (hash === '') return false
  const form = root.querySelector<HTMLFormElement>('[data-filters]')
  const select = form?.querySelector<HTMLSelectElement>('[name=namespace]')
  const named = [...(select?.options ?? [])].find(({ value }) => value !== '' && hash === namespaceHash(value))
  if (form != null && select != null && named !== undefined) {
    form.reset()
    select.value = named.value
    narrow(root, form)
    return true
  }
  const target = root.querySelector<HTMLElement>(`[id="${CSS.escape(hash)}"]`)
  if (target === null) return false
  if (target.hidden && form != null) {
    form.reset()
    narrow(root, form)
  }
  target.scrollIntoView()
  return true
}

function namespaceHash(namespace: string): string {
  return `namespace=${encodeURIComponent(namespace)}`
}

/** The URL contains the selected namespace, so it can be shared. */
function nameInAddress(form: HTMLFormElement): void {
  const namespace = String(new FormData(form).get('namespace') ?? '')
  const page = location.href.split('#', 1)[0] ?? ''
  history.replaceState(history.state, '', namespace === '' ? page : `${page}#${namespaceHash(namespace)}`)
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = button.previousElementSibling
  if (source === null) return
  const done = await navigator.clipboard?.writeText(source.textContent ?? '').then(
    () => true,
    () => false,
  )
  if (done !== true) select(source)
  const label = button.textContent
  button.textContent = done === true ? 'Copied' : 'Selected'
  announce(done === true ? 'Copied.' : 'The text is selected: copy it with the keyboard.')
  setTimeout(() => {
    button.textContent = label
  }, 1500)
}

/** If the page has no access to the clipboard, for example over plain HTTP. */
function select(source: Element): void {
  const range = document.createRange()
  range.selectNodeContents(source)
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
}

function announce(text: string): void {
  const region = document.querySelector('[data-announce]')
  if (region !== null) region.textContent = text
}

function narrow(root: ParentNode, form: HTMLFormElement): void {
  const chosen = new FormData(form)
  const namespace = String(chosen.get('namespace') ?? '')
  const verdict = String(chosen.get('verdict') ?? '')
  let workloads = 0
  for (const element of root.querySelectorAll<HTMLElement>('[data-verdict]')) {
    const inNamespace = namespace === '' || (element.dataset['namespaces'] ?? '').split(' ').includes(namespace)
    element.hidden = !inNamespace || (verdict !== '' && element.dataset['verdict'] !== verdict)
    if (!element.hidden && element.localName === 'tr') workloads += 1
  }
  const shown = form.querySelector('[data-shown]')
  if (shown !== null) shown.textContent = `${workloads} ${workloads === 1 ? 'workload' : 'workloads'}`
}
