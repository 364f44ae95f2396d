/** `namespaceFlag` and its like give whole options. */
const SAFE = /^(?: --previous| -n [\w.-]+|[\w@%+=:,./-]*)$/

/**
 * A command with values that came from the cluster: tag a template with it. A value with characters that a shell reads is
 * reduced to the others, so that pasting the command runs nothing that a name has brought along; between single quotes it
 * loses what would end them. None begins with a dash.
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

/** `kubectl patch …` with a JSON patch. */
export function withJsonPatch(command: string, patch: unknown): string {
  return `${command} --type=json -p ${jsonWord(patch)}`
}

/** The option that names a namespace in a command, with the space before it: ` -n NAMESPACE`, or nothing. */
export function namespaceFlag(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` -n ${namespace}`
}
