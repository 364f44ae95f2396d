import { bestOf } from '../choose.ts'
import { withDependency } from '../dependency.ts'
import type { Piece } from '../lines.ts'
import { fits } from '../literals.ts'
import { type KnownLines, type Match, matchEvent } from '../match.ts'
import { INDEX } from '../read-log.ts'
import type { Saying } from '../saying.ts'
import { readingOf } from '../signature.ts'
import { completed } from '../target.ts'
import type { Entry } from './entries.ts'
import { type Failure, isOfOtherEnd, type LogOrigin } from './failure.ts'
import { reportsOwnFailure } from './own-doing.ts'

/** The failure of a known wording in an entry. */
export function ofKnownForm(
  entry: Entry,
  isLoud: boolean,
  isQuiet: boolean,
  pieces: readonly Piece[],
  known: KnownLines,
  origin: LogOrigin,
): Failure | undefined {
  const { event, said } = entry
  const matches = matchEvent(event, pieces, INDEX, 0, known, said.signatures).filter(
    match => (!isQuiet || isUnreachedFor(match)) && isOwn(match, said, isLoud, origin),
  )
  const best = bestOf(matches)
  return best === undefined ? undefined : failureOf(best, entry)
}

function isUnreachedFor({ strong, signature }: Match): boolean {
  return signature.repeats === true || (strong && readingOf(signature.cause)?.isUnreached === true)
}

function isOwn(match: Match, said: Saying, isLoud: boolean, origin: LogOrigin): boolean {
  const { cause } = match.signature
  const reading = readingOf(cause)
  const isToClients = reading?.isOfClients === true || match.signature.isToClients === true
  if (isToClients && origin.isServer === true) return false
  if (origin.isReporter === true && isOfOtherEnd(cause)) return false
  if (
    reading?.running === 'start' ||
    (said.own === 'optional' && (!match.strong || reading?.running === 'setting' || USES_OLD.test(said.text)))
  )
    return false
  if (
    match.strong &&
    reading?.isUnreached === true &&
    fits(said, HUNG_UP) &&
    !fits(said, OUTGOING) &&
    !fits(said, OF_CLIENT)
  )
    return false
  if (match.signature.repeats === true) return !OF_OPERATOR.test(said.text)
  const isLogin = cause === 'app-authentication-failed' || cause === 'app-permission-denied'
  if (match.strong) return !isLogin || fits(said, OUTGOING) || !fits(said, CALLER_LOGIN)
  const isOfClient = fits(said, OF_CLIENT) && !fits(said, CALLER_LOGIN)
  const isWarned = said.level === 'warn'
  if (!isLoud && !isWarned && !(isOfClient && said.level === undefined)) return false
  const isRefused = cause === 'app-authentication-failed'
  const isOfVisitor = isRefused && OF_VISITOR.test(said.text)
  if ((isRefused || match.signature.isOfAnyone === true) && !isOfClient && said.anyTarget === undefined)
    if (isOfVisitor || !reportsOwnFailure(said)) return false
  if (isWarned && !isLoud && !countsAsWarning(match, said, isOfClient)) return false
  if (match.signature.isOfOwnJob === true || isOfClient) return true
  if (cause === 'app-certificate-invalid' && said.target?.['host'] !== undefined) return true
  if (isRefused && !isOfVisitor && reportsOwnFailure(said)) return true
  return fits(said, OUTGOING) || !said.blamesCaller
}

/** A warning counts if it is about the app's own job or a client library's, and about an unreachable server only if it names the server. */
function countsAsWarning({ signature, facts }: Match, said: Saying, isOfClient: boolean): boolean {
  if (readingOf(signature.cause)?.isUnreached !== true) return isOfClient || reportsOwnFailure(said)
  return facts['host'] !== undefined || (said.target?.['host'] !== undefined && reportsOwnFailure(said))
}

/** Arriving clients, and what comes with them. */
const OF_VISITOR =
  /\b(?:users?|customers?|visitors?|tenants?|members?|sessions?|cookies?|requests?|csrf|\w{0,20}_?ip)\b/i
