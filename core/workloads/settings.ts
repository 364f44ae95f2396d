import type { Container } from '../kube/container.ts'

/** An environment variable, written out in the pod spec, that tells a program which server to ask. */
export interface Setting {
  readonly variable: string
  readonly value: string
  /** The value with the right server; undefined where nothing shows which that is. */
  readonly instead: string | undefined
}

/** Names by which a setting may call a server, and what it should say. */
export interface Server {
  readonly hosts: readonly string[]
  readonly port: number | undefined
  readonly host?: string | undefined
  readonly rightPort?: number | undefined
}

/** A server alone, or as a URL: what else stands there may be a credential. */
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

/** True where what a container is given names a host. */
export function tellsOf({ env = [], command = [], args = [] }: Container, host: string): boolean {
  const name = named(host)
  return [...command, ...args, ...env.map(({ value = '' }) => value)].some(text => name.test(text.slice(0, 2000)))
}

/** The variable that names a server, where only one does; where the port is wrong and another variable has it, that one. */
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
