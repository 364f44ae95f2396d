import type { Signature } from '../signature.ts'

/** .NET, ASP.NET Core and their database clients. */
export const dotnet: readonly Signature[] = [
  {
    id: 'dotnet-socket',
    cause: 'app-dependency-unreachable',
    words: ['socketexception'],
    pattern: /\bSocketException \((?:0x[\da-fA-F]{8}|\d{5,8}, ?)?\(?(?:111|110|113|101|10061|10060|10065)\)?\b/,
  },
  {
    id: 'dotnet-socket-name',
    cause: 'app-name-resolution-failed',
    words: ['socketexception'],
    pattern:
      /\bSocketException \([^)]{0,40}\): (?:Name or service not known|No such host is known|Resource temporarily unavailable|Name does not resolve|nodename nor|Try again)/,
  },
  {
    id: 'dotnet-http-host',
    cause: 'app-dependency-unreachable',
    words: ['httprequestexception'],
    pattern:
      /\bHttpRequestException: (?:Connection refused|Connection timed out|No route to host|Operation timed out|Cannot assign requested address) \((?<host>[\w.-]{1,253}):(?<port>\d{1,5})\)/,
  },
  {
    id: 'dotnet-no-such-address',
    cause: 'app-dependency-unreachable',
    words: ['assign'],
    below: /\bConnect(?:Async)?\(/,
    pattern: /\bSocketException \(99\): Cannot assign requested address/,
  },
  {
    id: 'dotnet-http-name',
    cause: 'app-name-resolution-failed',
    words: ['httprequestexception'],
    pattern:
      /\bHttpRequestException: (?:Name or service not known|No such host is known|Resource temporarily unavailable|Name does not resolve)\.? \((?<host>[\w.-]{1,253}):(?<port>\d{1,5})\)/,
  },
  {
    id: 'dotnet-client-unreachable',
    cause: 'app-dependency-unreachable',
    words: [
      'npgsqlexception',
      'network',
      'login',
      'redisconnectionexception',
      'brokerunreachableexception',
      'hosts',
      'selecting',
      'redis',
    ],
    pattern:
      /\bNpgsqlException \(0x80004005\): Failed to connect to (?<host>[\w.:[\]-]{1,253}?):(?<port>\d{1,5})|\bA network-related or instance-specific error occurred while establishing a connection to SQL Server|\bthen an error occurred during the (?:pre-)?login (?:process|handshake)|\bIt was not possible to connect to the redis server|\bBrokerUnreachableException\b|\bUnable to connect to any of the specified MySQL hosts|\bA timeout occurred after \d{1,7} ?ms selecting a server/,
  },
  {
    id: 'sqlserver-login-failed',
    cause: 'app-authentication-failed',
    words: ['login'],
    pattern:
      /\bLogin failed for user '(?<user>[^']{0,100})'|\bCannot open database "[^"]{1,100}" requested by the login/,
  },
  {
    id: 'dotnet-options-required',
    cause: 'app-missing-environment-variable',
    words: ['datannotation', 'dataannotation', 'optionsvalidationexception', 'field'],
    pattern:
      /\bOptionsValidationException: .{0,300}(?:field is required|is required|must be (?:set|provided|specified))|\bDataAnnotation validation failed for '.{1,200}' members: '(?<variable>[\w,. ]{1,100})' with the error: 'The .{1,100} field is required/,
  },
  {
    id: 'dotnet-connection-string',
    cause: 'app-missing-environment-variable',
    words: ['connectionstring', 'connection', 'parameter', 'section'],
    pattern:
      /\b[Cc]onnection string '(?<variable>[\w.:-]{1,100})' (?:was )?(?:not found|is missing|not configured|is not configured|is null)|\bThe ConnectionString property has not been initialized|\bValue cannot be null\. \(Parameter '(?<variable2>connectionString|configuration|apiKey|connection)'\)|\bSection '(?<variable3>[\w:.-]{1,100})' not found in configuration|\bNo connection string named '(?<variable4>[\w.:-]{1,100})'/,
  },
  {
    id: 'dotnet-assembly-missing',
    cause: 'app-missing-file-or-module',
    words: [
      'assembly',
      'framework',
      'icu',
      'application',
      'dotnet',
      'dllnotfoundexception',
      'specified',
      'hostpolicy',
      'net',
      'shared',
    ],
    pattern:
      /\bCould not load file or assembly '(?<module>[^',]{1,200})|\bYou must install or update \.NET to run this application|\bIt was not possible to find any compatible framework version|^Framework: '(?<module2>[^']{1,100})', version|\bThe framework '(?<module3>[^']{1,100})', version '[^']{1,40}'.{0,20} was not found|\bCouldn't find a valid ICU package|\bThe application '(?<file>[^']{1,200})' does not exist|\bCould not execute because the (?:specified command or file was not found|application was not found)|\bUnable to load shared library '(?<module4>[^']{1,200})'|\blibhostpolicy\.so' (?:required|could not)/,
  },
  {
    id: 'dotnet-file-missing',
    cause: 'app-missing-file-or-module',
    words: ['find', 'configuration', 'filenotfoundexception'],
    pattern:
      /\bCould not find (?:file|a part of the path) '(?<file>[^']{1,300})'|\bThe configuration file '(?<file2>[^']{1,300})' was not found and is not optional/,
  },
  {
    id: 'dotnet-configuration-invalid',
    cause: 'app-invalid-arguments',
    words: ['configuration', 'json'],
    pattern:
      /\bFailed to load configuration from file '(?<file>[^']{1,300})'|\bSystem\.FormatException: Could not parse the JSON file/,
  },
  {
    id: 'dotnet-unauthorized-access',
    cause: 'app-permission-denied',
    words: ['access', 'socketexception'],
    pattern: /\bAccess to the path '(?<path>[^']{1,300})' is denied|\bSocketException \(13\)/,
  },
  {
    id: 'dotnet-bind-failed',
    cause: 'app-port-in-use',
    words: ['bind'],
    pattern:
      /\bFailed to bind to address \w{3,5}:\/\/(?<address>[\w.[\]:]{1,60}?):(?<port>\d{1,5}): address already in use/,
  },
  {
    id: 'dotnet-out-of-memory',
    cause: 'app-heap-exhausted',
    words: ['outofmemoryexception', 'heap', 'memory', 'coreclr'],
    pattern:
      /\bSystem\.OutOfMemoryException\b|\bGC heap initialization failed|\bOut of memory\.$|\bFailed to create CoreCLR, HRESULT: 0x8007000E/,
  },
]
