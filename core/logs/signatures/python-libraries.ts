import type { Signature } from '../signature.ts'

/** The settings libraries and network clients of Python. */
export const pythonLibraries: readonly Signature[] = [
  {
    id: 'starlette-config-missing',
    cause: 'app-missing-environment-variable',
    words: ['config'],
    pattern: /\bConfig '(?<variable>\w{1,100})' is missing, and has no default/,
  },
  {
    id: 'decouple-undefined',
    cause: 'app-missing-environment-variable',
    words: ['undefinedvalueerror', 'envvar'],
    pattern: /(?<variable>\w{1,100}) not found\. Declare it as envvar or define a default value/,
  },
  {
    id: 'environs-not-set',
    cause: 'app-missing-environment-variable',
    words: ['environment'],
    pattern:
      /\bEnv\w{0,20}Error: Environment variable "(?<variable>\w{1,100})" (?:not set|invalid: \['Missing)|\bSet the (?<variable2>\w{1,100}) environment variable/,
  },
  {
    id: 'pydantic-field-required',
    cause: 'app-missing-environment-variable',
    words: ['field'],
    pattern: /^\s{1,8}(?:Field required \[type=missing|field required \(type=value_error\.missing\))/,
    above: /^(?<variable>\w[\w.]{0,100})$/,
  },
  {
    id: 'django-setting-missing',
    cause: 'app-missing-environment-variable',
    words: ['improperlyconfigured', 'setting', 'settings'],
    pattern:
      /\bThe (?<variable>[A-Z_]{3,60}) setting must not be empty|\bRequested settings?,? (?<variable2>\w{0,60}),? ?but settings are not configured|\bRequested settings, but settings are not configured|settings\.DATABASES is improperly configured/,
  },
  {
    id: 'sqlalchemy-url-none',
    cause: 'app-missing-environment-variable',
    words: ['url'],
    weak: true,
    pattern:
      /\bExpected string or URL object, got None\b|\bCould not parse (?:rfc1738|SQLAlchemy) URL from (?:given URL )?string '(?:None)?'/,
  },
  {
    id: 'dynaconf-required',
    cause: 'app-missing-environment-variable',
    words: ['required'],
    pattern: /\b(?:validator\.)?ValidationError: (?<variable>[\w.]{1,100}) is required in env\b/,
  },
  {
    id: 'python-api-key-missing',
    cause: 'app-missing-environment-variable',
    words: ['api_key', 'authentication'],
    pattern:
      /\bapi_key client option must be set either by passing api_key.{0,80}?setting the (?<variable>\w{1,60}) environment variable|\bCould not resolve authentication method\b/,
  },
  {
    id: 'python-errno-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['errno', 'connectionrefusederror'],
    pattern: /\[Errno (?:110|111|113|101)\]|\bConnectionRefusedError\b/,
  },
  {
    id: 'python-connect-call-failed',
    cause: 'app-dependency-unreachable',
    words: ['call'],
    pattern: /\bConnect call failed \(['"](?<host>[\w.:-]{1,253})['"], (?<port>\d{1,5})/,
  },
  {
    id: 'python-http-pool',
    cause: 'app-dependency-unreachable',
    words: ['httpconnectionpool', 'httpsconnectionpool'],
    pattern:
      /HTTPS?ConnectionPool\(host='(?<host>[^']{1,253})', port=(?<port>\d{1,5})\).{0,600}?(?:Connection refused|timed out|ConnectTimeoutError|No route to host|unreachable)/,
    except: /NameResolutionError|Name or service not known|Temporary failure/,
  },
  {
    id: 'python-name-resolution',
    cause: 'app-name-resolution-failed',
    words: ['nameresolutionerror', 'gaierror', 'errno', 'connecting'],
    pattern:
      /\bNameResolutionError\b.{0,300}?Failed to resolve '(?<host>[^']{1,253})'|\bgaierror\b|\[Errno -[2358]\]|\bError -[235] connecting to (?<host2>[\w.-]{1,253}):(?<port>\d{1,5})/,
  },
  {
    id: 'python-http-pool-name',
    cause: 'app-name-resolution-failed',
    words: ['httpconnectionpool', 'httpsconnectionpool', 'httpconnection', 'httpsconnection'],
    pattern:
      /HTTPS?Connection(?:Pool)?\(host='(?<host>[^']{1,253})', port=(?<port>\d{1,5})\).{0,600}?(?:NameResolutionError|Failed to resolve|Name or service not known|Temporary failure in name)/,
  },
  {
    id: 'python-client-unreachable',
    cause: 'app-dependency-unreachable',
    words: [
      'nobrokersavailable',
      'bootstrap',
      'broker',
      'serverselectiontimeouterror',
      'amqpconnectionerror',
      'clientconnectorerror',
      'connecterror',
      'connecttimeout',
      'endpointconnectionerror',
      'connecttimeouterror',
      'newconnectionerror',
      'connection',
    ],
    pattern:
      /\bNoBrokersAvailable\b|\bUnable to bootstrap from\b|\bRetrying to establish a connection to the message broker after a connection loss has been disabled|\bServerSelectionTimeoutError\b|\bAMQPConnectionError\b|\bClientConnectorError: Cannot connect to host (?<host>[\w.-]{1,253}):(?<port>\d{1,5})|\bhttpx\.Connect(?:Error|Timeout)\b|\bhttpcore\.Connect(?:Error|Timeout)\b|\bAll connection attempts failed|\bEndpointConnectionError\b|\bConnectTimeout(?:Error)?\b|\bNewConnectionError\b/,
    except: /Name or service not known|Temporary failure|name resolution|NameResolution|getaddrinfo/i,
  },
  {
    id: 'redis-py-connecting',
    cause: 'app-dependency-unreachable',
    words: ['connecting'],
    pattern:
      /\bError (?:111|110|113|101) connecting to (?<host>[\w.:-]{1,253}):(?<port>\d{1,5})|\bTimeout connecting to server\b/,
  },
  {
    id: 'celery-cannot-connect',
    cause: 'app-dependency-unreachable',
    words: ['consumer'],
    pattern:
      /\bconsumer: Cannot connect to \w{1,12}:\/\/(?:[^@\s]{1,200}@)?(?<host>[\w.-]{1,253}):(?<port>\d{1,5}).{0,80}?(?:Connection refused|timed out|unreachable)/,
  },
]
