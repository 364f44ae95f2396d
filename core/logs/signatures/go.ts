import type { Signature } from '../signature.ts'

/** The Go standard library and the settings, command line and client libraries of Go. */
export const go: readonly Signature[] = [
  {
    id: 'go-dial-failed',
    cause: 'app-dependency-unreachable',
    words: ['dial'],
    pattern:
      /\bdial (?:tcp|udp)[46]?:? (?<host>\[?[\w.:-]{1,253}?\]?):(?<port>\d{1,5}): (?:connect: )?(?:connection refused|i\/o timeout|no route to host|network is unreachable|connection timed out|operation was canceled|host is down|connection reset by peer)/,
  },
  {
    id: 'go-dial-deadline',
    cause: 'app-dependency-unreachable',
    words: ['dial', 'dialing'],
    weak: true,
    pattern: /\b(?:error while dialing|failed to dial|dial error|dial tcp)\b/i,
    except: /lookup|no such host|permission denied|assign requested address/,
  },
  {
    id: 'go-lookup-failed',
    cause: 'app-name-resolution-failed',
    words: ['lookup'],
    pattern:
      /\blookup (?<host>[\w.-]{1,253})(?: on \S{1,60})?: (?:no such host|i\/o timeout|server misbehaving|Temporary failure in name resolution|Try again|device or resource busy|read udp|dial udp|connection refused|no DNS servers|cannot unmarshal)/,
  },
  {
    id: 'pgx-hostname',
    cause: 'app-name-resolution-failed',
    words: ['resolving'],
    pattern: /\bhostname resolving error\b/,
  },
  {
    id: 'go-listen-in-use',
    cause: 'app-port-in-use',
    words: ['listen', 'listening', 'bind'],
    pattern: /\blisten (?:tcp|udp)[46]? (?<address>\[?[\w.:]{0,60}?\]?):(?<port>\d{1,5}): bind: address already in use/,
  },
  {
    id: 'go-listen-denied',
    cause: 'app-permission-denied',
    words: ['listen'],
    pattern: /\blisten (?:tcp|udp)[46]? (?<address>\[?[\w.:]{0,60}?\]?):(?<port>\d{1,5}): bind: permission denied/,
  },
  {
    id: 'go-path-denied',
    cause: 'app-permission-denied',
    words: ['denied', 'read', 'permitted'],
    pattern:
      /\b(?:open|mkdir|stat|lstat|unlink|remove|rename|chmod|chown|create|write|read|symlink|link|readdirent|unlinkat|fork\/exec|dial unix) (?<path>\/[^\s:]{1,300}): (?:\w{1,10}: )?(?:permission denied|read-only file system|operation not permitted)/,
  },
  {
    id: 'go-path-missing',
    cause: 'app-missing-file-or-module',
    words: ['such'],
    pattern: /\b(?:open|stat|lstat|readlink|chdir|read|fork\/exec) (?<file>[^\s:]{1,300}): no such file or directory/,
    except: /\.sock:/,
  },
  {
    id: 'go-fork-exec',
    cause: 'container-command-not-found',
    words: ['fork'],
    pattern: /\bfork\/exec (?<command>[^\s:]{1,300}): no such file or directory/,
  },
  {
    id: 'go-template-missing',
    cause: 'app-missing-file-or-module',
    words: ['pattern', 'plugin'],
    pattern: /\bpattern matches no files: [`#](?<file>[^`#]{1,200})|\bplugin\.Open\("(?<module>[^"]{1,200})"\)/,
  },
  {
    id: 'go-envconfig-required',
    cause: 'app-missing-environment-variable',
    words: ['key', 'environment'],
    pattern:
      /\brequired key (?<variable>\w{1,100}) missing value|\benvironment variable "(?<variable2>\w{1,100})" should not be empty|\brequired environment variable "(?<variable3>\w{1,100})" is not set/,
  },
  {
    id: 'go-out-of-memory',
    cause: 'app-heap-exhausted',
    words: ['runtime', 'fatal'],
    pattern: /\bfatal error: (?:runtime: )?(?:out of memory|cannot allocate memory)\b|\bruntime: out of memory\b/,
  },
  {
    id: 'go-rpc-unavailable',
    cause: 'app-dependency-unreachable',
    words: ['rpc', 'brokers', 'selection'],
    pattern:
      /\brpc error: code = Unavailable desc = .{0,300}(?:connection refused|timeout|dialing|no route)|\bkafka: client has run out of available brokers|\bserver selection (?:error: server selection )?timeout\b/,
    except: /lookup|no such host/,
  },
  {
    // `*url.Error` of net/http, if the server closes the connection before it responds.
    id: 'go-no-answer',
    cause: 'app-dependency-unreachable',
    words: ['eof', 'deadline', 'dial', 'net'],
    pattern:
      /\b(?:Get|Post|Put|Patch|Delete|Head) \\?"?https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?[^"\s]{0,500}?"?: (?:(?:unexpected )?EOF|context deadline exceeded|dial tcp: i\/o timeout|net\/http: (?:request canceled|timeout awaiting|TLS handshake timeout))/,
  },
  {
    id: 'go-deadline',
    cause: 'app-dependency-unreachable',
    words: ['deadline', 'awaiting'],
    weak: true,
    pattern: /\bcontext deadline exceeded\b|\bdeadline exceeded\b|Client\.Timeout exceeded while awaiting headers/i,
    // client-go's own rate limiter, not the server.
    except: /\bclient rate limiter Wait returned an error\b/,
  },
  {
    id: 'go-json-unknown-field',
    cause: 'app-invalid-arguments',
    words: ['field', 'keys', 'unmarshal'],
    pattern:
      /\b(?:json|yaml): unknown field "(?<flag>[\w.-]{1,100})"|\bfield (?<flag2>[\w.-]{1,100}) not found in (?:type|struct) |\bhas invalid keys: |\bcannot unmarshal .{0,200} into Go (?:value|struct field)|\bunknown field "(?<flag3>[\w.-]{1,100})" in |:\d{1,6}:\d{1,6}: unknown field "(?<flag4>[\w.-]{1,100})"/,
  },
]
