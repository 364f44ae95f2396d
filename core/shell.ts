/** Words that need no quotes. `namespaceFlag` and the like return whole options. */
const SAFE = /^(?: --previous| -n [\w.-]+|[\w@%+=:,./-]*)$/

/**
 * A template tag for commands with values from the cluster. Characters with a meaning for a shell are removed from a
 * value, so pasting the command cannot run code hidden in a name; inside single quotes only those that would end them
 * are removed. No value begins with a dash.
 */
export function command(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((text, part, index) => {
    const value = String(values[index - 1] ?? '')
    return text + (isQuoted(text) ? value.replace(/['\p{Cc}]/gu, '') : bareWord(value)) + part
  })
}

function isQuoted(text: string): boolean {
  return text.split("'").length % 2 === 0
}

function bareWord(value: string): string {
  const word = SAFE.test(value) ? value : value.replace(/[^\w@%+=:,./-]/g, '')
  return word.replace(/^-{1,9}/, '')
}

/** JSON as one quoted shell word. A single quote, which would end the word, becomes `\u0027`. */
export function jsonWord(value: unknown): string {
  return `'${JSON.stringify(value).replaceAll("'", '\\u0027')}'`
}

/** `kubectl patch …` with its patch: an array is a JSON patch. */
export function withPatch(command: string, patch: unknown): string {
  return `${command}${Array.isArray(patch) ? ' --type=json' : ''} -p ${jsonWord(patch)}`
}

/** The namespace option of a command with its leading space, ` -n NAMESPACE`, or nothing. */
export function namespaceFlag(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` -n ${namespace}`
}
