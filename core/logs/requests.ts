/** A request that a server has answered, according to its log. */
export interface Request {
  readonly status: number
  /** Undefined if the line omits it. */
  readonly path: string | undefined
}

const METHOD = '(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH)'
/** The common and combined log formats, those of Envoy, Python's servers and Puma. */
const QUOTED = new RegExp(`["']${METHOD} (?<path>\\S{1,2000}) HTTP/[\\d.]{1,3}["'] (?<status>[1-5]\\d\\d)\\b`)
/** HAProxy has the status before the request, and `<NOSRV>` or a server's name before both. */
const BEFORE = new RegExp(
  ` (?<status>[1-5]\\d\\d) \\d{1,12} \\S{1,40} \\S{1,40} \\S{4} [\\d/]{9,60} [\\d/]{3,20} .{0,300}"${METHOD} (?<path>\\S{1,2000}) `,
)
/** `| 500 |  1.2ms |  10.0.0.9 | GET      "/orders"` (gin). */
const PIPED = new RegExp(
  `\\|\\s{0,3}(?<status>[1-5]\\d\\d)\\s{0,3}\\|.{1,100}\\|\\s{0,3}${METHOD}\\s{1,8}\\|?\\s{0,3}"?(?<path>/[^\\s"]{0,2000})`,
)
/** `GET /orders 500 12 ms`, `HTTP GET /orders responded 500 in 12 ms`, `Request finished HTTP/1.1 GET http://shop/orders - 500`. */
const WORDED = new RegExp(
  `\\b${METHOD} (?<path>/\\S{0,2000}|(?<=Request finished HTTP/\\S{1,3} ${METHOD} )\\S{1,2000}) (?:responded (?:with )?|returned |-> |=> |- (?:\\S{1,100} \\d{1,12} )?)?\\(?(?<status>[1-5]\\d\\d)(?![\\d.])`,
)
/** Rails. */
const COMPLETED = /\bCompleted (?<status>[1-5]\d\d)\b/
const KEYED_STATUS =
  /(?<![\w.])(?:status|status_?code|response_?code|http_?status|http\.(?:response\.)?status_code|responseCode|res_status)["']?\s?[=:]\s?"?(?<status>[1-5]\d\d)\b/i
const KEYED_METHOD = new RegExp(
  `(?<![\\w.])(?:method|verb|request_?method|http\\.(?:request\\.)?method)["']?\\s?[=:]\\s?"?${METHOD}\\b`,
  'i',
)
const KEYED_PATH =
  /(?<![\w.])(?:path|uri|url|request_?(?:uri|path|url)|route|http\.target|url\.path)["']?\s?[=:]\s?"?(?<path>\/[^\s"',]{0,2000})/i

/** The request that an event reports; undefined if it reports none that this app has answered. */
export function requestIn(text: string): Request | undefined {
  const said = text.slice(0, 2000)
  const found =
    QUOTED.exec(said) ?? PIPED.exec(said) ?? WORDED.exec(said) ?? BEFORE.exec(said) ?? COMPLETED.exec(said) ?? undefined
  if (found !== undefined) return { status: Number(found.groups?.['status']), path: found.groups?.['path'] }
  const status = KEYED_METHOD.test(said) ? KEYED_STATUS.exec(said)?.groups?.['status'] : undefined
  const path = KEYED_PATH.exec(said)?.groups?.['path']
  return status === undefined || path === undefined ? undefined : { status: Number(status), path }
}

const HEALTH =
  /^\/?(?:[^?#]{0,200}\/)?(?:-\/)?(?:health\w*|healthy|live\w*|ready\w*|readiness|startupz?|ping|pong|status\w*|metrics|alive|up|version|nginx_status|stub_status|favicon\.ico)(?:\/[\w-]{0,40}){0,2}(?:[?#]|$)/i
const PROBER =
  /\b(?:kube-probe|ELB-HealthChecker|GoogleHC|Prometheus|Go-http-client\/1\.1 healthcheck|UptimeRobot|Pingdom|StatusCake)\b/

/** True for a request that only checks whether the server is up. */
export function isHealthCheck({ path }: Request, text: string): boolean {
  return (path !== undefined && HEALTH.test(path)) || PROBER.test(text)
}

/** The successful request in a text, unless it is a probe's. */
export function servedIn(text: string): Request | undefined {
  const request = /[ "'|:=(][23]\d\d\b/.test(text) ? requestIn(text) : undefined
  const isWell = request !== undefined && request.status >= 200 && request.status < 400
  return isWell && !isHealthCheck(request, text) ? request : undefined
}
