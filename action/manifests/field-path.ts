/** One step of a field path: a key, an index, or the list item whose field has a value. */
export type Step = string | number | { readonly field: string; readonly value: string }

const PLAIN = /^[^.[\]]+/
const INDEX = /^\[(\d{1,6})\]/
const SELECTOR = /^\[([A-Za-z][A-Za-z0-9]*)=([^\]]*)\]/
const KEY = /^\[(?:"([^"]*)"|'([^']*)'|([A-Za-z][^\]=]*))\]/

/**
 * Parses a path such as `spec.template.spec.containers[name=web].image`, `args[0]`, `requests[cpu]` or
 * `labels['a.b/c']`. Undefined if it is invalid.
 */
export function parseFieldPath(path: string): Step[] | undefined {
  const steps: Step[] = []
  let rest = path
  while (rest !== '') {
    const bracket = rest.startsWith('[')
    if (!bracket && steps.length > 0) {
      if (!rest.startsWith('.')) return undefined
      rest = rest.slice(1)
    }
    const found = bracket ? (INDEX.exec(rest) ?? SELECTOR.exec(rest) ?? KEY.exec(rest)) : PLAIN.exec(rest)
    if (found === null) return undefined
    steps.push(bracket ? bracketStep(rest, found) : found[0])
    rest = rest.slice(found[0].length)
  }
  return steps
}

function bracketStep(rest: string, found: RegExpExecArray): Step {
  const [, first = '', second = '', third = ''] = found
  if (INDEX.test(rest)) return Number(first)
  return SELECTOR.test(rest) ? { field: first, value: second } : first || second || third
}

/** The last key in a path: `image`. */
export function lastKey(path: string): string | undefined {
  return parseFieldPath(path)?.findLast(step => typeof step === 'string')
}
