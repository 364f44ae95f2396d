import type { Container } from '../kube/container.ts'

/** An environment variable with a literal value that names a server. */
export interface Setting {
  readonly variable: string
  readonly value: string
  /** The value with the right server; undefined if that is not known. */
  readonly instead: string | undefined
}

/** The names of a server that a setting may contain, and the right ones. */
export interface Server {
  readonly hosts: readonly string[]
  readonly port: number | undefined
  readonly host?: string | undefined
  readonly rightPort?: number | undefined
}

/** Only a server, or a URL of one: anything else may be a credential. */
const PLAIN = /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/)?[a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?(?:\/[\w./-]{0,100})?$/i
const ESCAPED = /[.*+?^${}()|[\]\\]/g

function named(host: string): RegExp {
  return new RegExp(`(?<![\\w.-])${host.replace(ESCAPED, '\\$&')}(?![\\w-]|\\.\\w)`, 'i')
}

function corrected(value: string, { hosts, port, host, rightPort }: Server): string | undefined {
  const name = hosts.find(each => named(each).test(value))
  if (name === undefined) return undefined
  if (host !== undefined) return value.replace(named(name), host)
  if (port === undefined || rightPort === undefined) return undefined
  const written = new RegExp(`${named(name).source}:${port}(?!\\d)`, 'i')
  return written.test(value)
    ? value.replace(written, all => `${all.slice(0, -String(port).length)}${rightPort}`)
    : undefined
}

/** Everything in a container's spec that may name a server: its command, arguments and variables. */
export function configurationOf({ command = [], args = [], env = [] }: Container): readonly string[] {
  return [...command, ...args, ...env.map(({ value = '' }) => value)]
}

/** Only the beginning of a longer text is searched. */
export const SEARCHED = 2000

/** True if a container's configuration names a host. */
export function tellsOf(container: Container, host: string): boolean {
  const name = named(host)
  return configurationOf(container).some(text => name.test(text.slice(0, SEARCHED)))
}

/** The only variable that names a server; if the port is wrong and in a variable of its own, that one. */
export function settingOf({ env = [] }: Container, server: Server): Setting | undefined {
  const values = env.flatMap(({ name, value }) =>
    name === undefined || value === undefined || !PLAIN.test(value) ? [] : [{ variable: name, value }],
  )
  const [only, ...others] = values.filter(({ value }) => server.hosts.some(host => named(host).test(value)))
  if (only === undefined || others.length > 0) return undefined
  const instead = corrected(only.value, server)
  const { port, rightPort } = server
  if (instead !== undefined || rightPort === undefined) return { ...only, instead }
  const [own, ...more] = values.filter(({ variable, value }) => value === String(port) && /port/i.test(variable))
  return own === undefined || more.length > 0 ? undefined : { ...own, instead: String(rightPort) }
}
