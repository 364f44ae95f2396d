import { matchesOf } from '../matches.ts'
import { DEFAULT_PORTS } from '../schemes.ts'

/** The other end in a line: `host`, `address`, `port`. */
export type Target = Readonly<Record<string, string>>

const URL =
  /\b([a-z][a-z0-9+._-]{1,30}):\/\/(?:[^\s/@"'<>]{0,200}@)?(\[[0-9a-f:]{2,45}\]|[A-Za-z0-9][\w.-]{0,252})(?::(\d{1,5}))?/g
const HOST_FIELD =
  /\b(?:host|hostname|server|addr|address|endpoint|target|upstream|peer|broker|remote|dst|destination)(?:_?(?:name|addr|address))?["']?\s{0,2}[=:]>?\s{0,2}\\?["']?(?:[\w.-]{1,60}@)?([A-Za-z0-9][\w.-]{0,252}?)(?::(\d{1,5}))?\\?["']?(?=[\s,;)}\]]|$)/gi
const PORT_FIELD = /\bport["']?\s{0,2}[=: ]>?\s{0,2}["']?(\d{1,5})\b/i
/** Part of each of the following two. */
const PORT = /:\d\d/
const HOST_PORT =
  /(?<![\w./:@-])(?:[a-z][\w-]{0,40}@)?([a-zA-Z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}|\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})(?!\w|:\S)/g
