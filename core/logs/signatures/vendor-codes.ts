import type { Signature } from '../signature.ts'

/**
 * Codes of errors of databases and brokers that mostly run outside of clusters, as their drivers print them: Db2, SAP HANA,
 * Snowflake, Teradata, IBM MQ, ActiveMQ Artemis, Neo4j, and the names that Spark, Trino and Hive give to errors.
 */
export const vendorCodes: readonly Signature[] = [
  {
    // Db2's SQL codes as its JDBC driver prints them, its messages as its CLI driver does.
    id: 'db2-login',
    cause: 'app-authentication-failed',
    words: [
      'sqlcode',
      'errorcode',
      'sql30082n',
      'sql0551n',
      'sql0552n',
      'sql1060n',
      'sql1092n',
      'sql0922n',
      'sql1046n',
      'sql1403n',
    ],
    pattern:
      /\b(?:SQLCODE|ERRORCODE)[=:] ?-(?:551|552|567|922|1060|1046|1092|1403|30082|4214)\b|\bSQL(?:0551|0552|0922|1060|1046|1092|1403|30082)N\b/,
  },
  {
    id: 'db2-unreached',
    cause: 'app-dependency-unreachable',
    words: [
      'sqlcode',
      'errorcode',
      'sql30081n',
      'sql1224n',
      'sql1032n',
      'sql1040n',
      'sql1226n',
      'sql1229n',
      'sql6031n',
      'sql1117n',
      'sql1336n',
    ],
    pattern:
      /\b(?:SQLCODE|ERRORCODE)[=:] ?-(?:904|923|1032|1040|1117|1224|1226|1229|1776|30081|4470|4498|4499)\b|\bSQL(?:1032|1040|1117|1224|1226|1229|1336|6031|30081)N\b/,
  },
  {
    id: 'db2-schema',
    cause: 'app-schema-missing',
    words: ['sqlcode', 'sql0204n', 'sql0206n', 'sql0440n', 'sql1013n', 'sql0205n'],
    pattern: /\bSQLCODE[=:] ?-(?:204|205|206|440|1013)\b|\bSQL(?:0204|0205|0206|0440|1013)N\b/,
  },
  {
    id: 'db2-full',
    cause: 'app-disk-full',
    words: ['sqlcode', 'sql0964c', 'sql0968c', 'sql0289n', 'sql1762n'],
    pattern: /\bSQLCODE[=:] ?-(?:289|964|968|1762)\b|\bSQL(?:0964C|0968C|0289N|1762N)\b/,
  },
  {
    // SAP HANA, by its JDBC driver and by `hdbcli`.
    id: 'hana-login',
    cause: 'app-authentication-failed',
    words: ['dbtech', 'hdbcli'],
    pattern:
      /\bSAP DBTech JDBC:.{0,20} \[(?:10|258|332|414|416|591|663)\]|\bhdbcli\.dbapi\.\w{0,20}Error: \((?:10|258|332|414|416|591), /,
  },
  {
    id: 'hana-unreached',
    cause: 'app-dependency-unreachable',
    words: ['dbtech', 'hdbcli', 'rte'],
    pattern:
      /\bConnection failed \(RTE:\[89\d{3}\]|\bSAP DBTech JDBC:.{0,40}(?:\[-(?:10709|708|813|807)\]|Cannot connect to (?:jdbc|host))|\bhdbcli\.dbapi\.\w{0,20}Error: \(-(?:10709|10807|10108), /,
  },
  {
    id: 'hana-schema',
    cause: 'app-schema-missing',
    words: ['dbtech', 'hdbcli'],
    pattern:
      /\bSAP DBTech JDBC:.{0,20} \[(?:259|260|321|328|362|397)\]|\bhdbcli\.dbapi\.\w{0,20}Error: \((?:259|260|328|362|397), /,
  },
  {
    // Snowflake: of a login, of an object; its drivers number the connection.
    id: 'snowflake-login',
    cause: 'app-authentication-failed',
    words: ['snowflake', 'net', 'gosnowflake', 'jwt', 'incorrect'],
    pattern:
      /\b(?:390100|390101|390102|390104|390114|390144|390195|390422)(?:[ ):]|$).{0,200}\b(?:[Ii]ncorrect username or password|JWT token is invalid|[Tt]oken|not allowed to access Snowflake|[Uu]ser)|\bIncorrect username or password was specified\b|\bis not allowed to access Snowflake\b/,
  },
  {
    id: 'snowflake-unreached',
    cause: 'app-dependency-unreachable',
    words: ['connect'],
    pattern: /\b25000[0136] \((?:08001|08006|n\/a)\): |\bCould not connect to Snowflake backend\b/,
    except: /[Ii]ncorrect username|JWT token is invalid|not allowed to access/,
  },
  {
    // Teradata's driver for Java; the others print the same codes.
    id: 'teradata-login',
    cause: 'app-authentication-failed',
    words: ['teradata', 'teradatasql'],
    pattern: /\[(?:Teradata|TeraJDBC)[^\n]{0,100}\[Error (?:8017|3002|3003|3004|3523|3524)\]/,
  },
  {
    // Names of the error classes of Spark, of the error codes of Trino and Presto, of Hive's messages.
    id: 'query-engine-schema',
    cause: 'app-schema-missing',
    words: [
      'table_or_view_not_found',
      'schema_not_found',
      'unresolved_column',
      'table_not_found',
      'catalog_not_found',
      'column_not_found',
      'nosuchtableexception',
      'nosuchdatabaseexception',
      'nosuchobjectexception',
      'nosuchnamespaceexception',
      'semanticexception',
    ],
    isToClients: true,
    pattern:
      /\b(?:TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|UNRESOLVED_COLUMN|TABLE_NOT_FOUND|CATALOG_NOT_FOUND|COLUMN_NOT_FOUND)\b|\bNoSuch(?:Table|Database|Object|Namespace)Exception\b|\bSemanticException (?:Line \d{1,6}:\d{1,6} |\[Error 100(?:01|72)\]: )/,
  },
  {
    // IBM MQ's reason codes, by number where the name of the library is near, or by name; messages of its JMS classes.
    id: 'mq-login',
    cause: 'app-authentication-failed',
    words: ['mqrc_not_authorized', 'jmswmq2013', 'jmswmq2008', 'mqje001', 'reason'],
    pattern: /\bMQRC_NOT_AUTHORIZED\b|\bJMSWMQ2013\b|\b[Rr]eason (?:code )?['"]?2035\b/,
  },
  {
    id: 'mq-unreached',
    cause: 'app-dependency-unreachable',
    words: [
      'mqrc_q_mgr_not_available',
      'mqrc_host_not_available',
      'mqrc_connection_broken',
      'mqrc_q_mgr_quiescing',
      'mqrc_q_mgr_stopping',
      'mqrc_channel_not_available',
      'mqrc_connection_quiescing',
      'jmswmq0018',
      'jmswmq1107',
      'jmswmq0019',
      'reason',
    ],
    pattern:
      /\bMQRC_(?:(?:Q_MGR|HOST|CHANNEL)_NOT_AVAILABLE|CONNECTION_BROKEN|(?:Q_MGR|CONNECTION)_(?:QUIESCING|STOPPING))\b|\bJMSWMQ(?:0018|0019|1107)\b|\b[Rr]eason (?:code )?['"]?(?:2009|2059|2161|2162|2202|2203|2537|2538)\b/,
    except: /\b2035\b|MQRC_NOT_AUTHORIZED|JMSWMQ2013|UnknownHost/,
  },
  {
    id: 'mq-object',
    cause: 'app-resource-missing',
    words: [
      'mqrc_unknown_object_name',
      'mqrc_unknown_remote_q_mgr',
      'mqrc_unknown_alias_base_q',
      'jmswmq2008',
      'reason',
    ],
    pattern:
      /\b(?<missing>MQRC_UNKNOWN_(?:OBJECT_NAME|REMOTE_Q_MGR|ALIAS_BASE_Q))\b|\b[Rr]eason (?:code )?['"]?(?<missing2>2085|2082|2087)\b/,
  },
  {
    // ActiveMQ Artemis, which tells its clients by code what it tells its log.
    id: 'artemis-login',
    cause: 'app-authentication-failed',
    words: ['amq229031', 'amq229032', 'amq119031', 'amq119032', 'amq229213', 'amq229216'],
    isToClients: true,
    pattern: /\bAMQ[12](?:1903[12]|2903[12]|2921[36])\b/,
  },
  {
    id: 'artemis-unreached',
    cause: 'app-dependency-unreachable',
    words: ['amq219007', 'amq219010', 'amq219011', 'amq219013', 'amq219016', 'amq219019', 'amq214016'],
    pattern: /\bAMQ(?:219007|21901[01369]|214016)\b/,
  },
  {
    id: 'artemis-object',
    cause: 'app-resource-missing',
    words: ['amq229017', 'amq219017', 'amq229203', 'amq119017'],
    isToClients: true,
    pattern: /\bAMQ(?:[12]19017|229017|229203): (?:Queue|Address) (?<resource>[\w.:/-]{1,200})?/,
  },
  {
    // Status codes of Neo4j.
    id: 'neo4j-login',
    cause: 'app-authentication-failed',
    words: ['neo'],
    isToClients: true,
    pattern:
      /\bNeo\.ClientError\.Security\.(?:Unauthorized|Forbidden|AuthenticationRateLimit|CredentialsExpired|TokenExpired|AuthorizationExpired)\b/,
  },
  {
    id: 'neo4j-unreached',
    cause: 'app-dependency-unreachable',
    words: ['neo'],
    isToClients: true,
    pattern:
      /\bNeo\.(?:TransientError\.(?:General|Cluster)|ClientError\.Cluster)\.\w{3,40}\b|\bNeo\.TransientError\.Database\.DatabaseUnavailable\b/,
  },
]
