import type { Signature } from '../signature.ts'

/** nginx, httpd, HAProxy, Envoy, Traefik, Caddy, CoreDNS and PHP-FPM. */
export const webServers: readonly Signature[] = [
  {
    id: 'nginx-upstream-host',
    cause: 'app-name-resolution-failed',
    words: ['upstream', 'resolver'],
    pattern:
      /\[emerg\].{0,60}\bhost not found in (?:upstream|resolver|"[^"]{1,100}"|the "[^"]{1,60}" directive)? ?"?(?<host>[\w.-]{1,253})/,
  },
  {
    id: 'nginx-directive',
    cause: 'app-invalid-arguments',
    words: ['emerg'],
    pattern:
      /\[emerg\].{0,60}(?:unknown directive "(?<flag>[^"]{1,100})"|unexpected (?:"|end of)|invalid (?:number of arguments|parameter|value|port|condition|host|URL|variable)|"(?<flag2>[^"]{1,100})" directive (?:is (?:not allowed here|duplicate)|invalid value)|directive "(?<flag3>[^"]{1,100})" |unknown (?:"[^"]{1,100}" variable|log format)|duplicate |no (?:port|host) in |zero size |a duplicate |conflicting parameter|could not build|no "events" section|the "[^"]{1,60}" (?:parameter|directive) )/,
  },
  {
    id: 'nginx-key-mismatch',
    cause: 'app-invalid-arguments',
    words: ['mismatch'],
    pattern: /\bSSL_CTX_use_PrivateKey\("(?<file>[^"]{1,300})"\) failed .{0,100}key values mismatch/,
  },
  {
    id: 'nginx-file-missing',
    cause: 'app-missing-file-or-module',
    words: ['emerg'],
    pattern:
      /\[emerg\].{0,120}"(?<file>\/[^"]{1,300})".{0,90}?No such file or directory|\[emerg\].{0,60}no ssl_certificate is defined/,
  },
  {
    id: 'nginx-bind-in-use',
    cause: 'app-port-in-use',
    words: ['bind'],
    pattern: /\bbind\(\) to (?<address>[\d.:[\]a-f]{1,60}?):(?<port>\d{1,5}) failed \(98:/,
  },
  {
    id: 'nginx-denied',
    cause: 'app-permission-denied',
    words: ['bind', 'mkdir', 'open', 'chown', 'setgid', 'setuid', 'emerg', 'alert'],
    pattern:
      /\[emerg\].{0,60}\b(?:bind\(\) to (?<address>[\d.:[\]a-f]{1,60}?):(?<port>\d{1,5})|\w{3,20}\(\) "(?<path>[^"]{1,300})"|\w{3,20}\("(?<path2>[^"]{1,300})"[^)]{0,20}\)|set[gu]id\(\d{1,9}\)) failed \((?:13|30|1):/,
  },
  {
    id: 'httpd-syntax',
    cause: 'app-invalid-arguments',
    words: ['syntax', 'invalid', 'ah00526', 'mpm', 'ah00534'],
    pattern:
      /\bSyntax error on line \d{1,7} of (?<file>[^\s:]{1,300})|\bInvalid command '(?<flag>[^']{1,100})', perhaps misspelled|\bAH00534: |\bNo MPM loaded/,
    except: /No such file or directory/,
  },
  {
    id: 'httpd-module',
    cause: 'app-missing-file-or-module',
    words: ['load'],
    pattern: /\bCannot load (?<module>\S{1,200}) into server: .{0,300}No such file or directory/,
  },
  {
    id: 'httpd-listen',
    cause: 'app-port-in-use',
    words: ['address', 'bind'],
    pattern:
      /\(98\)Address already in use: AH\d{5}: make_sock: could not bind to address (?<address>[\d.:[\]a-f]{1,60}?):(?<port>\d{1,5})/,
  },
  {
    id: 'httpd-denied',
    cause: 'app-permission-denied',
    words: ['permission'],
    pattern:
      /\(13\)Permission denied: AH\d{5}: (?:make_sock: could not bind to address (?<address>[\d.:[\]a-f]{1,60}?):(?<port>\d{1,5}))?/,
  },
  {
    id: 'haproxy-configuration',
    cause: 'app-invalid-arguments',
    words: ['parsing', 'configuration', 'cfg', 'alert', 'config'],
    pattern:
      /\bparsing \[(?<file>[^\]]{1,300})\] ?: (?:.{0,60}unknown keyword '(?<flag>[^']{1,100})')?|\bFatal errors found in configuration|\bError\(s\) found in configuration file/,
    except: /could not resolve|cannot bind|No such file|unable to (?:stat|load)|Permission denied|\[WARNING\]/,
  },
  {
    id: 'haproxy-resolve',
    cause: 'app-name-resolution-failed',
    words: ['resolve'],
    pattern: /\bcould not resolve address '(?<host>[^']{1,253})'/,
  },
  {
    id: 'haproxy-bind-denied',
    cause: 'app-permission-denied',
    words: ['bind'],
    pattern: /\bcannot (?:bind UNIX|(?<bind>bind)) socket \(Permission denied\)/,
  },
  {
    id: 'haproxy-bind',
    cause: 'app-port-in-use',
    words: ['bind'],
    pattern:
      /\bcannot bind (?:UNIX )?socket \(Address already in use\)(?: for \[?(?<address>[\d.:a-f*]{1,60}?):(?<port>\d{1,5})\]?)?/,
  },
  {
    id: 'envoy-config-stream',
    cause: 'app-dependency-unreachable',
    words: ['stream'],
    pattern:
      /\bgRPC config stream to (?<service>[\w.-]{1,100}) closed(?: since \d{1,9}s ago)?: 14, .{0,300}(?:connect(?:ion)? (?:failure|error|refused|timeout)|i\/o timeout|no healthy upstream)/i,
    except: /no such host|lookup/,
  },
  {
    // The body of Envoy's own response (`source/common/http/utility.cc`), as printed by clients.
    id: 'envoy-local-reply',
    cause: 'app-dependency-unreachable',
    words: ['upstream'],
    pattern:
      /\bupstream connect error or disconnect\/reset before headers\b|: no healthy upstream\b|\bupstream request timeout\b/,
  },
  {
    id: 'envoy-configuration',
    cause: 'app-invalid-arguments',
    words: ['protobuf', 'proto', 'initializing', 'bootstrap', 'registered'],
    pattern:
      /\bProtobuf message \(type .{1,200}\) has unknown fields|\bProto constraint validation failed|\bUnable to parse JSON as proto|\berror initializing config(?:uration)?\b|\bDidn't find a registered (?:implementation|network filter)/,
  },
  {
    id: 'traefik-configuration',
    cause: 'app-invalid-arguments',
    words: ['traefik', 'decode', 'field'],
    pattern:
      /\bcommand traefik error: |\bfailed to decode configuration from (?:flags|file)|\bfield not found, node: (?<flag>[\w.-]{1,100})/,
  },
  {
    id: 'caddy-configuration',
    cause: 'app-invalid-arguments',
    words: ['adapting', 'directive', 'caddyfile', 'parsing'],
    pattern:
      /\badapting config using caddyfile: .{0,300}|:\d{1,6} - Error during parsing: (?:Unknown directive '(?<flag2>[\w.-]{1,100})')?|\bunrecognized (?:directive|global option|subdirective)(?: -|:) ?(?<flag>[\w.-]{1,100})/,
    except: /no such file|permission denied/,
  },
  {
    id: 'fpm-failed',
    cause: 'app-invalid-arguments',
    words: ['fpm'],
    weak: true,
    pattern: /\bFPM initialization failed/,
  },
  {
    id: 'fpm-configuration',
    cause: 'app-invalid-arguments',
    words: ['entry', 'pool'],
    pattern: /\bunknown entry '(?<flag>[^']{1,100})'|\[pool [\w-]{1,60}\] .{0,80}(?:must be|cannot|is not)/,
  },
]
