import type { Signature } from '../signature.ts'

/** Kafka, RabbitMQ, ZooKeeper, etcd, mail and directory servers. */
export const messaging: readonly Signature[] = [
  {
    id: 'kafka-unresolvable',
    cause: 'app-name-resolution-failed',
    words: ['resolvable', 'bootstrap', 'resolve'],
    pattern:
      /\bNo resolvable bootstrap urls given|\bCouldn't resolve server (?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))? from bootstrap\.servers|\bFailed to resolve '(?<host2>[\w.-]{1,253})(?::\d{1,5})?'|\bUnable to resolve address: (?<host3>[\w.-]{1,253})/,
  },
  {
    id: 'kafka-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['broker', 'node', 'metadata', 'bootstrap', 'brokers', 'kafka'],
    pattern:
      /\bConnection to node -?\d{1,9} \((?<host>[\w.-]{0,253})\/(?<address>[\d.:a-f]{2,45}):(?<port>\d{1,5})\) could not be established|\bConnection to node -?\d{1,9} (?:\([^)\n]{1,300}\) )?could not be established\. (?:Broker|Node) may not be available|\bBootstrap broker (?<host2>[\w.-]{1,253}):\d{1,5} .{0,40}disconnected|\bTimed out waiting for a node assignment|\bTimeout expired while fetching topic metadata|\bTopic \S{1,200} not present in metadata after|\bFailed to update metadata after|\bclient\/metadata (?:got error from broker -?\d{1,9} while fetching metadata: |no available broker to send metadata request to)|\b\d{1,3}\/\d{1,3} brokers are down|\bExpected \d{1,3} brokers but found only 0\b|\bBroker transport failure|\bKafkaError\{code=_(?:ALL_BROKERS_DOWN|TRANSPORT)/,
  },
  {
    id: 'kafka-client-connect',
    cause: 'app-dependency-unreachable',
    words: ['connect'],
    pattern: /\bConnect to ipv[46]#(?<address>[\d.:a-f[\]]{2,45}?):(?<port>\d{1,5}) failed: /,
  },
  {
    id: 'nats-no-servers',
    cause: 'app-dependency-unreachable',
    words: ['servers'],
    pattern: /\bnats: no servers available for connection\b/,
  },
  {
    id: 'kafka-authentication',
    cause: 'app-authentication-failed',
    words: [
      'saslauthenticationexception',
      'sasl',
      'topicauthorizationexception',
      'groupauthorizationexception',
      'clusterauthorizationexception',
      'authentication',
    ],
    pattern:
      /\bSaslAuthenticationException\b|\bSASL authentication (?:error|failed|failure)|\b(?:Topic|Group|Cluster)AuthorizationException\b|\bAuthentication failed during authentication due to invalid credentials|\bkafka server: SASL Authentication failed/i,
  },
  {
    id: 'kafka-config-value',
    cause: 'app-invalid-arguments',
    words: ['configuration', 'configexception'],
    pattern:
      /\bConfigException: (?:Invalid value|Invalid url|Unknown configuration)|\bInvalid value .{0,200} for configuration (?<flag>[\w.-]{1,100})/,
  },
  {
    id: 'kafka-no-such-broker-setting',
    cause: 'app-missing-environment-variable',
    words: ['required', 'kafka_process_roles', 'dub', 'ensure', 'kafka_zookeeper_connect'],
    pattern:
      /\bCommand \[\/usr\/local\/bin\/dub ensure (?<variable>\w{1,100})\] FAILED|^(?<variable2>[A-Z][A-Z0-9_]{2,100}) is required\.$/,
  },
  {
    id: 'kafka-directory-not-writable',
    cause: 'app-permission-denied',
    words: ['dub', 'writable'],
    pattern: /\bCommand \[\/usr\/local\/bin\/dub path (?<path>\S{1,300}) writable\] FAILED/,
  },
  {
    id: 'zookeeper-config',
    cause: 'app-invalid-arguments',
    words: ['invalid'],
    pattern: /\bInvalid config, exiting abnormally/,
  },
  {
    id: 'zookeeper-timeout',
    cause: 'app-dependency-unreachable',
    words: ['zookeeperclienttimeoutexception', 'zookeeper'],
    pattern:
      /\bZooKeeperClientTimeoutException\b|\bTimed out waiting for connection (?:while in state: CONNECTING|to ZooKeeper)|\bUnable to connect to zookeeper server/i,
  },
  {
    id: 'amqp-refused',
    cause: 'app-authentication-failed',
    words: [
      'access_refused',
      'not_allowed',
      'allowed',
      'vhost',
      'login',
      'possibleauthenticationfailureerror',
      'possibleauthenticationfailureexception',
      'authenticationfailureerror',
      'probableauthenticationerror',
    ],
    pattern:
      /\bACCESS_REFUSED\b|\bNOT_ALLOWED - access to vhost|\bException \(403\) Reason: "(?:username or password not allowed|no access to this vhost)|\b(?:Possible|Probable)?Authentication(?:Failure)?(?:Error|Exception)\b.{0,100}(?:AMQP|RabbitMQ|broker|refused)|\bPossibleAuthenticationFailure(?:Error|Exception)\b|\bProbableAuthenticationError\b/i,
  },
  {
    id: 'rabbitmq-config',
    cause: 'app-invalid-arguments',
    words: ['setting', 'configuration', 'conf'],
    pattern:
      /\bbut there is no setting with that name|\bError generating configuration in phase|\bFailed to (?:load|parse|prepare) (?:advanced )?configuration file/,
  },
  {
    id: 'rabbitmq-cookie',
    cause: 'app-permission-denied',
    words: ['cookie'],
    pattern:
      /\bCookie file (?<path>\S{1,300}) must be accessible by owner only|\bError when reading (?<path2>\S{1,300}\.erlang\.cookie): eacces/,
  },
  {
    id: 'mail-authentication',
    cause: 'app-authentication-failed',
    words: [
      'authentication',
      'username',
      'smtpauthenticationerror',
      'eauth',
      'authenticationfailedexception',
      'login',
      'logged',
      'smtp',
      'unsuccessful',
      'required',
      'password',
    ],
    pattern:
      /\b5(?:3[0458]|50)[ :-]{1,2}5\.7\.(?:[0-9]|1[0-4]|57|60)\b.{0,160}\b(?:[Aa]uthenticat|[Pp]assword|[Cc]redential|permissions? to send|STARTTLS)|\b530[ -](?:5\.7\.\d |Login incorrect|Not logged in|User cannot log in|Authentication required)|\b535[ -]5\.7\.\d\b|\b535 .{0,40}authentication failed|\bSMTPAuthenticationError\b|\bUsername and Password not accepted|\bcode: 'EAUTH'|\bInvalid login: 535/i,
  },
  {
    id: 'ldap-credentials',
    cause: 'app-authentication-failed',
    words: [
      'ldap',
      'ldap_bind',
      'credentials',
      'invalid_credentials',
      'ldapbinderror',
      'strong_auth_required',
      'ldaperr',
    ],
    pattern:
      /\bldap_bind(?:\(\))?: .{0,40}Invalid credentials|\bLDAP: error code (?:8|13|48|49|50|53)\b|\bLDAP Result Code (?:8|13|48|49|50|53)\b|\bSTRONG_AUTH_REQUIRED\b|\bLdapErr: DSID-\w{8}, comment: AcceptSecurityContext error\b|\bINVALID_CREDENTIALS\b|\bInvalidCredentialsError\b|\bLDAPBindError: .{0,80}invalidCredentials\b/i,
  },
  {
    id: 'ldap-bind-refused',
    cause: 'app-authentication-failed',
    words: ['ldap', 'ldap_sync'],
    pattern:
      /\bldap\w{0,20}\b.{0,60}\bbind(?:ing)?\b.{0,80}\binvalid credentials\b|\bldap\w{0,20}\b.{0,40}\bbind (?:was )?(?:refused|rejected|denied)\b/i,
    except: /\b(?:for|of) (?:the )?user\b|\buser(?:name)?=/i,
  },
  {
    id: 'ldap-unreachable',
    cause: 'app-dependency-unreachable',
    words: ['ldap'],
    pattern: /\bCan't contact LDAP server\b|\bLDAP(?:: error code| Result Code) (?:51|52|8[15]|91)\b/,
  },
  {
    id: 'mqtt-authentication',
    cause: 'app-authentication-failed',
    words: ['authorized', 'authorised', 'bad'],
    pattern: /\bConnection (?:refused|Refused|error)[:,] [Nn]ot [Aa]uthori[sz]ed|\bbad user ?name or password\b/i,
  },
]
