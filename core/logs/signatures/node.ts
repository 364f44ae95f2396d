import type { Signature } from '../signature.ts'

/** Node.js, npm, Deno and Bun. */
export const node: readonly Signature[] = [
  {
    id: 'node-cannot-find-module',
    cause: 'app-missing-file-or-module',
    words: ['module', 'package'],
    pattern: /\bCannot find (?:module|package) ['"](?<module>[^'"]{1,300})['"]/,
  },
  {
    id: 'node-module-code',
    cause: 'app-missing-file-or-module',
    words: ['module_not_found', 'err_module_not_found', 'err_package_path_not_exported', 'err_unsupported_dir_import'],
    pattern: /\b(?:ERR_)?MODULE_NOT_FOUND\b|\bERR_PACKAGE_PATH_NOT_EXPORTED\b|\bERR_UNSUPPORTED_DIR_IMPORT\b/,
  },
  {
    id: 'deno-module-not-found',
    cause: 'app-missing-file-or-module',
    words: ['module'],
    pattern: /\b[Mm]odule not found:? "(?<module>[^"]{1,300})"/,
  },
  {
    id: 'node-script-missing',
    cause: 'app-missing-file-or-module',
    words: ['script'],
    pattern: /\bScript not found:? (?<file>[\w./-]{0,200}[/.][\w./-]{1,200})/,
  },
  {
    id: 'node-build-missing',
    cause: 'app-missing-file-or-module',
    words: ['production', 'package', 'importer', 'engine', 'bindings', 'platform', 'rollup'],
    pattern:
      /\bYou installed esbuild for another platform\b|\bCannot find module @rollup\/rollup-|Could not find a production build in the '[^']{1,100}' directory|Couldn't find a package\.json|No package\.json (?:was )?found|could not locate the Query Engine|Could not locate the bindings file/,
  },
  {
    id: 'node-enoent',
    cause: 'app-missing-file-or-module',
    words: ['enoent'],
    pattern: /\bENOENT: no such file or directory, \w{1,20} '(?<file>[^']{1,300})'/,
  },
  {
    id: 'node-spawn-enoent',
    cause: 'container-command-not-found',
    words: ['spawn'],
    pattern: /\bspawn (?<command>[^\s]{1,200}) ENOENT\b/,
  },
  {
    id: 'node-spawn-eacces',
    cause: 'container-command-not-executable',
    words: ['spawn'],
    pattern: /\bspawn (?<command>[^\s]{1,200}) EACCES\b/,
  },
  {
    id: 'node-connect-failed',
    cause: 'app-dependency-unreachable',
    words: ['connect'],
    pattern:
      /\bconnect (?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|ENOENT) (?<host>[\w.:[\]/-]{1,253}?)(?::(?<port>\d{1,5}))?(?=[\s,"')]|$)/,
  },
  {
    id: 'node-connect-code',
    cause: 'app-dependency-unreachable',
    words: ['econnrefused', 'etimedout', 'esockettimedout', 'und_err_connect_timeout'],
    pattern: /\bECONNREFUSED\b|\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|\bUND_ERR_CONNECT_TIMEOUT\b/,
  },
  {
    id: 'node-getaddrinfo',
    cause: 'app-name-resolution-failed',
    words: ['enotfound', 'eai_again', 'eservfail', 'enodata'],
    pattern:
      /\b(?:getaddrinfo|query\w{0,8}) (?:ENOTFOUND|EAI_AGAIN|ESERVFAIL|ENODATA|ETIMEOUT|ECONNREFUSED) (?<host>[\w.-]{1,253})/,
  },
  {
    id: 'node-listen-in-use',
    cause: 'app-port-in-use',
    words: ['eaddrinuse'],
    pattern: /\blisten EADDRINUSE: address already in use (?:(?<address>\S{1,60}?):)?(?<port>\d{1,5})(?=[\s,"')]|$)/,
  },
  {
    id: 'node-listen-denied',
    cause: 'app-permission-denied',
    words: ['listen'],
    pattern:
      /\blisten (?:EACCES|EPERM): (?:permission denied|operation not permitted) (?:(?<address>\S{1,60}?):)?(?<port>\d{1,5})(?=[\s,"')]|$)/,
  },
  {
    id: 'node-file-denied',
    cause: 'app-permission-denied',
    words: ['eacces', 'eperm', 'erofs'],
    pattern:
      /\b(?:EACCES|EPERM|EROFS): (?:permission denied|operation not permitted|read-only file system), \w{1,20} '(?<path>[^']{1,300})'/,
  },
  {
    id: 'npm-eacces',
    cause: 'app-permission-denied',
    words: ['eacces', 'erofs'],
    pattern: /\bnpm (?:ERR!|error) code (?:EACCES|EROFS)\b/,
  },
  {
    id: 'node-heap',
    cause: 'app-heap-exhausted',
    words: ['heap', 'err_worker_out_of_memory'],
    pattern: /\bJavaScript heap out of memory\b|\bERR_WORKER_OUT_OF_MEMORY\b|\bReached heap limit\b/,
  },
  {
    id: 'deno-not-allowed',
    cause: 'app-invalid-arguments',
    words: ['requires'],
    pattern: /\bRequires \w{2,8} access\b.{0,300}\brun again with the (?<flag>--allow-[\w-]{1,20}) flag/,
  },
  {
    id: 'node-bad-option',
    cause: 'app-invalid-arguments',
    words: ['bad', 'requires'],
    pattern: /\bnode: bad option: (?<flag>\S{1,200})|\bnode: (?<file>\S{1,100}) requires an argument/,
  },
]
