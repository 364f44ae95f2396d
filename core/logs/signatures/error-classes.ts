import type { Signature } from '../signature.ts'

/**
 * What errors of any app have in common: libraries' names for classes and codes of errors, and servers' phrases for
 * refusals. None is certain; in a running app's log they count only if its own job fails.
 */
export const errorClasses: readonly Signature[] = [
  {
    id: 'name-login-refused',
    cause: 'app-authentication-failed',
    weak: true,
    pattern:
      /(?:unauthori[sz]ed|not_?authori[sz]ed|unauthenticated|access_?denied|insufficient_?access|no_?permissions?|(?:bad|invalid|missing)_?credentials?|credentials?_?(?:unavailable|invalid|expired|not_?found)|invalidpassword|invalid_password|invalidapikey|invalid_api_key|invalidaccesskey|invalid_access_key|invalidclientsecret|invalid_client_secret|invalidtoken|invalid_auth\b|(?:invalid|unknown|missing|bad|revoked)_(?:access_)?token\b|\btoken_(?:revoked|expired|invalid)\b|invalidsignature|invalid_signature|apikeyinvalid|api_key_invalid|apikeyexpired|api_key_expired|(?:logon|login)_?(?:failure|failed|denied)|no_?auth(?:error|exception)?\b|auth(?:entication|orization|enticate|n|z)?_?(?:failed|failure|denied|violation|required|permission|error|exception|invalid|expired)|strong_?auth|forbidden_?by|unsupported_?sasl|illegal_?sasl|access[-_]refused|incomplete_?signature|unauthorized_client|insufficient_scope|service_disabled|permission_?denied_?exception|exception: (?:permission_denied|unauthenticated)\b|scope_?insufficient|preauthentication failed|opt_?in_?required|insufficient_privilege|invalid_authorization_spec|nosuchaccesskey|all_?access_?disabled)/i,
    except:
      /\bnio\.file\.|\bUnauthorizedAccessException: Access to the path|(?:^|[\s"'`=(])\/[\w./-]{1,300}["'`)]?:? (?:is |was )?access denied|\baccess denied: ["'`]?\/|\bno api key\b|\bnot (?:provided|set)\b|\brate-?limit|\btoo many (?:requests|failed|attempts)\b/i,
  },
  {
    id: 'words-access-refused',
    cause: 'app-authentication-failed',
    weak: true,
    pattern:
      /\b(?:not|un)[ -]?authori[sz]ed\b|\bmust be owner of\b|\brequires? (?:the )?(?:\w{1,20} )?permissions?\b|\binvalid authorization specification\b|\b[Pp]ublic [Kk]ey [Rr]etrieval is not allowed\b|\bpassword .{0,30}(?:has|is|was) expired\b|\b[Ee]xception authenticating\b|\bin protected mode\b|\bfrom an untrusted domain\b|\brefused for user\b|\bACL not found\b|\b(?:missing client token|no basic auth credentials)\b|\bKeyBasedAuthenticationNotPermitted\b|\bnot allowed to (?:access|connect|log ?in|authenticate)\b|\baccess(?: to (?!the path).{1,120})? (?:is |was |has been )?denied\b|\b(?:insufficient|not enough|missing|lacks?|has no|no|sufficient) (?:\w{1,30} ){0,3}(?:privileges?|permissions?|access rights|scopes?)\b|\bdo(?:es)?(?:n't| not) have (?:[\w.:]{1,60} ){0,5}(?:permissions?|privileges?|authori[sz]ation|access)\b|\bpermissions? (?:violation\b|was denied\b|'?[\w.]{3,80}'? denied\b)|\bauthentication (?:is |was |attempt )?(?:unsuccessful|rejected|refused|required|expired|revoked|unavailable)\b|\bauthori[sz]ation (?:has )?(?:failed|failure|violation|expired|required|rejected|error)\b|\bauthentication (?:expired|revoked)\b|\b(?:unsupported|unknown|no (?:suitable|supported|acceptable|matching|common)) (?:SASL |auth\w{0,11} )(?:mechanism|method|plugin|protocol)s?\b|\brequested authentication method unknown\b|\b(?:invalid|bad) (?:bearer |access |auth )?(?:token|signature)\b|\b(?:invalid|wrong|bad) (?:authentication|client|login|service account) credentials\b|\b(?:(?:failed|unable) to|could not|cannot|can't) authenticate\b(?! (?:the )?(?:request|caller|user|session))|\bsignature (?:we calculated )?(?:verification failed|does not match|you provided)|\bcredentials? (?:supplied |provided |you (?:supplied|provided) )?(?:is|are|was|were) (?:invalid|incorrect|wrong|not valid|not accepted|expired|rejected)\b|\b(?:unknown|unrecogni[sz]ed) (?:access |api |auth )?(?:token|key|client)\b|\b(?:token|jwt) (?:is |has )?(?:been )?(?:expired|revoked)\b|\bAPI key (?:is )?(?:invalid|expired|not valid)\b|\b(?:denied|rejected|refused) (?:our |the )?(?:authentication|login|credentials)\b|\bincorrect authentication\b|\bnot able to access the database\b|\baccount is (?:locked|disabled|expired|suspended)\b|: (?:unauthori[sz]ed|forbidden|access denied)["'.!)]{0,3}$/i,
    except:
      /(?:^|[\s"'`=(])\/[\w./-]{1,300}["'`)]?:? (?:is |was )?access denied|\baccess denied: ["'`]?\/|\baccess to the path\b|\brate-?limit|\btoo many (?:requests|failed|attempts)\b/i,
  },
  {
    // HTTP statuses, if this app's own job fails because of them.
    id: 'job-status-refused',
    cause: 'app-authentication-failed',
    words: ['status', 'code', 'http', 'returned', 'got', 'error', 'response', 'status_code', 'statuscode'],
    weak: true,
    isOfOwnJob: true,
    pattern:
      /\b(?:fail(?:ed|ure)?|error|unable|could not|cannot|can't) (?:to |while |when |on |in )?(?!log|auth|valid|verif|pars)[a-z]{3,20}\b.{0,240}\b(?:status|code|HTTP|returned|got|error|response)["']?[ :=(]{1,3}(?:HTTP |status |code ){0,2}["']?(?:401|403)\b|\bunexpected (?:HTTP )?(?:response )?status(?: code)?\b.{0,160}[: ](?:401|403)\b|\{:error, \{(?:401|403), |%[A-Z]\w{2,20}\.(?:Response|Env)\{.{0,200}\bstatus(?:_code)?: (?:401|403)\b|\b(?:got|received) (?:an? )?(?:HTTP )?(?:error )?(?:response |status )?(?:code )?['"]?(?:401|403)\b/i,
    except: /\b(?:user|visitor|customer|tenant|session|cookie)\b|\bclient_?ip\b|\bremote_?(?:addr|ip)/i,
  },
  {
    // Received TLS alerts (RFC 8446, 6.2): clients send them too.
    id: 'certificate-alert',
    cause: 'app-certificate-invalid',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?<client>(?:remote error: )?tls: (?:(?:bad|expired|revoked|unsupported|unknown) certificate|unknown certificate authority|certificate required)|alert (?:bad certificate|unknown ca|certificate (?:expired|revoked|unknown)|unsupported certificate)|Received fatal alert: (?:bad_certificate|certificate_unknown|certificate_expired|certificate_revoked|unsupported_certificate|unknown_ca)|SERVER ALERT: Fatal - (?:Bad Certificate|Certificate \w{3,10}|Unknown CA))\b/,
    except: /TLS handshake error from/,
  },
  {
    id: 'name-unresolved',
    cause: 'app-name-resolution-failed',
    weak: true,
    pattern:
      /\bno records? found for (?:name: |Query \{ name: Name\("|name )?(?<host>[a-z0-9_](?:[\w.-]{0,251}[a-z0-9])?)|\bFailed host lookup: '(?<host2>[\w.-]{1,253})'|\bremote name could not be resolved: '(?<host3>[\w.-]{1,253})'|\bbad address '(?<host4>[\w.-]{1,253})'|\bNot found address of host: (?<host5>[\w-]{1,63}(?:\.[\w-]{1,63}){0,8})|\bno resolver defined to resolve (?<host6>[\w.-]{1,253})|\bHostname not known: (?<host7>[\w.-]{1,253})|\bquery[A-Z][A-Za-z]{0,5} E[A-Z]{3,11} (?<host8>[\w.-]{1,253})|\bResource temporarily unavailable \((?<host9>[\w.-]{1,253}):(?<port9>\d{1,5})\)|\bERR_NAME_NOT_RESOLVED\b|\bHost resolution failure\b|\bnon-existing domain\b|\bspecified hostname could not be found\b|\bhost ?name lookup fail|\bDNSLookupFailed\b|\bdomain name not found\b|\bproduced zero addresses\b|\bDNS (?:server |lookup |name |query )?(?:failure|failed|not found|error)\b|\bDNS server returned\b|\bcontact(?:ing)? DNS servers?\b|\bE?SERVFAIL\b|\bDnsNameResolver\w{0,12}Exception\b|\bdns\.resolver\.(?:NXDOMAIN|NoAnswer|NoNameservers|LifetimeTimeout|Timeout)\b|\bEAI_[A-Z]{3,10}\b|\bgethostbyname\w{0,3}\b.{0,40}\bfail|\bname resolution fail|\bhost resolution fail/i,
  },
  {
    id: 'name-unavailable',
    cause: 'app-dependency-unreachable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /(?:\b|_)(?:coordinator|leader|broker|node|host|server|service|replicas?|shards?|master|primary|backend|cluster|region|endpoint|db|database|mgr|manager|warehouse)(?: is| are| was| currently| temporarily){0,2}[ _]?(?:unavailable|not[ _]?available)\w{0,20}|not_?(?:primary|master|leader)\w{0,30}(?:error|exception)\b|\bmaster_not_discovered|connectionloss|connection_loss|connectionrefused|connection_refused|connectiontimedout|connection_timed_out|connectiontimeout|connection_timeout|connectionlost|connection_lost|connection_forced|\bserver_?busy(?:error|exception)?\b|\bslow_?down\b: |\b(?:database|server) '[^']{1,128}'(?: on server '[^']{1,128}')? is (?:not currently|not) available\b|\b(?:too_many_connections|cannot_connect_now|admin_shutdown|crash_shutdown)\b|\bes_rejected_execution_exception\b|\ball shards failed\b|\bnot (?:primary|master)\b(?= |$)(?! key| data| branch)/i,
  },
  {
    id: 'name-timeout',
    cause: 'app-dependency-unreachable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /(?:^|[\s.:(\]])(?:[A-Z]\w{0,40})?(?:Timeout|TimedOut)(?:Rejected|Expired|Occurred)?(?:Error|Exception)\b|(?:[cC]onnect(?:ion)?|[rR]ead|[rR]esponse|[sS]ocket|[rR]equest)Time(?:out|dOut)\b(?!=|:|"|'| =| is)/,
    except:
      /lock|statement|(?:Task|Operation|Request)Cancel|cancell?ed (?:by|because)|locator|navigation|wait(?:ing)? for (?:selector|element)|test/i,
  },
  {
    // Messages of store and HTTP clients when the other end hangs up.
    id: 'words-connection-ended',
    cause: 'app-dependency-unreachable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?:server|remote(?: end| host| peer)?|backend|broker|database|upstream|connection|socket|peer)(?: at \S{1,80})? (?:has |have |was |is |were )?(?:been )?(?:unexpectedly |prematurely |forcibly |already |abruptly )?(?:closed|terminated|disconnected|dropped|aborted|gone away|shut ?down)\b|\b(?:connection|socket|response) (?:closed|ended) (?:before|prematurely|unexpectedly)|\bthe response ended prematurely\b|\bshut down incorrectly\b|\bfailed to respond\b|\bEOF detected\b|\bunexpected EOF\b|\bEOF$|\b(?:transport-level error|end-of-file on communication channel|error reading from server|reading from stream|sending to the backend|while reading from socket|[Tt]imeout reading)\b|\bconnection abort(?:ed)?\b|\blost connection to MySQL\b|\bcannot be connected\b|\bconnection could not be (?:made|established|opened)\b|\bis down or inaccessible\b|\bserver login has been failing\b|\bstale connection\b|\btimeout period elapsed\b|\bheartbeat(?:s)? (?:timeout|timed out|lost)\b|\bterminating connection due to (?:admin|conflict|unexpected|crash)|\bmissed (?:\d{1,4} |server )?heartbeats?\b(?! from client)/i,
    except: /client (?:has )?(?:closed|disconnected)|\bby (?:the )?client\b|\bclient connection\b/i,
  },
  {
    // libpq, node-postgres, Prisma, asyncpg, MySQL's clients, Oracle's; http.client, aiohttp, httpx, .NET.
    id: 'client-hung-up-on',
    cause: 'app-dependency-unreachable',
    pattern:
      /\b(?:server closed the connection unexpectedly|Connection terminated (?:unexpectedly|due to connection timeout)|Server has closed the connection|Lost connection to MySQL server|SSL SYSCALL error: EOF|end-of-file on communication channel|Remote end closed connection without response|The response ended prematurely|Server disconnected without sending a response|connection was closed in the middle of operation|SSL connection has been closed unexpectedly|A transport-level error has occurred)\b/,
  },
  {
    // The error codes of the OCI distribution specification, in messages of registries and their clients.
    id: 'registry-refused',
    cause: 'app-authentication-failed',
    pattern:
      /\bdenied: (?:requested access to the resource is denied|Permission .{1,80} denied)|\bunauthorized: (?:authentication required|access to the requested resource is not authorized|unauthorized to access repository|incorrect username or password)|\bpull access denied for (?<resource>\S{1,200})/,
    except: /\b(?:kubelet|containerd|Failed to pull image)\b/,
  },
  {
    id: 'circuit-open',
    cause: 'app-dependency-unreachable',
    weak: true,
    pattern:
      /\bcircuit[ -]?(?:breaker)? ?(?:for )?['"`]?(?<service>[\w.-]{2,60})?['"`]? ?(?:is |now |short-circuited and is ){0,2}open\b|\bBrokenCircuit(?:Exception|Error)\b|\bOpenBreaker|\bCircuitBreaker\w{0,6}(?:Open|Error)|\bCallNotPermittedException\b/i,
  },
  {
    id: 'http-status-words',
    cause: 'app-dependency-unreachable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?:status(?: code)?|response code|HTTP(?: status| error)?|server error)[ :=]{1,2}["'`]?(?<status>(?:500|502|503|504))\b|\bgoogleapi: Error (?<status3>(?:500|502|503|504))\b|\b(?:RequestTimeout|ServiceUnavailable|GatewayTimeout|BadGateway|InternalServerError) \((?<status4>408|500|502|503|504)\)|\b(?<status2>(?:500|502|503|504)) (?:Server Error|Internal Server Error|Service (?:Temporarily )?Unavailable)\b/i,
  },
  {
    id: 'name-limited',
    cause: 'app-dependency-unreachable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?<limited>\w{0,30}(?:TooManyRequests|RateLimit(?:ed|Exceeded)?|RequestLimitExceeded|RESOURCE_EXHAUSTED|ResourceExhausted|Throttl(?:ed|ing))(?:Exception|Error|_?Exceeded)?)\b/,
  },
  {
    id: 'name-object-missing',
    cause: 'app-resource-missing',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b\w{0,40}?(?<missing>Topic|Queue|Bucket|Stream|Exchange|Index|Container|Secret|Parameter|Subscription|Collection|Keyspace|Namespace|LogGroup|Cluster|Function|StateMachine|Share|Filesystem|Deployment|Resource|Entity|DBInstance|Tenant|Subject|Vhost|Consumer)_?(?:Not_?Found|Does_?Not_?Exist|Doesnt_?Exist|Not_?Exists?|Missing)\w{0,12}\b|\bKeeperErrorCode = No(?<missing2>Node)\b|\bLDAP(?: Result Code|: error code) (?<missing3>32)\b/i,
  },
  {
    id: 'words-object-not-there',
    cause: 'app-resource-missing',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?<missing>topic|queue|bucket|exchange|stream|vhost|subscription|collection|index|alias|namespace|keyspace|tenant|secret|parameter|log ?group|dataset|consumer(?: group)?|subject|container|share|retention policy|entity|deployment|secrets engine|model|repository|project|organization|workflow)s?:? (?:["'`[(]?(?<resource>[\w.:/@-]{2,249}?)["'`)\]]?:? )?(?:under account \d{1,14} )?(?:was |is |are )?(?:not (?:found|present)|does(?: not|n't) exist|could not be found|missing)\b(?:: (?<resource2>[\w.-]{2,249}))?|\b(?:no such|unknown|nonexistent) (?<missing2>topic|queue|bucket|exchange|index|collection|keyspace|stream|subscription|namespace|consumer group)\b|\b(?:can't|cannot|can not|could not|couldn't|unable to) find (?:the )?(?:specified )?(?<missing3>topic|queue|bucket|exchange|index|collection|keyspace|stream|subscription|secret|parameter)\b|\bno (?<missing4>secret|value|key) (?:exists|found) at (?<resource4>[\w./-]{2,249})|\bnot found: (?<missing7>dataset|table|model|job|topic|subscription|collection) [`'"]?(?<resource7>[\w.:-]{2,249})|\ba (?<missing6>secret) with .{1,120} was not found\b|\b(?<missing8>Resource) not found \(resource=(?<resource8>[\w./-]{2,249})\)|\bno such (?<missing5>index) \[(?<resource5>[^\]]{1,255})\]|\b(?:Request(?:ed)? entity|Owner resource|specified (?:resource|parameter|secret|stream|log group|role|key|alias|function)) (?:was not found|does not exist|not found)\b/i,
    except: /\bcreating\b|\bwill (?:be )?created?\b|\bauto-?creat/i,
  },
  {
    id: 'schema-object-words',
    cause: 'app-schema-missing',
    weak: true,
    pattern:
      /\b(?:function|type|sequence|(?:materialized )?view|procedure|operator) "?(?:[\w."]{1,200}|[\w.]{1,100}\([^)]{0,200}\))"? does not exist\b|\bextension "[\w-]{1,63}" is not available\b|\bno schema has been selected to create in\b|\bUndefined_?(?:Table|Column|Function|Object|Schema)(?:Error|Exception)?\b|\binvalid_catalog_name\b|\bno such function: |\breferences invalid table\(s\)|\b[Mm]issing table \[(?<table>[^\]]{1,200})\]|\b[Cc]olumn "(?<column>[^"]{1,200})" not found\b|\bUndefined column name (?<column2>\S{1,200})|\b[Uu]nknown (?:identifier|keyspace)\b|\bnon-existent table\b|\b(?:schema|database) version mismatch\b|\bschema (?:version )?(?:does not match|is (?:incompatible|not compatible|too (?:old|new)))\b|\bdatabase not found: ?\\?["']?(?<database>[\w-]{1,128})|\bno migration found for version \d|\b(?:database|db|metastore) (?:is |has |was )?not (?:yet )?(?:been )?initiali[sz]ed\b|\b(?:please |must )initiali[sz]e the database\b|\bneeds? migrati(?:on|ng)\b|\b(?:run|exec|execute) ["'`]?(?:[\w-]{1,30} ){0,3}(?:migrate|db upgrade|db init)\b|\bfailed migrations?\b|\bMigrations have failed validation\b|\bmigration not applied to database\b|\bnon-empty schema\(s\) .{1,80} but no schema history table\b|\bSchema version \S{1,20} does not match\b/i,
  },
  {
    id: 'words-no-credentials',
    cause: 'app-missing-environment-variable',
    weak: true,
    isOfAnyone: true,
    pattern:
      /\b(?:no|missing|without|could not (?:find|load|get|retrieve)|couldn't (?:find|load)|cannot (?:find|load)|unable to (?:find|load|locate|get|retrieve)|failed to (?:refresh|retrieve|load|get|obtain|find)) (?:the |any |default |valid |cached |aws |service account |cloud |google |azure ){0,3}credentials?\b|\bApplication Default Credentials (?:are|is) not available\b|\b(?:no EC2 IMDS role found|no Managed Identity endpoint found)\b|\bCredentials? authentication unavailable\b|\bmissing region\b|\bcould not find region configuration\b|\bno configuration has been provided, try setting (?<variable>\w{3,60})|\byou didn't provide an API key\b|\b(?<variable2>\w{0,30}secret_key_base) is missing\b|\bno (?:[\w.-]{1,30} ){1,4}(?:in|found in|set in|defined in|specified in|configured in) (?:the )?(?:config(?:uration)?(?: file)?|settings|environment)\b/i,
  },
]
