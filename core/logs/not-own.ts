import { fits, type Screened } from './literals.ts'

/**
 * A record of another app, passed on by a log shipper, a collector, a proxy or an event exporter; `Body: Str(` is from
 * OpenTelemetry's debug exporter, the last two are from loghub's BGL and Proxifier.
 */
const PASSED_ON =
  /"log"\s?=>|"?kubernetes"?\s?(?:=>|[:=])\s?\{|\bkube\.var\.log\.|"?(?:pod_name|container_name|involvedObject|involved_object)"?\s?(?:=>|[:=])|"stream"\s?(?:=>|:)\s?"std(?:err|out)"|\bBody: (?:Str|Map|Slice|Bytes)\(|\bRAS [A-Z]{3,12} (?:INFO|WARNING|ERROR|SEVERE|FATAL|FAILURE)\b|\.exe(?: \*64)? - \S{1,253}:\d{1,5} (?:open|close|error)\b/
/** Findings of an app that monitors others or runs tests. */
const REPORTED =
  /\bfail\w* (?:to )?scrap|\bcouldn't get resource list for \S|\bcollector failed\b|\bFailed to create existing container\b|(?<!\w:|\bnamespace\W{1,4})\b(?:prob(?:e|er|ing)s?|blackbox|monitor(?:s|ing)?(?![./]\w)|uptime|watchdog|synthetic|health ?check(?:s|er)?|canary|smoke|scrap(?:e|ing))\b.{0,200}\b(?:fail\w*|down|error|refused|timed? ?out|unreachable|expired|invalid|unhealthy)\b|\b(?:target|site|endpoint|check|host|service|server|backend)\b.{0,80}\bis (?:down|unreachable|unhealthy)\b|\bmodule=\S{1,60} target=|\[inputs\.(?:ping|http_response|net_response|dns_query|x509_cert)\]|\b(?:pod|node|workflow|pipeline|build|container)s? \S{0,119}[^\s:] (?:has )?(?:failed(?! to)|crashed|terminated)\b/i
/** Vector names its own components; metrics-server only scrapes nodes; etcd and Akka probe their own peers. */
const OWN_PART =
  /\bcomponent_kind="?(?:sink|source)\b|\bFailed to scrape node\b|\bprober detected unhealthy status\b|\/bootstrap\/seed-nodes\b/
const TESTED =
  /\b(?:PASS|PASSED|FAIL|FAILED|SKIPPED)\b.{0,80}\btest|\btest\w*\b.{0,120}\b(?:PASS|PASSED|FAIL|FAILED|passed|failed)\b|^\s{0,8}(?:--- FAIL|--- PASS|not ok \d|ok \d)|\bAssertionError\b|\bexpect\(received\)/
const TESTED_MARK = /^\s{0,8}[✓✗✕×]/
/** Another replica does the work. */
const STANDBY =
  /\b(?:lease|lock|leader(?:ship)?|master|primary)\b.{0,120}\b(?:held by|(?:is )?(?:already )?(?:held|owned|taken)|not yet expired|another (?:instance|replica|process))\b|\bfailed to acquire lease\b(?!.{0,300}forbidden)|\battempting to acquire leader lease\b|\b(?:stand(?:ing)? ?by|not the leader|i am not leader|passive mode)\b/i
/** Left out on purpose, or replaced by something else. */
const OPTIONAL =
  /\b(?:continu|proceed|go)ing (?:on )?without\b|\busing (?:the )?(?:environment\b|bundled|built-?in|cached|stale|last[- ]known|previous(?:ly)?)\b|\b(?:disabled|optional|(?:using|use|with) (?:the )?defaults?|default(?:ed|ing)? to|fall(?:ing|s)? ?back|(?<!\b(?:key|token|secret|credentials?) (?:is |are )?)not (?:configured|enabled)(?<!\b(?:cannot|can't|could not|unable to|failed to) .{1,120})|skipp(?:ing|ed)|ignor(?:ing|ed)|(?<!\bproviders in chain\. )deprecat\w*|will be denied in a future)\b/i
/** Mistakes of clients, and clients that disconnect. */
const CALLERS =
  /\b(?:Broken ?pipe|EPIPE|Connection ?Reset(?:Error)?|ECONNRESET|connection reset by peer|socket is not connected|client (?:has |prematurely )?(?:closed|disconnected|gone away)|ClientAbort\w*|context canceled|request aborted|prematurely closed connection,? (?:so|while sending)|websocket: close \d{4}|OperationCanceled\w*|TaskCanceled\w*|CancelledError)\b|\b(?!ENOTFOUND\b|RecordDeserialization|deserializ\w{1,4} (?:key\/value for partition|data \[\[))(?<!\bcertificate )\w*(?:Validation|BadRequest|NotValid|InvalidFormat|NotReadable|MethodNotAllowed|MediaType|MissingServletRequestParameter|TypeMismatch|Deserializ\w*|JsonParse|JSONDecode|UnexpectedEof|DisallowedHost|SuspiciousOperation|NoHandlerFound|NoResourceFound|NotFound|RouteNotFound|RoutingError|InvalidAuthenticityToken|CSRF|RateLimit|TooManyRequests|TokenExpired|JsonWebToken|ExpiredSignature|Conflict|OptimisticLock\w*|StaleObject\w*|DuplicateKey|UniqueViolation|IntegrityError|ConstraintViolation)\w*(?:Exception|Error)?\b|\bbad request\b|\bdue to (?:an? )?(?:invalid|missing|unknown|unsupported)\b|\b(?<!\bcertificate )validation (?:failed|error)\b|\binvalid (?:input|payload|parameter|credentials?|token|password|user|date|email|json)\b|\bmalformed\b|\bobject has been modified\b|\btoo old resource version\b|\brejected\b(?! by (?:the )?(?:server|broker|remote|upstream|peer)\b| from java\.)|\bcache miss\b|\bInvalid character found in\b|\b(?:card|payment|charge) (?:(?:was|is|has been) )?declined\b|\binsufficient (?:funds|balance|credits?)\b|\b(?:status|code|status_?code|http_status)["']?[=: ]{1,2}"?4\d\d\b|\bTLS handshake error from\b|\binvalid length of startup packet\b|\bduplicate key\b|\bReconciler error\b|\bserviceName=\S{1,253} servicePort=|\brate limit\w* exceeded for (?:user|tenant|client|key|ip)\b/i
/** Clients that are refused or leave: rejected logins, lookups of their names. */
const VISITORS =
  /\b[Ff]ailed (?:password|publickey|none|keyboard-interactive\S{0,20}) for\b|\b(?:[Ii]nvalid|[Ii]llegal) user\b|\bauthentication (?:failed|failures?) (?:from|for \S{1,100} from)\b|\b(?:login|verification|signature|token|handshake|validation) (?:check )?(?:failed|failures?|rejected|denied|mismatch|error) (?:from|for \S{1,100} from) ["'[(]?\d|\b[Uu]nable to authenticate (?:the )?(?:request|caller)\b|\brhost=|\bkex_exchange_identification\b|\bIP address '[^']{1,60}' could not be resolved|\breverse mapping checking\b|\bAborted connection \d{1,20} to db\b|\(from \[?[\d.:a-f]{3,45}\]?:\d{1,5}\)|\bcid:\d{1,20} - |\bto=<[^>]{0,300}>.{0,600}\bstatus=(?:deferred|bounced)\b|\bHINFO: read udp\b|\bProxySQL Error: Access denied for user\b|\bAUTH \S{1,200} failed with\b|\b(?:receiv\w{1,3}|read\w{0,3}) (?:data )?from client\b|\b(?:send\w{0,3}|writ\w{1,3}) (?:data )?to client\b|\bconnection (?:to|from) client (?:was )?(?:lost|reset|closed)\b|\b(?:exception|error) from \[?[\d.:a-f]{3,45}\]?:(?:3[3-9]|[45]\d|6[0-5])\d{3}\b|^(?:\S{1,60} {1,30}\| )?FATAL: {2}role "[^"]{1,63}" does not exist$/i
/** Traces and metrics sent to the default address of an agent that nobody has set up. */
const TELEMETRY =
  /\b(?:localhost|127\.0\.0\.1|::1)\]?(?:\/(?:127\.0\.0\.1|\[0:0:0:0:0:0:0:1\]))?(?::|,? port:? )(?:4317|4318|8125|8126|6831|6832|9411|14250|14268|55680)\b|\bAPM Server transport error\b/i
/** Side jobs: checking for newer versions, downloading address databases, reporting usage. */
const ASIDE =
  /\bgeoip databases?\b|\bcheck(?:ing)? for (?:\w{1,40} ){0,2}updates?\b|\b(?:update|version)[- ]check\w{0,4}\b|\busage (?:stat(?:istic)?s|report\w{0,4}|data)\b|\bphone[- ]home\b/i
/** Fields that name a client; scripts in nginx log their own messages, although nginx adds the client. */
const CALLER_FIELD =
  /\b(?:client_?ip|(?<!\ds,)remote_?(?:addr(?:ess)?|ip)|ip|user_?agent|x_forwarded_for|peer_addr)["']?\s{0,2}[=:]|(?<!:)(?<!\[lua\] .{0,400}, )\bclient(?:=|["']?\s{0,2}[=:]\s{0,2}["'[]?\d)|\bfrom="?\d{1,3}(?:\.\d{1,3}){3}:\d/i
/** One line per request, or per call of a gRPC server. */
const ACCESS =
  /\bfinished (?:unary |streaming )?(?:server )?call\b|\bspan\.kind=server\b|"(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|PROPFIND) [^"]{0,2000}" \d{3}\b/
const ACCESS_LINE = /^\S{1,64} \S{1,64} \S{1,64} \[\d{1,2}\/[A-Z][a-z]{2}\/\d/

const SERVES =
  /\bdatabase system is ready to accept connections\b|\bready for connections\b|\bReady to accept connections\b|\bcheckpoint (?:starting|complete)\b|\[\d+\] (?:\S{1,60}@\S{1,60} )?(?:STATEMENT|DETAIL|HINT|LOG|ERROR|FATAL|WARNING): {2}|\[MY-\d{6}\] \[Server\]|\[Warning\] A(?:ccess denied for user '|borted connection \d)|\bKafkaServer\b|\baccepting AMQP connection <|\bChannel error on connection <|\bcaused a channel exception\b|\[bolt-\d{1,6}\]|\bNIOServerCn?xn\b|\bQuorumCnxManager\b|\bListening for client connections\b|\bauth(?:entication)? service (?:is )?(?:ready|up|started|listening)\b/

/** The expressions of the functions below, for screening. */
export const OF_NOT_OWN: readonly RegExp[] = [
  PASSED_ON,
  ACCESS,
  TESTED,
  STANDBY,
  REPORTED,
  OWN_PART,
  OPTIONAL,
  VISITORS,
  TELEMETRY,
  ASIDE,
  CALLERS,
  CALLER_FIELD,
  SERVES,
]
/** The beginning of a longer text that is judged, in characters. */
const HEAD = 2000

/** Why a line is not a failure of the app's own; undefined if it may be one. */
export function notOwn(
  said: Screened,
): 'passed-on' | 'reported' | 'standby' | 'optional' | 'access' | 'visitors' | 'telemetry' | undefined {
  if (fits(said, PASSED_ON, HEAD)) return 'passed-on'
  if (fits(said, ACCESS, HEAD) || ACCESS_LINE.test(said.text)) return 'access'
  if (fits(said, TESTED, HEAD) || TESTED_MARK.test(said.text)) return 'reported'
  if (fits(said, STANDBY, HEAD)) return 'standby'
  if (fits(said, VISITORS, HEAD)) return 'visitors'
  if (fits(said, REPORTED, HEAD) && !fits(said, OWN_PART)) return 'reported'
  if (fits(said, TELEMETRY) || fits(said, ASIDE, HEAD)) return 'telemetry'
  if (fits(said, OPTIONAL, HEAD)) return 'optional'
  return undefined
}

/** See `Saying.blamesCaller`. */
export function blamesCaller(said: Screened): boolean {
  return fits(said, CALLERS, HEAD) || fits(said, CALLER_FIELD, HEAD)
}

/** True for an event of a server that logs its clients' mistakes: rejected logins, requests for missing tables. */
export function tellsOfServer(said: Screened): boolean {
  return fits(said, SERVES)
}