/** `kafka/10.96.1.1:9092`, the JVM's form of a socket's address. */
const NAME_AND_ADDRESS = /\b([a-z][\w.-]{0,252})\/\d{1,3}(?:\.\d{1,3}){3}:(\d{2,5})\b/g
/** `server at "db", port 5432`, `host oracle port 1521`: libpq, Oracle's and Microsoft's drivers. */
const HOST_AND_PORT = /\b(?:host|server(?: at)?) ["']?([a-zA-Z0-9][\w.-]{0,252})["']?,? port[ =:](\d{2,5})\b/g
/** `Unspecified/mongo:27017`, .NET's `DnsEndPoint`. */
const DNS_END_POINT = /\b(?:Unspecified|InterNetwork(?:V6)?)\/([\w.-]{1,253}):(\d{2,5})\b/g
/** `Redis->connect('redis', 6379)`: PHP's form of a call in a trace. */
const CALLED = /->p?connect\('([a-zA-Z0-9][\w.-]{0,252})', (\d{2,5})\b/g
const CONNECT_TO =
  /\b(?:connect(?:ing|ion)?(?: failed)?|dial(?: tcp)?|reach|resolve|lookup|talk|contact)(?:ing)? (?:to )?(?:the )?(?:host |server |at )?["'(]?([a-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8}|\d{1,3}(?:\.\d{1,3}){3})\b["')]?/g

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])$/i
/** A word at the beginning of a sentence, or a name. */
const CAPITAL = /^[A-Z][a-z]+$/
/** Words in the place of a host. */
const NO_HOST =
  /^(?:localhost|the|a|an|to|host|error|failed|timeout|timed|null|none|undefined|unknown|true|false|tcp|udp|http|https|line|at|in|on|node|main|java|python|file|pid|port|info|warn|debug|err|level|failure|within|context|deadline|connection|cannot|could|unable|unexpected|invalid|no|not|dial|lookup|rpc|request)$/i
/** Words for kinds of servers, which are also names of hosts: only with a port or in a field. */
const KIND_OF_HOST = /^(?:server|database|db|redis|service|remote|upstream|backend)$/i
/** A field with a number, not a host with a port: `status_code:401`. */
const FIELD = /(?:^|_)(?:code|status|count|id|ms|size|length|line|pid)$/i
/** A name with the extension of a source file: `main.go:12`. */
const SOURCE = /\.(?:go|py|js|ts|mjs|cjs|java|kt|rb|rs|php|cs|cpp|cc|c|h|ex|exs|erl|scala|jar|lua|pl|sh)$/i

function isHost(host: string): boolean {
  // A dotted name with capitals is a class.
  return (
    !NO_HOST.test(host) &&
    !CAPITAL.test(host) &&
    !SOURCE.test(host) &&
    !FIELD.test(host) &&
    !(host.includes('.') && /[A-Z]/.test(host)) &&
    !host.endsWith('.') &&
    !/^\d+$/.test(host)
  )
}

function targetOf(host: string, port: string | undefined): Target {
  const key = ADDRESS.test(host) ? 'address' : 'host'
  return { [key]: host.replace(/^\[|\]$/g, ''), ...(port === undefined ? {} : { port }) }
}

/** What an app calls itself and its parts. */
const OWN_NAME =
  /\b\w*(?:client|consumer|producer|group|node|worker|thread|pool|member|instance|hostname|logger|caller)_?-?(?:id)?=\S+/gi

/** Go prints both ends of a connection, its own first. */
const OWN_END = /\b(?:read|write) (?:tcp|udp) \S{3,60}(?=->)/g

/** A link for the reader: `(Background on this error at: https://sqlalche.me/e/20/3o7r)`. */
const READ_MORE =
  /\b(?:[Bb]ackground on|[Ss]ee|[Mm]ore (?:info|details)|[Ii]nformation|[Rr]ead more|[Ll]earn more|[Dd]ocs|[Dd]ocumentation|[Rr]efer to|[Vv]isit|[Hh]elp)\b[^/]{0,40}? ["'(<[]?https?:\/\/\S{1,500}|\b[Tt]ake a look at [^/]{0,100}? ["'(<[]?https?:\/\/\S{1,500}/g

const HEAD = 2000
const NONE: readonly never[] = []

function all(text: string, expression: RegExp, mayHold = true): readonly RegExpExecArray[] {
  return mayHold ? matchesOf(text, expression) : NONE
}

/** Without links for the reader. */
function withoutLinks(text: string): string {
  return text.includes('://') ? text.replace(READ_MORE, ' ') : text
}

/** gRPC core's form of an address: `ipv4:10.96.7.7:50051`. */
const FAMILY = /\bipv[46]:(?=[\d[])/g

/** Without an app's names for itself, its own end of a connection, and the family of an address. */
function withoutOwn(text: string): string {
  const named = text.includes('=') ? text.replace(OWN_NAME, ' ') : text
  const left = named.includes('ipv') ? named.replace(FAMILY, ' ') : named
  return left.includes('->') ? left.replace(OWN_END, ' ') : left
}

/** The other end in an event, message first; undefined if it names none. */
export function targetIn(texts: readonly string[]): Target | undefined {
  const heads = texts.map(text => withoutLinks(text.slice(0, HEAD)))
  for (const head of heads) {
    for (const [, scheme = '', host = '', port] of all(head, URL, head.includes('://')))
      if (host !== 'localhost' && scheme !== 'file' && scheme !== 'jar')
        return targetOf(host, port ?? DEFAULT_PORTS.get(scheme)?.toString())
  }
  for (const linkless of heads) {
    const head = withoutOwn(linkless)
    for (const [, host = '', port] of all(head, CALLED, head.includes("connect('")))
      if (isHost(host)) return targetOf(host, port)
    const hasPort = PORT.test(head)
    for (const [, host = '', port] of all(head, HOST_AND_PORT, head.includes(' port')))
      if (isHost(host)) return targetOf(host, port)
    for (const [, host = '', port] of all(head, DNS_END_POINT, hasPort && head.includes('/')))
      if (isHost(host)) return targetOf(host, port)
    for (const [, host = '', port] of all(head, NAME_AND_ADDRESS, hasPort && head.includes('/')))
      if (isHost(host)) return targetOf(host, port)
    for (const [, host = '', port] of all(head, HOST_PORT, hasPort)) if (isHost(host)) return targetOf(host, port)
    for (const [, host = '', port] of all(head, HOST_FIELD, head.includes('=') || head.includes(':')))
      if (isHost(host)) return targetOf(host, port ?? PORT_FIELD.exec(head)?.[1])
  }
  for (const text of texts) {
    for (const [, host = ''] of all(text.slice(0, HEAD), CONNECT_TO))
      if (isHost(host) && !KIND_OF_HOST.test(host) && (host.includes('.') || host.includes('-')))
        return targetOf(host, PORT_FIELD.exec(text)?.[1])
  }
  return undefined
}

/** The other end named by a wording; what it omits is taken from elsewhere in the event. */
export function completed(
  facts: Readonly<Record<string, string>>,
  target: Target | undefined,
): Readonly<Record<string, string>> {
  if (target === undefined || facts['service'] !== undefined) return facts
  const host = facts['host'] ?? facts['address']
  if (host === undefined) return { ...target, ...facts }
  // A dialed address has the name in the URL.
  if (facts['host'] === undefined && target['host'] !== undefined && target['port'] === facts['port'])
    return { ...facts, host: target['host'] }
  const isSame = host === (target['host'] ?? target['address'])
  return isSame && facts['port'] === undefined && target['port'] !== undefined
    ? { ...facts, port: target['port'] }
    : facts
}
