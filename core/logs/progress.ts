import type { Level } from './level.ts'
import type { Piece } from './lines.ts'

const PROGRESS =
  /\b(?:(?:now )?(?:listening|serving)(?: (?:on|at)\b|$)|(?:server|application|service) (?:is )?(?:now )?(?:running|started|listening|ready|up)\b|ready to accept connections|ready for (?:start up|connections)|started \S{1,80} in [\d.]+ ?(?:s|ms|seconds)\b|(?:successfully )?(?:re)?connected(?: to\b|[.!]?$)|connection (?:established|successful|is up)|accepting connections|startup complete|ready to serve\b|started(?= \(|[.!]?$)|start worker process|HTTP\/[\d.]+" [23]\d\d )/i
const DENIED =
  /\b(?:not|never|cannot|could|couldn't|unable|fail\w*|lost|errors?|waiting|until|before|dis\w*|refused|socket|identify|ensure|check|verify|make sure|whether|if|should|must|is the server)\b|\?$/i

/** Whether a line of this level shows a working process: earlier failures did not end it. */
export function isProgress(piece: Piece, level: Level | undefined): boolean {
  if (level === 'error' || level === 'fatal' || level === 'warn') return false
  const text = piece.text.slice(0, 400)
  return PROGRESS.test(text) && !DENIED.test(text)
}

const CHATTER =
  /, client: \S{1,80}, server: |\[client [\d.:a-f]{2,45}|"(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH) [^"]{0,1000}" \d{3} |\b(?:0|no) errors?\b|Server \S{1,100} is DOWN|Error on AMQP connection|\[(?:Warning|Note)\] (?:\[MY-\d{6}\] \[Server\] )?Access denied for user|^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \w{1,5} \[\d+\] (?:\S{1,100} )?FATAL: {1,2}(?:password authentication|no pg_hba|role |database "|Peer|Ident|the database system is|sorry, too many)/

/**
 * Whether the first 2,000 characters of a line are about one request of a server’s client or one backend of a proxy,
 * which does not end the server.
 */
export function isChatter(text: string): boolean {
  return CHATTER.test(text.slice(0, 2000))
}
