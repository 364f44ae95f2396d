import type { Signature } from '../signature.ts'

/** Rust, Erlang and Elixir, Haskell, Dart, Thrift's library for C++. */
export const native: readonly Signature[] = [
  {
    id: 'rust-env-not-present',
    cause: 'app-missing-environment-variable',
    words: ['notpresent', 'environment'],
    pattern: /\b(?:`Err` value: |VarError: |: )NotPresent\b|\benvironment variable not found\b/,
  },
  {
    id: 'rust-missing-value',
    cause: 'app-missing-environment-variable',
    words: ['missing'],
    pattern: /\bmissing value for field (?<variable>\w{1,100})/,
  },
  {
    id: 'rust-config-missing-field',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'property'],
    weak: true,
    pattern:
      /\bmissing (?:configuration )?field [`"](?<variable>[\w.]{1,100})[`"]|\bconfiguration property "(?<variable2>[\w.]{1,100})" not found/,
  },
  {
    // `tokio_postgres::config`: mistakes in a connection string.
    id: 'rust-config-parse',
    cause: 'app-invalid-arguments',
    words: ['configparse'],
    pattern:
      /\bkind: ConfigParse\b(?:.{0,60}\b(?:InvalidValue|UnknownOption|UnexpectedEof)\(\\?"(?<flag>[\w.-]{1,100}))?/,
  },
  {
    id: 'rust-os-refused',
    cause: 'app-dependency-unreachable',
    words: ['connectionrefused', 'timedout', 'hostunreachable', 'networkunreachable', 'os', 'pooltimedout'],
    pattern:
      /\bkind: (?:ConnectionRefused|TimedOut|HostUnreachable|NetworkUnreachable)\b|\(os error (?:111|110|113|101)\)|\bPoolTimedOut\b|\bpool timed out while waiting for an open connection/,
  },
  {
    id: 'reqwest-sending',
    cause: 'app-dependency-unreachable',
    words: ['sending'],
    pattern: /\berror sending request for url \(\w{2,12}:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?/,
  },
  {
    id: 'rust-lookup',
    cause: 'app-name-resolution-failed',
    words: ['lookup'],
    pattern: /\bfailed to lookup address information\b/,
  },
  {
    id: 'rust-os-file',
    cause: 'app-missing-file-or-module',
    words: ['notfound', 'error'],
    pattern: /\bkind: NotFound\b|\(os error 2\)/,
  },
  {
    id: 'rust-os-denied',
    cause: 'app-permission-denied',
    words: ['permissiondenied', 'error', 'readonlyfilesystem'],
    pattern: /\bkind: (?:PermissionDenied|ReadOnlyFilesystem)\b|\(os error (?:13|30|1)\)/,
  },
  {
    id: 'rust-alloc',
    cause: 'app-heap-exhausted',
    words: ['allocation'],
    pattern: /\bmemory allocation of (?<limit>\d{1,15}) bytes failed\b/,
  },
  {
    id: 'thrift-open',
    cause: 'app-dependency-unreachable',
    words: ['tsocket'],
    pattern:
      /\bTSocket::open\(\) (?:connect\(\)|timed out|error) {1,2}<Host: (?<host>[\w.-]{1,253}) Port: (?<port>\d{1,5})>/,
  },
  {
    id: 'thrift-lookup',
    cause: 'app-name-resolution-failed',
    words: ['tsocket'],
    pattern: /\bTSocket::open\(\) getaddrinfo\(\) <Host: (?<host>[\w.-]{1,253}) Port: (?<port>\d{1,5})>/,
  },
  {
    id: 'elixir-env',
    cause: 'app-missing-environment-variable',
    words: ['environment'],
    pattern:
      /\bcould not fetch environment variable "(?<variable>\w{1,100})"|\benvironment variable (?<variable2>\w{1,100}) is missing\b/,
  },
  {
    id: 'beam-tcp-connect',
    cause: 'app-dependency-unreachable',
    words: ['tcp', 'econnrefused', 'etimedout', 'ehostunreach'],
    pattern:
      /\btcp connect \((?<host>[\w.-]{1,253}):(?<port>\d{1,5})\): (?:connection refused|connection timed out|timeout|host is unreachable|no route)|\{to_address,\{\\?"(?<host2>[\w.-]{1,253})\\?",(?<port2>\d{1,5})\}.{0,100}\b(?:econnrefused|ehostunreach|etimedout)\b|[:{, ]:?(?:econnrefused|ehostunreach|etimedout)\b/,
  },
  {
    id: 'beam-nxdomain',
    cause: 'app-name-resolution-failed',
    words: ['nxdomain', 'domain'],
    pattern:
      /\btcp connect \((?<host>[\w.-]{1,253}):(?<port>\d{1,5})\): non-existing domain|\{to_address,\{\\?"(?<host2>[\w.-]{1,253})\\?",(?<port2>\d{1,5})\}.{0,100}\bnxdomain\b|[:{, (]nxdomain\b/,
  },
  {
    id: 'beam-eaddrinuse',
    cause: 'app-port-in-use',
    words: ['eaddrinuse'],
    pattern: /[:{, (]eaddrinuse\b/,
  },
  {
    id: 'beam-heap',
    cause: 'app-heap-exhausted',
    words: ['eheap_alloc', 'binary_alloc'],
    pattern: /\b(?:eheap|binary|ll|ets)_alloc: Cannot (?:re)?allocate (?<limit>\d{1,18}) bytes of memory/,
  },
  {
    id: 'beam-module',
    cause: 'app-missing-file-or-module',
    words: ['module', 'load', 'project', 'app', 'file'],
    pattern:
      /\(module (?<module>[\w.]{1,200}) is not available\)|^No file named (?<file2>\S{1,300})|\(Code\.LoadError\) could not load (?<file>\S{1,300})|\bCould not find a Mix\.Project|\{"?no such file or directory"?,"?(?<file3>[\w.]{1,100}\.app)"?\}/,
  },
  {
    id: 'beam-file-error',
    cause: 'app-missing-file-or-module',
    words: ['file', 'pathnotfoundexception'],
    pattern:
      /\(File\.Error\) could not \w{1,20}(?: \w{1,20}){0,3} "?(?<file>[^\s":]{1,300})"?: no such file or directory|\bopenFile: does not exist|\bPathNotFoundException\b/,
  },
]