/** What it fetched before will do for now. */
const USES_OLD = /\busing (?:the )?(?:environment\b|bundled|built-?in|cached|stale|last[- ]known|previous(?:ly)?)\b/i
/** The record of a controller, which waits for the objects it manages. */
const OF_OPERATOR = /\b(?:controller(?:Kind)?|reconcil\w{1,6}|namespace)["']?\s?[=:]/i
/** The other end of a connection has gone: usually a client, a load balancer or a probe. */
const HUNG_UP = /\b(?:Broken ?pipe|EPIPE|ECONNRESET|connection reset by peer)\b/i
/** A client's own words about an outgoing call. */
const OUTGOING =
  /\bMax retries exceeded with url\b|\b(?:Get|Post|Put|Patch|Delete|Head) \\?"https?:\/\/|\bI\/O error on [A-Z]{3,7} request for "|\brequest to https?:\/\/\S{1,300} failed, reason: |\brequests\.exceptions\.|\bAxiosError: | -- Original Error: |\b(?:calling|call to|request to|fetching|(?:GET|POST|PUT|PATCH|DELETE)) https?:\/\/|\b(?:receive|send) data (?:from|to) server: |\bwhile reading from \S{1,253}:\d{1,5} : |\bHTTPS?ConnectionPool\(host=|\bserver returned HTTP status\b|\[output:[\w.:-]{1,80}\]|\b(?:rejected|refused|denied) our\b/
/**
 * An error of a library that calls a store, a broker, a cloud or another server, by its namespace or message prefix.
 */
const OF_CLIENT =
  /\b(?:(?:botocore|boto3|awssdk|com\.amazonaws|Aws(?:::|\\)|Amazon\.|Azure\.|azure\.|com\.azure|com\.microsoft\.(?:azure|sqlserver)|Microsoft\.(?:Azure|Data)|System\.Data|google\.(?:api_core|auth|cloud)|com\.google\.(?:api|auth|cloud)|Google(?:::|\.|\\)|org\.elasticsearch|elasticsearch|Elasticsearch|[oO]pen[sS]earch|com\.mongodb|MongoDB?\.?|[mM]ongoose|pymongo|redis|Redis|ioredis|RedisClient|Predis|lettuce|jedis|com\.datastax|cassandra|org\.apache\.(?:kafka|pulsar|zookeeper|curator|hadoop|http|hc)|aiokafka|kafka|Kafka(?:JS)?|pika|aiormq|aio_pika|RabbitMQ\.|com\.rabbitmq|PhpAmqpLib|Bunny|org\.springframework\.(?:amqp|kafka|vault|ldap|mail|jdbc|dao|data)|hvac|VaultSharp|kazoo|ldap3?|javax\.naming|MailKit|(?:jakarta|javax)\.mail|smtplib|Net::SMTP|psycopg2?|asyncpg|Npgsql|Postgrex|MyXQL|PG::|Mysql2|org\.postgresql|org\.mariadb|com\.mysql|pymysql|MySQLdb|hdbcli|ibm_db|com\.(?:ibm\.(?:db2|mq|msg)|sap\.db|snowflake)|snowflake|(?:jakarta|javax)\.jms|Neo4j|neo4j|LdapE|Ldap\.|Slack|Discord|Twilio|Stripe|Octokit|Github|MatrixE|MySqlConnector|java\.sql|oracle\.|oracledb|cx_Oracle|pyodbc|sqlalchemy|clickhouse_\w{1,10}|k8s\.|io\.kubernetes|io\.fabric8|kubernetes|io\.grpc|Grpc|GRPC|nats|Nats|temporalio|hyper|reqwest|lapin|amqprs|rdkafka|sqlx|tokio_postgres|Mint|Redix)[\w.:$\\]{0,120}(?:Exception|Error|Denied|Forbidden|Unauthorized|NotFound|Unavailable|Invalid\w{1,20}|Fault)\b|\bAPI [eE]rror\b|\b\w{0,40}HttpClient\b|unexpected (?:HTTP )?(?:response )?status\b|error, \{[45]\d\d, |\b(?:org\.apache\.(?:pulsar\.client|kafka\.clients)|com\.couchbase\.|io\.lettuce\.|org\.mongodb\.driver)|\b(?:4 DEADLINE_EXCEEDED|5 NOT_FOUND|7 PERMISSION_DENIED|8 RESOURCE_EXHAUSTED|14 UNAVAILABLE|16 UNAUTHENTICATED): |operation error [A-Z]\w{1,40}(?: \w{1,20})?: |An error occurred \(\w|googleapi: |rpc error: code = |kafka server: |kafka: |nats: |mssql: |pq: |gocql: |etcdserver: |oauth2: |elastic: |ERR_|ldap: |LDAP Result Code |LDAP: error code |[cC]ode: \d{2,3}[.,] (?:DB::|message: )|KeeperErrorCode = |ORA-\d{5}|DPY-\d{4}|NJS-\d{3}|\(SQLSTATE |SQLSTATE\[|error returned from database: |db error: |server error: [A-Z]\w{3,40}: |\(Service: \w|AMQP|Exception \(\d{3}\) Reason: )/
/** A login that this app refuses rather than one that fails: it knows its client's address. */
const CALLER_LOGIN =
  /^.{0,80}\b(?:user|client|account|tenant|member|visitor) (?!is\b|does\b|has\b)\S{1,60} .{0,60}\b(?:permission denied|not (?:authori[sz]ed|allowed|permitted)|access denied)\b|\b(?:client_?ip|remote_?(?:addr(?:ess)?|ip)|ip|user_?agent)["']?\s{0,2}[=:]\s{0,2}["']?\d|\bclient["']?\s{0,2}[=:]\s{0,2}["']?\d{1,3}\.\d|"status":40[13]\b|\bstatus=40[13]\b|\bauthentication fail(?:ed|ure) from \d|\bfrom=\d|\brhost=/i

function failureOf({ signature, piece, facts, strong }: Match, { said }: Entry): Failure {
  const { cause, id, repeats } = signature
  const target = isOfOtherEnd(cause) ? withDependency(completed(facts, said.target), [piece.text, said.text]) : facts
  const form = repeats === true ? 'waiting' : 'known'
  return { cause, form, signature: id, facts: target, strength: strong ? 'strong' : 'weak', piece }
}

/** The expressions of the functions above, for screening. */
export const OF_KNOWN_FORM: readonly RegExp[] = [HUNG_UP, OUTGOING, OF_CLIENT, CALLER_LOGIN]
