import { matchIn, needsOf, Prefilter } from './literals.ts'

/** A name with at most one word for its kind: `billing`, `quote service`, `redis-cart`. */
const NAME =
  '(?<name>[A-Za-z][\\w-]{1,62}(?:\\.[\\w-]{1,63}){0,5}(?: (?:service|server|database|db|broker|cluster|cache|api|backend|gateway)\\b)?)(?![\\w-])'

/**
 * The target of a call: `could not reach billing`, `Connection to backend-service failed`, `failed to read posts from
 * post-storage-service`.
 */
const ASKED = new RegExp(
  `\\b(?:reach(?:ing)?|contact(?:ing)?|calling|to call|invok(?:e|ing)|dial(?:l?ing)?|quer(?:y|ying)|ping(?:ing)?|connect(?:ing|ion|ed)?(?: failed)? (?:to|with)|talk(?:ing)? to|(?:fetch|get|load|read|receive|retrieve|pull|consume)(?:ing)? (?:\\w{1,30} ){0,2}from|(?:upload|send|writ|publish|push|post|deliver)(?:e|ing)? (?:\\w{1,30} ){0,2}to|(?:response|answer|reply) from) (?:the |our )?["'\`]?${NAME}(?! (?:operation|method|function|procedure)\\b)`,
  'i',
)
/**
 * A server that does not respond: `Kafka not available`, `quote service is down`, `pricing call failed`, `user-service
 * responded with status 503`.
 */
const SILENT = new RegExp(
  `(?:^|[\\s"'\`([:])(?:the )?${NAME}["'\`]? (?:(?:is |was |are )?(?:currently |still )?(?:down|offline|unavailable|unreachable|not (?:yet )?(?:available|reachable|responding|ready|accepting connections)|unhealthy)|(?:did|does|has|is) not (?:respond|answer|reply|come up|acknowledge)(?:ed|ing)?|(?:respond|answer|repli|return)(?:ed|s|es)? (?:with\\b|(?:an? )?(?:HTTP |status |code ){0,2}50\\d)|(?:call|lookup|query|connection)s? (?:has |have )?(?:failed|errored|timed out|lost|refused|error))\\b`,
  'i',
)
/** The origin of an error: `ledger: connection refused`. */
const REPEATED = new RegExp(
  `(?:^|: )${NAME}: (?:connection (?:refused|reset|timed out|closed)|i\\/o timeout|timeout|timed out|no route to host|unreachable|EOF)\\b`,
  'i',
)
/** Words in the place of a name. */
const NO_NAME =
  /^(?:a|an|the|it|its|them|this|that|all|any|some|each|every|to|from|with|for|after|in|on|at|of|and|or|by|is|was|has|host|server|servers|remote|peer|client|upstream|downstream|backend|service|services|dependency|address|endpoint|url|port|tcp|udp|http|https|grpc|method|function|back|not|no|error|err|failed|order|orders|request|user|users|new|data|connection|initial|network|api|timed|dial|read|write|connect|get|post|put|rpc|operation|order lookup|pool|cluster|database cluster|local (?:server|database))$/i
/** A class, as printed by runtimes. */
const CLASS = /\.\w*[A-Z]|[a-z](?:Exception|Error|Failure|Timeout)$/
/** A name that only a server has. */
const OF_SERVER =
  /^the |(?:service|server|database|db|broker|cluster|cache|api|backend|gateway)$|-|^(?:redis|valkey|kafka|postgres\w*|mysql|mariadb|mongo\w*|rabbitmq|elasticsearch|opensearch|nats|vault|consul|etcd|keycloak|minio|memcached|cassandra)$/i

/** True for a name that no user, player or device has. */
export function isOfServer(name: string): boolean {
  return OF_SERVER.test(name)
}

/** A word for a kind of server that every app has only one of. */
const KIND = /^(?:database|db|broker|cache|queue|gateway|message broker|data ?store|database server|db server)$/i

const SCREEN = new Prefilter([ASKED, SILENT, REPEATED], needsOf)
const HEAD = 400
/** Lines of an event that are searched. */
const EVENT = 8

/**
 * What a line in an app's own words calls the other end, if that is not a host: `billing`, `the database`; undefined if
 * it does not say.
 */
function dependencyIn(text: string): string | undefined {
  const head = text.slice(0, HEAD)
  const screened = { text: head, may: SCREEN.read(head) }
  for (const expression of [ASKED, SILENT, REPEATED]) {
    const match = matchIn(screened, expression)
    const said = match?.groups?.['name']
    if (said === undefined || NO_NAME.test(said) || CLASS.test(said)) continue
    // The target of a query may also be data: orders, products.
    if (/^quer/i.test(match?.[0] ?? '') && !isOfServer(said)) continue
    return KIND.test(said) ? `the ${said.toLowerCase()}` : said
  }
  return undefined
}

/** A line's facts; if these have no host, with what the words of its event call the other end. */
export function withDependency(
  facts: Readonly<Record<string, string>>,
  texts: readonly string[],
): Readonly<Record<string, string>> {
  if (facts['host'] !== undefined || facts['address'] !== undefined || facts['service'] !== undefined) return facts
  for (const text of texts.slice(0, EVENT)) {
    const service = dependencyIn(text)
    if (service !== undefined) return { ...facts, service }
  }
  return facts
}
