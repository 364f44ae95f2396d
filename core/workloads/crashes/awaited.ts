import type { Cluster } from '../../cluster/cluster.ts'
import { fieldEvidence } from '../../evidence.ts'
import { matchesOf } from '../../matches.ts'
import type { Evidence } from '../../report.ts'
import { type ContainerView, listOf } from '../containers.ts'
import { endOfPod, isLoopback } from '../network/ends.ts'
import { STANDING } from '../network/hops.ts'
import { walk } from '../network/path.ts'

/** What an init container's command waits for, if that cannot appear on its own. */
export interface Awaited {
  readonly cause: 'app-name-resolution-failed' | 'app-dependency-unreachable'
  /** `host`, and `port` if known. */
  readonly facts: Readonly<Record<string, string>>
  readonly evidence: Evidence
}

/** A command that repeats until it succeeds. */
const WAITS = /\b(?:until|while)\b|\bwait[-_]?(?:for|4)|\bdockerize\b/i
const HOST = '([a-zA-Z][\\w-]{0,62}(?:\\.[\\w-]{1,63}){0,8})'
const PORT = '(\\d{2,5})'
/** Commands that check whether a server responds, with its host and port. */
const ASKS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:nc|ncat|netcat)\\s{1,4}(?:-\\w{1,6}\\s{1,4}(?:\\d{1,4}\\s{1,4})?){0,6}${HOST}[\\s:]{1,4}${PORT}\\b`,
    'g',
  ),
  new RegExp(`/dev/tcp/${HOST}/${PORT}\\b`, 'g'),
  new RegExp(`://(?:[^\\s/@"']{1,100}@)?${HOST}(?::${PORT})?(?=$|[\\s"',/?;)])`, 'g'),
  new RegExp(`(?:^|[\\s"'=])${HOST}:${PORT}(?=$|[\\s"'/;)])`, 'g'),
]
/** Clients that take the host with `-h`, and their default port. */
const CLIENTS: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `\\b(?:pg_isready|psql)\\b[^;&|]{0,120}?\\s(?:-h\\s?|--host[= ])${HOST}(?:[^;&|]{0,80}?\\s-p\\s?${PORT})?`,
      'g',
    ),
    '5432',
  ],
  [new RegExp(`\\bredis-cli\\b[^;&|]{0,120}?\\s-h\\s?${HOST}(?:[^;&|]{0,80}?\\s-p\\s?${PORT})?`, 'g'), '6379'],
  [
    new RegExp(
      `\\b(?:mysqladmin|mysql|mariadb(?:-admin)?)\\b[^;&|]{0,120}?\\s(?:-h\\s?|--host[= ])${HOST}(?:[^;&|]{0,80}?\\s-P\\s?${PORT})?`,
      'g',
    ),
    '3306',
  ],
]
/** Commands that look up a name. */
const LOOKS_UP = new RegExp(`\\b(?:nslookup|getent (?:ahosts|hosts)|dig(?: \\+short)?|host)\\s{1,4}${HOST}`, 'g')

const MAX_COMMAND = 4000
const MAX_SHOWN = 300

/** The container's command line, with variables replaced if the spec has their values. */
function commandOf({ spec }: ContainerView): string {
  const { command = [], args = [], env = [] } = spec
  const values = new Map(
    env.flatMap(({ name, value }) => (name === undefined || value === undefined ? [] : [[name, value]])),
  )
  return [...command, ...args]
    .join(' ')
    .slice(0, MAX_COMMAND)
    .replace(/\$[({]?([A-Za-z_]\w{0,60})(?::-[^}]{0,100})?[)}]?/g, (all, name: string) => values.get(name) ?? all)
}

/** The servers in a container's command, those with a port first. */
export function questionsIn(command: string): readonly { readonly host: string; readonly port: string | undefined }[] {
  const found: { readonly host: string; readonly port: string | undefined }[] = []
  for (const pattern of ASKS) for (const [, host = '', port] of matchesOf(command, pattern)) found.push({ host, port })
  for (const [pattern, usual] of CLIENTS)
    for (const [, host = '', port = usual] of matchesOf(command, pattern)) found.push({ host, port })
  for (const [, host = ''] of matchesOf(command, LOOKS_UP)) found.push({ host, port: undefined })
  return found
}

function read(view: ContainerView, cluster: Cluster): Awaited | undefined {
  const command = commandOf(view)
  if (!view.running || view.role !== 'init' || !WAITS.test(command)) return undefined
  const from = endOfPod(view.pod)
  for (const { host, port } of questionsIn(command)) {
    if (isLoopback(host)) continue
    const { broken } = walk({ from, host, port: port === undefined ? undefined : Number(port) }, cluster)
    if (broken?.fault === undefined || !STANDING.has(broken.fault.kind)) continue
    const isName = broken.fault.kind === 'name'
    return {
      cause: isName ? 'app-name-resolution-failed' : 'app-dependency-unreachable',
      facts: { host, ...(port === undefined || isName ? {} : { port }) },
      evidence: fieldEvidence(view.pod, `spec.${listOf(view)}[name=${view.name}].command`, command.slice(0, MAX_SHOWN)),
    }
  }
  return undefined
}

/** What a container's command waits for in vain, as far as the specifications show. */
export function awaitedOf(view: ContainerView, cluster: Cluster): Awaited | undefined {
  return cluster.of(view, read)
}
