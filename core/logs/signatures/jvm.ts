import type { Signature } from '../signature.ts'

/** The JVM, Spring Boot, Quarkus and typed configuration. */
export const jvm: readonly Signature[] = [
  {
    id: 'spring-placeholder',
    cause: 'app-missing-environment-variable',
    words: ['placeholder'],
    pattern:
      /\bCould not resolve placeholder '(?<variable>[^']{1,200})'|\bCould not resolve placeholder \$\{(?<variable2>[^}]{1,200})\}/,
  },
  {
    id: 'spring-datasource-url',
    cause: 'app-missing-environment-variable',
    words: ['datasource'],
    pattern: /\bFailed to configure a DataSource: '(?<variable>\w{1,40})' attribute is not specified/,
  },
  {
    id: 'hibernate-dialect',
    cause: 'app-missing-environment-variable',
    words: ['dialect'],
    weak: true,
    pattern: /\bUnable to determine Dialect without JDBC metadata/,
  },
  {
    id: 'spring-bind-blank',
    cause: 'app-missing-environment-variable',
    words: ['reason'],
    pattern: /^\s{0,12}Reason: must not be (?:null|blank|empty)/,
    above: /^\s{0,12}Property: (?<variable>[\w.[\]-]{1,200})/,
  },
  {
    id: 'jvm-property-required',
    cause: 'app-missing-environment-variable',
    words: ['property', 'configuration', 'substitution', 'key', 'datasource'],
    pattern:
      /\bDatasource '[^']{1,100}' is not configured\b|\bError resolving property value \[\$?\{?(?<variable7>[^\]}]{1,200})\}?\]\. Property doesn't exist|\bNo (?<variable8>spring\.config\.import) property has been defined|\bThe config property (?<variable>[\w."-]{1,200}) is required but it could not be found|\bNo configuration setting found for key '(?<variable2>[\w.-]{1,200})'|\bCould not resolve substitution to a value: \$\{(?<variable3>[^}]{1,200})\}|\bMissing required configuration "(?<variable4>[\w.-]{1,200})" which has no default value|\bRequired key '(?<variable5>[\w.-]{1,200})' not found|\bconfiguration property (?<variable6>[\w."-]{1,200}) (?:is|was) (?:required|not set|missing)/,
  },
  {
    id: 'spring-bind-failed',
    cause: 'app-invalid-arguments',
    words: ['bind'],
    pattern: /\bFailed to bind properties under '(?<flag>[\w.[\]-]{1,200})' to\b/,
  },
  {
    id: 'spring-config-not-found',
    cause: 'app-missing-file-or-module',
    words: ['resource', 'location'],
    pattern:
      /\bConfig data (?:resource|location) '(?:file ?\[?:?|class path resource \[)?(?<file>[^'\]]{1,300})\]?' .{0,200}(?:cannot be found|does not exist)|\bclass path resource \[(?<file2>[^\]]{1,300})\] cannot be (?:opened|resolved)/,
  },
  {
    id: 'spring-port-in-use',
    cause: 'app-port-in-use',
    words: ['port'],
    pattern: /\bPort (?<port>\d{1,5}) (?:was|is) already in use\b/i,
  },
  {
    id: 'jvm-bind-exception',
    cause: 'app-port-in-use',
    words: ['bindexception'],
    pattern: /\bBindException: Address already in use\b/,
  },
  {
    id: 'jvm-bind-denied',
    cause: 'app-permission-denied',
    words: ['permission'],
    pattern:
      /\b(?:SocketException|(?<bind>BindException)|NativeIoException): (?<bind2>bind\b)?.{0,60}Permission denied\b/,
  },
  {
    id: 'jvm-jar-missing',
    cause: 'app-missing-file-or-module',
    words: ['jarfile', 'class', 'manifest'],
    pattern:
      /\bUnable to access jarfile (?<file>\S{1,300})|\bCould not find or load main class (?<module>\S{1,300})|^Error: Failed to load class (?<module2>[\w.$]{1,300}?)\.?$|\bInvalid or corrupt jarfile (?<file2>\S{1,300})|\bno main manifest attribute, in (?<file3>\S{1,300})/,
  },
  {
    id: 'jvm-agent-missing',
    cause: 'app-missing-file-or-module',
    words: ['zip'],
    pattern: /^Error opening zip file or JAR manifest missing : (?<file>\S{1,300})/,
  },
  {
    id: 'jvm-class-missing',
    cause: 'app-missing-file-or-module',
    words: [
      'classnotfoundexception',
      'noclassdeffounderror',
      'unsatisfiedlinkerror',
      'modulenotfoundexception',
      'findexception',
      'driver',
    ],
    pattern:
      /\b(?:ClassNotFoundException|NoClassDefFoundError): (?<module>[\w.$/-]{1,300})|\bUnsatisfiedLinkError: (?:no )?(?<file>[^\s:]{1,300})|\bNo suitable driver found for (?<module3>jdbc:\w{1,40})|\bFindException: Module (?<module2>\S{1,200}) not found/,
    except: /Could not initialize class/,
  },
  {
    id: 'jvm-class-version',
    cause: 'app-missing-file-or-module',
    words: ['unsupportedclassversionerror'],
    weak: true,
    pattern: /\bUnsupportedClassVersionError: (?<compiled>[\w/.$]{1,300})/,
  },
  {
    id: 'jvm-file-missing',
    cause: 'app-missing-file-or-module',
    words: ['filenotfoundexception', 'nosuchfileexception'],
    pattern:
      /\b(?:FileNotFoundException: (?<file>[^\s(]{1,300}) \((?:No such file or directory|Is a directory)\)|NoSuchFileException: (?<file2>\S{1,300}))/,
  },
  {
    id: 'jvm-file-denied',
    cause: 'app-permission-denied',
    words: ['accessdeniedexception', 'filenotfoundexception', 'filesystemexception'],
    pattern:
      /\bnio\.file\.AccessDeniedException: (?<path>\S{1,300})|\bFileNotFoundException: (?<path2>[^\s(]{1,300}) \((?:Permission denied|Read-only file system|Operation not permitted)\)|\b(?:ReadOnlyFileSystemException|FileSystemException: (?<path3>[^\s:]{1,300}): (?:Read-only file system|Operation not permitted))/,
  },
  {
    id: 'jvm-heap',
    cause: 'app-heap-exhausted',
    words: ['outofmemoryerror', 'heap', 'overhead'],
    pattern:
      /\bOutOfMemoryError: (?<limit>Java heap space|GC overhead limit exceeded|Metaspace|Compressed class space|Direct buffer memory|Requested array size exceeds VM limit|[Uu]nable to create (?:new )?native thread|Cannot reserve \d{1,15} bytes of direct buffer memory)|\bTerminating due to java\.lang\.OutOfMemoryError|(?:^|[\s:]|ERROR )(?<limit2>Java heap space|GC overhead limit exceeded)$/,
  },
  {
    id: 'jvm-out-of-memory',
    cause: 'app-heap-exhausted',
    words: ['outofmemoryerror', 'reserve', 'insufficient'],
    weak: true,
    pattern: /\bOutOfMemoryError\b|\bCould not reserve enough space for\b|\binsufficient memory for the Java Runtime\b/,
    except: /'maxmemory'/,
  },
  {
    id: 'jvm-options',
    cause: 'app-invalid-arguments',
    words: ['unrecognized', 'unsupported', 'invalid', 'initial', 'conflicting', 'heap'],
    pattern:
      /^(?:Error: )?(?:Unrecognized (?:VM )?option:? '?(?<flag>[^'\s]{1,200})|Unsupported VM option|Invalid (?:maximum|initial|minimum) (?:heap|thread stack) size: (?<flag2>\S{1,100})|Initial heap size set to a larger value than the maximum heap size|Conflicting collector combinations|Too small (?:maximum|initial) heap)/,
  },
]
