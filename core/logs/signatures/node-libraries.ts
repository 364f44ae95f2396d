import type { Signature } from '../signature.ts'

/** The settings, database and messaging libraries of Node.js. */
export const nodeLibraries: readonly Signature[] = [
  {
    id: 'grpc-js-lookup',
    cause: 'app-name-resolution-failed',
    words: ['resolution'],
    pattern: /\bName resolution failed for target (?:dns:\/{0,3})?(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?/,
  },
  {
    id: 'sharp-missing',
    cause: 'app-missing-file-or-module',
    words: ['load'],
    pattern: /\bCould not load the "(?<module>sharp)" module using the /,
  },
  {
    id: 'node-setting-undefined',
    cause: 'app-missing-environment-variable',
    words: ['required', 'undefined'],
    pattern:
      /^\s{1,12}["']?(?<variable>[A-Z][A-Z0-9_]{1,100})["']?: (?:\[ ?['"](?:Required|[^'"]{0,80}received undefined)|\(required\)|undefined$|Required\b|.{0,60}received undefined)/,
  },
  {
    id: 'zod-required',
    cause: 'app-missing-environment-variable',
    words: ['required', 'undefined'],
    pattern:
      /^\s{0,12}"?(?:message|received)"?: ?["'](?:Required|undefined|Invalid input: expected \w{1,20}, received undefined)["']/,
    above: /^\s{0,16}(?:"|path: \[ ')(?<variable>[A-Z][A-Z0-9_]{1,100})(?:"$|' \])/,
  },
  {
    id: 'zod-pretty-required',
    cause: 'app-missing-environment-variable',
    words: ['undefined', 'required'],
    pattern: /✖ (?:Required|Invalid input: expected \w{1,20}, received undefined)/,
    below: /→ at (?<variable>[A-Z][A-Z0-9_]{1,100})\b/,
  },
  {
    id: 'joi-required',
    cause: 'app-missing-environment-variable',
    words: ['required', 'validation'],
    pattern:
      /\b[Cc]onfig validation error: "(?<variable>[\w.]{1,100})" is (?:required|not allowed to be empty)|\bValidationError: "(?<variable2>[A-Z][A-Z0-9_]{1,100})" is required/,
  },
  {
    id: 'env-var-required',
    cause: 'app-missing-environment-variable',
    words: ['env', 'configuration', 'environment', 'variables'],
    pattern:
      /\benv-var: "(?<variable>\w{1,100})" is a required variable|\bConfiguration key "(?<variable2>[\w.]{1,100})" does not exist|\bEnvironment variable not found: "?(?<variable3>\w{1,100})|variables were defined in \.env\.example but are not present/,
  },
  {
    id: 'node-api-key-missing',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'secret', 'config', 'secretorprivatekey', 'apikey', 'missingsecret', 'no_secret', 'supabaseurl'],
    pattern:
      /\bThe (?<variable>[A-Z][A-Z0-9_]{1,60}) environment variable is missing or empty|\bsecretOrPrivateKey must have a value|\bPlease set (?<variable2>[\w.]{3,60}) in (?:the |your )?config\b|\bJwtStrategy requires a secret or key|\bsecret option required for sessions|\bNeither apiKey nor config\.authenticator provided|\bMissingSecret\b|\[NO_SECRET\]|\bsupabaseUrl is required/,
  },
  {
    id: 'prisma-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['reach'],
    pattern: /\bCan't reach database server at `?(?<host>[\w.-]{1,253})`?:`?(?<port>\d{1,5})/,
  },
  {
    id: 'prisma-authentication',
    cause: 'app-authentication-failed',
    words: ['credentials'],
    pattern:
      /\bAuthentication failed against (?:the )?database server.{0,120}?(?:credentials for `(?<user>[^`]{1,100})`|credentials)/,
  },
  {
    id: 'sequelize-kind',
    cause: 'app-dependency-unreachable',
    words: [
      'sequelizeconnectionrefusederror',
      'sequelizehostnotreachableerror',
      'sequelizeconnectiontimedouterror',
      'sequelizeconnectionacquiretimeouterror',
    ],
    pattern: /\bSequelize(?:ConnectionRefused|HostNotReachable|ConnectionTimedOut|ConnectionAcquireTimeout)Error\b/,
  },
  {
    id: 'sequelize-access-denied',
    cause: 'app-authentication-failed',
    words: ['sequelizeaccessdeniederror'],
    pattern: /\bSequelizeAccessDeniedError\b/,
  },
  {
    id: 'sequelize-host-not-found',
    cause: 'app-name-resolution-failed',
    words: ['sequelizehostnotfounderror'],
    pattern: /\bSequelizeHostNotFoundError\b/,
  },
  {
    id: 'node-client-gave-up',
    cause: 'app-dependency-unreachable',
    words: [
      'mongoserverselectionerror',
      'mongooseserverselectionerror',
      'knextimeouterror',
      'maxretriesperrequesterror',
      'kafkajsconnectionerror',
      'kafkajsnumberofretriesexceeded',
      'connecttimeouterror',
      'connection',
      'brokers',
    ],
    pattern:
      /\bMongo(?:ose)?ServerSelectionError\b|\bKnexTimeoutError\b|\bMaxRetriesPerRequestError\b|\bKafkaJS(?:ConnectionError|NumberOfRetriesExceeded)\b|\bConnectTimeoutError\b|\bConnection terminated due to connection timeout\b/,
    except: /ENOTFOUND|EAI_AGAIN|Authentication/,
  },
  {
    id: 'node-fetch-failed',
    cause: 'app-dependency-unreachable',
    words: ['fetch'],
    weak: true,
    pattern: /\bTypeError: fetch failed\b/,
  },
]
