import type { Signature } from '../signature.ts'

/** CPython and its web servers. */
export const python: readonly Signature[] = [
  {
    id: 'python-environ-key-error',
    cause: 'app-missing-environment-variable',
    words: ['keyerror'],
    pattern: /\bKeyError: ['"](?<variable>\w{1,100})['"]/,
    above: /\bos\.environ\b|\benviron\[|<frozen os>|\/os\.py", line|\benv\[/,
  },
  {
    id: 'python-key-error-upper',
    cause: 'app-missing-environment-variable',
    words: ['keyerror'],
    weak: true,
    pattern: /\bKeyError: ['"](?<variable>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})['"]/,
  },
  {
    id: 'python-module-not-found',
    cause: 'app-missing-file-or-module',
    words: ['modulenotfounderror', 'importerror', 'module'],
    pattern: /\bNo module named ['"]?(?<module>[\w.]{1,200})['"]?/,
  },
  {
    id: 'python-import-error',
    cause: 'app-missing-file-or-module',
    words: ['importerror'],
    pattern:
      /\bImportError: (?:cannot import name ['"](?<symbol>\w{1,100})['"](?: from (?:partially initialized module )?['"](?<module>[\w.]{1,200})['"])?|DLL load failed|lib\S{1,100}: cannot open shared object file)/,
  },
  {
    id: 'python-django-module',
    cause: 'app-missing-file-or-module',
    words: ['improperlyconfigured', 'loading'],
    pattern: /\bError loading (?<module>[\w ]{1,60}) module\b/,
  },
  {
    id: 'python-cannot-open-script',
    cause: 'app-missing-file-or-module',
    words: ['open'],
    pattern: /\bcan't open file ['"](?<file>[^'"]{1,300})['"]: \[Errno 2\]/,
  },
  {
    id: 'python-file-not-found',
    cause: 'app-missing-file-or-module',
    words: ['errno', 'filenotfounderror'],
    pattern: /\[Errno 2\] No such file or directory: ['"](?<file>[^'"]{1,300})['"]/,
    except: /\.sock['"]/,
  },
  {
    id: 'python-app-not-importable',
    cause: 'app-missing-file-or-module',
    words: ['asgi', 'attribute', 'import', 'celery', 'locate'],
    pattern:
      /\bError loading ASGI app\. Could not import module "(?<module>[\w.]{1,200})"|\bError loading ASGI app\. Attribute "(?<module2>[\w.]{1,100})" not found|\bFailed to find attribute '(?<module3>[\w.]{1,100})' in '|\bError: Could not import '(?<module4>[\w.]{1,200})'|\bUnable to load celery application|\bCould not locate a Flask application|^Error: While importing '(?<file>[\w.]{1,200})', an ImportError was raised/,
  },
  {
    id: 'python-permission-error',
    cause: 'app-permission-denied',
    words: ['permissionerror', 'errno'],
    pattern: /\bPermissionError\b|\[Errno (?:13|1|30)\]/,
  },
  {
    // An error about a file names it.
    id: 'python-bind-denied',
    cause: 'app-permission-denied',
    words: ['errno'],
    pattern: /\[Errno 13\] Permission denied\s*$/,
    above: /\.(?<bind>bind)\(|, in (?<bind2>server_bind|bind_sockets?|bind_unix_socket|create_server)\b/,
  },
  {
    id: 'python-asyncio-bind-denied',
    cause: 'app-permission-denied',
    words: ['bind'],
    pattern:
      /\[Errno 13\] error while attempting to bind on address \('(?<address>[^']{1,60})', (?<port>\d{1,5})[^)]{0,20}\): permission denied/i,
  },
  {
    id: 'python-permission-error-path',
    cause: 'app-permission-denied',
    words: ['errno'],
    pattern: /\[Errno (?:13|1|30)\] [\w -]{4,40}: ['"](?<path>[^'"]{1,300})['"]/,
  },
  {
    // CPython `Lib/tempfile.py`, `_get_default_tempdir`, after it could not write to any of them.
    id: 'python-no-temporary-directory',
    cause: 'app-permission-denied',
    words: ['temporary'],
    pattern: /No usable temporary directory found in \[['"](?<path>[^'"]{1,300})['"]/,
  },
  {
    id: 'python-memory-error',
    cause: 'app-heap-exhausted',
    words: ['memoryerror', 'unable'],
    pattern: /^(?:[\w.]{0,60}\.)?(?:_Array)?MemoryError\b|\bUnable to allocate [\d.]{1,12} \w{1,5} for an array\b/,
  },
  {
    id: 'uvicorn-address-in-use',
    cause: 'app-port-in-use',
    words: ['bind'],
    pattern:
      /error while attempting to bind on address \('(?<address>[^']{1,60})', (?<port>\d{1,5})[^)]{0,20}\): address already in use/,
  },
  {
    id: 'gunicorn-connection-in-use',
    cause: 'app-port-in-use',
    words: ['connection'],
    pattern: /\bConnection in use: \('(?<address>[^']{1,60})', (?<port>\d{1,5})\)/,
  },
]
