/** Takes a report in a page; makes its copy buttons and filters work, and opens what is folded before it is printed. */
export function activate(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', () => void copy(button))
  }
  for (const form of root.querySelectorAll<HTMLFormElement>('[data-filters]')) {
    form.hidden = false
    form.addEventListener('change', () => narrow(root, form))
    form.addEventListener('submit', event => event.preventDefault())
  }
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

/** Where the clipboard is closed to the page, for example over plain HTTP. */
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
