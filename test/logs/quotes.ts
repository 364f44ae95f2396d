/** A message that a program is known to print, with where it is written down. `above` and `below` are lines around it. */
export interface Quote {
  readonly signature: string
  readonly source: string
  readonly line: string
  readonly above?: string
  readonly below?: string
  /** What it names, where that is in question. */
  readonly facts?: Readonly<Record<string, string>>
}

/** For the signatures that no recorded log shows. */
export const QUOTES: readonly Quote[] = [
  {
    signature: 'mesh-denied',
    source: 'envoyproxy/envoy source/extensions/filters/http/rbac/rbac_filter.cc, as the body of a 403',
    line: 'ERROR GET http://orders:8080/orders failed: 403 Forbidden: RBAC: access denied',
  },
  {
    signature: 'redis-fork',
    source: 'pulibrary/bibdata issue 500; redis/redis src/rdb.c',
    line: "1255:M 14 Oct 03:00:46.069 # Can't save in background: fork: Cannot allocate memory",
  },
  {
    signature: 'server-refuses',
    source: 'sidekiq/sidekiq issue 5558; redis/redis src/server.c',
    line: "Redis::CommandError: OOM command not allowed when used memory > 'maxmemory'.",
  },
  {
    signature: 'server-refuses',
    source: 'redis/ioredis issue 1606',
    line: "ReplyError: READONLY You can't write against a read only replica.",
  },
  {
    signature: 'server-refuses',
    source: 'postgres/postgres src/backend/tcop/utility.c, PreventCommandIfReadOnly',
    line: 'ERROR: cannot execute INSERT in a read-only transaction',
  },
  {
    signature: 'requests-limited',
    source: 'axios/axios lib/core/settle.js',
    line: 'AxiosError: Request failed with status code 429',
  },
  {
    signature: 'requests-limited',
    source: 'traefik/traefik issue 11912',
    line: '2025-07-17T12:33:51Z ERR Unable to obtain ACME certificate for domains error="acme: error: 429 :: POST :: https://acme-v02.api.letsencrypt.org/acme/new-order :: urn:ietf:params:acme:error:rateLimited :: too many failed authorizations (5)"',
  },
  {
    signature: 'search-index-blocked',
    source: 'rwynn/monstache issue 610',
    line: 'ERROR 2022/04/16 07:41:33 Bulk response item: {"_index":"mycollection","status":429,"error":{"type":"cluster_block_exception","reason":"index [mycollection] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}}',
  },
  {
    signature: 'pool-exhausted',
    source: 'keycloak/keycloak issue 19849; agroal/agroal',
    line: 'ERROR [org.hibernate.engine.jdbc.spi.SqlExceptionHelper] (executor-thread-6) Acquisition timeout while waiting for new connection',
  },
  {
    signature: 'pool-exhausted',
    source: 'elixir-ecto/db_connection lib/db_connection/connection_pool.ex',
    line: '** (DBConnection.ConnectionError) connection not available and request was dropped from queue after 2954ms.',
  },
  {
    signature: 'connections-exhausted',
    source: 'sidorares/node-mysql2, with ER_CON_COUNT_ERROR of MySQL',
    line: 'Error: Too many connections',
  },
  {
    signature: 'mqtt-refused',
    source: 'eclipse-paho/paho.mqtt.python src/paho/mqtt/client.py, connack_string',
    line: 'Connection Refused: not authorised.',
  },
  {
    signature: 'nacos-not-connected',
    source: 'alibaba/nacos RpcClient.java',
    line: 'com.alibaba.nacos.api.exception.NacosException: Client not connected, current status:STARTING',
  },
  {
    signature: 'pool-exhausted',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/71_connection_pool_starvation',
    line: 'Timeout waiting for database connection after 30000ms - Pool exhausted (100/100)',
  },
  {
    signature: 'connections-exhausted',
    source: 'mysql/mysql-connector-j LocalizedErrorMessages.properties, with ER_CON_COUNT_ERROR of MySQL',
    line: 'Data source rejected establishment of connection,  message from server: "Too many connections"',
  },
  {
    signature: 'tls-to-plain',
    source: 'urllib3/urllib3, with the texts of OpenSSL as CPython prints them',
    line: "(Caused by SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1007)')))",
  },
  {
    signature: 'kafka-unreachable',
    source: 'IBM/sarama issue 2195',
    line: '[Sarama] 2022/03/23 13:13:18 client/metadata got error from broker -1 while fetching metadata: read tcp 10.0.1.2:44182->10.0.2.3:9092: i/o timeout',
  },
  {
    signature: 'cloud-object-missing',
    source: 'minio/minio-go, s3-error.go: the text of NoSuchBucket; a caller adds the name',
    line: 'upload failed: The specified bucket does not exist: invoices-eu',
    facts: { missing: 'specified bucket does not exist', resource: 'invoices-eu' },
  },
  {
    signature: 'cloud-object-missing',
    source: 'googleapis/python-pubsub, NotFound of google.api_core',
    line: 'google.api_core.exceptions.NotFound: 404 Resource not found (resource=orders-sub).',
  },
  {
    signature: 'jvm-heap',
    source: 'openjdk/jdk src/hotspot/share/prims/jvm.cpp',
    line: 'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
  },
  {
    signature: 'go-no-answer',
    source: 'prometheus/prometheus issue 14675',
    line: 'ts=2024-08-13T05:57:44.414Z caller=dedupe.go:112 component=remote level=warn msg="Failed to send batch, retrying" err="Post \\"http://victoria-metrics-insert.cn/insert/0/prometheus\\": context deadline exceeded"',
  },
  {
    signature: 'words-credentials-refused',
    source: 'rclone/rclone cmd/cmd.go, with the answer of S3',
    line: '2026/12/01 11:30:00 Failed to sync: AccessDenied: Access Denied',
  },
  {
    signature: 'dapr-component-missing',
    source: 'dapr/dapr pkg/messages/predefined.go',
    line: 'rpc error: code = InvalidArgument desc = pubsub orderpubsub is not found',
  },
  {
    signature: 'words-not-writable',
    source: 'moodle/moodle lang/en/error.php, dataroot of the configuration',
    line: 'Fatal error: /var/www/moodledata is not writable',
  },
  {
    signature: 'http-url-refused',
    source: 'spring-projects/spring-framework spring-webflux WebClientResponseException.java',
    line: 'WebClientResponseException$Unauthorized: 401 Unauthorized from POST http://payments:8080/charge',
  },
  {
    signature: 'errno-number-unreached',
    source: 'rust-lang/rust library/std/src/io/error.rs, Display of an OS error',
    line: 'error: failed to fetch prices: Connection refused (os error 111)',
  },
  {
    signature: 'errno-number-disk-full',
    source: 'rust-lang/rust library/std/src/io/error.rs, Display of an OS error',
    line: 'Error: No space left on device (os error 28)',
  },
  {
    signature: 'errno-number-denied',
    source: 'rust-lang/rust library/std/src/io/error.rs, Display of an OS error',
    line: 'Error: Permission denied (os error 13)',
  },
  {
    signature: 'sqlstate-connection',
    source: "laravel/framework src/Illuminate/Database/QueryException.php, with PostgreSQL's errcodes.txt",
    line: 'SQLSTATE[08006] [7] could not send SSL negotiation packet',
  },
  {
    signature: 'sqlstate-login',
    source: "jackc/pgx pgconn/errors.go, with PostgreSQL's errcodes.txt",
    line: 'unable to open the pool (SQLSTATE 28000)',
  },
  {
    signature: 'sqlstate-schema',
    source: "jackc/pgx pgconn/errors.go, with PostgreSQL's errcodes.txt",
    line: 'ERROR: missing object (SQLSTATE 42P01)',
  },
  {
    signature: 'sqlstate-disk-full',
    source: "jackc/pgx pgconn/errors.go, with PostgreSQL's errcodes.txt",
    line: 'ERROR: could not extend file (SQLSTATE 53100)',
  },
  {
    signature: 'sqlstate-privilege',
    source: "jackc/pgx pgconn/errors.go, with PostgreSQL's errcodes.txt",
    line: 'ERROR: permission denied for table orders (SQLSTATE 42501)',
  },
  {
    signature: 'mysql-code-login',
    source: 'mysqljs/mysql lib/protocol/constants/errors.js',
    line: "Error: ER_ACCESS_DENIED_ERROR: Access denied for user 'app'@'10.244.0.9' (using password: YES)",
  },
  {
    signature: 'mysql-code-schema',
    source: 'mysqljs/mysql lib/protocol/constants/errors.js',
    line: "Error: ER_NO_SUCH_TABLE: Table 'shop.orders' doesn't exist",
  },
  {
    signature: 'mysql-code-connection',
    source: 'mysqljs/mysql lib/protocol/Protocol.js',
    line: 'Error: Connection lost: The server closed the connection. code: PROTOCOL_CONNECTION_LOST',
  },
  {
    signature: 'mysql-table-full',
    source: 'mysql/mysql-server share/messages_to_clients.txt, ER_RECORD_FILE_FULL',
    line: "ERROR 1114 (HY000): The table 'orders' is full",
  },
  {
    signature: 'mongo-network',
    source: 'mongodb/node-mongodb-native src/error.ts',
    line: 'MongoNetworkError: connection 3 to 10.96.1.1:27017 closed',
  },
  {
    signature: 'redis-cluster-down',
    source: 'redis/redis src/cluster.c',
    line: 'CLUSTERDOWN The cluster is down',
  },
  {
    signature: 'kafka-code-login',
    source: 'confluentinc/librdkafka src/rdkafka.c, rd_kafka_err2str',
    line: 'KafkaError{code=TOPIC_AUTHORIZATION_FAILED,val=29,str="Broker: Topic authorization failed"}',
  },
  {
    signature: 'kafka-code-unreached',
    source: 'dpkp/kafka-python kafka/conn.py',
    line: "KafkaConnectionError: Unable to bootstrap from [('kafka', 9092)]",
  },
  {
    signature: 'grpc-unavailable',
    source: 'grpc/grpc src/python/grpcio/grpc/_channel.py',
    line: 'status = StatusCode.UNAVAILABLE',
  },
  {
    signature: 'grpc-unauthenticated',
    source: 'grpc/grpc src/python/grpcio/grpc/_channel.py',
    line: 'status = StatusCode.UNAUTHENTICATED',
  },
  {
    signature: 'http-status-of-client',
    source: 'python/cpython Lib/urllib/error.py, HTTPError',
    line: 'urllib.error.HTTPError: HTTP Error 503: Service Unavailable',
  },
  {
    signature: 'http-client-unanswered',
    source: 'nodejs/undici lib/web/fetch/index.js',
    line: 'TypeError: fetch failed',
  },
  {
    signature: 'client-gave-up',
    source: 'nats-io/nats.go nats.go, ErrTimeout',
    line: 'failed to publish: nats: timeout',
  },
  {
    signature: 'spring-unknown-host',
    source: 'spring-projects/spring-framework spring-web RestTemplate.java, createResourceAccessException',
    line: 'I/O error on GET request for "http://core-bank/accounts": core-bank',
  },
  {
    signature: 'set-in-brackets',
    source: 'Devegi07/WORKFLOW_AGENT agent.py',
    line: 'Exception: GitHub token not found. Set GITHUB_TOKEN environment variable.',
  },
  {
    signature: 'words-secret-missing',
    source: 'stripe/stripe-python stripe/_api_requestor.py',
    line: 'stripe._error.AuthenticationError: No API key provided.',
  },
  {
    signature: 'setting-undefined',
    source: 'Automattic/mongoose lib/connection.js, openUri',
    line: 'MongooseError: The `uri` parameter to `openUri()` must be a string, got "undefined".',
  },
  {
    signature: 'settings-invalid',
    source: 'pydantic/pydantic-settings pydantic_settings/main.py',
    line: 'pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings',
  },
  {
    signature: 'rabbitmq-disk-alarm',
    source: 'rabbitmq/rabbitmq-server deps/rabbit/src/rabbit_alarm.erl',
    line: "2026-12-01 11:30:00.712 [warning] <0.310.0> disk resource limit alarm set on node 'rabbit@mq-0'.",
  },
  {
    signature: 'rabbitmq-memory-alarm',
    source: 'rabbitmq/rabbitmq-server deps/rabbit/src/rabbit_alarm.erl',
    line: "2026-12-01 11:30:00.712 [warning] <0.308.0> memory resource limit alarm set on node 'rabbit@mq-0'.",
  },
  {
    signature: 'kafka-topic-missing',
    source: 'tulios/kafkajs src/protocol/error.js',
    line: 'KafkaJSProtocolError: This server does not host this topic-partition',
  },
  {
    signature: 'amqp-object-missing',
    source: 'OpenCTI-Platform/opencti issue 1664',
    line: "2021-10-22 19:55:19.475021+00:00 [erro] <0.9622.0> operation basic.consume caused a channel exception not_found: no queue 'push_5233e035' in vhost '/'",
  },
  {
    signature: 'stream-missing',
    source: 'nats-io/nats.go jserrors.go',
    line: 'nats: API error: code=404 err_code=10059 description=stream not found',
  },
  {
    signature: 'cloud-object-missing',
    source: 'boto/botocore botocore/exceptions.py, ClientError, with the answer of S3',
    line: 'botocore.errorfactory.NoSuchBucket: An error occurred (NoSuchBucket) when calling the PutObject operation: The specified bucket does not exist',
  },
  {
    signature: 'client-certificate-rejected',
    source: 'golang/go src/crypto/tls/alert.go, as net/http of a client wraps it',
    line: 'sync failed: Post "https://ledger:8443/entries": remote error: tls: bad certificate',
  },
  {
    signature: 'client-certificate-rejected',
    source: 'ruby/openssl, with the alerts of OpenSSL',
    line: 'OpenSSL::SSL::SSLError: SSL_connect returned=1 errno=0 state=SSLv3/TLS write finished: tlsv1 alert unknown ca',
  },
  {
    signature: 'aws-not-authorized',
    source: 'kubernetes-sigs/aws-load-balancer-controller issue 1664',
    line: '{"level":"error","logger":"controller","msg":"Reconciler error","controller":"ingress","error":"UnauthorizedOperation: You are not authorized to perform this operation."}',
  },
  {
    signature: 'git-authentication',
    source: 'fluxcd/source-controller, with ErrAuthenticationRequired of go-git',
    line: "failed to checkout and determine revision: unable to clone 'https://git.example/app.git': authentication required",
  },
  {
    signature: 'libmemcached-server-failed',
    source: 'petergoldstein/dalli lib/dalli/ring.rb',
    line: 'Dalli::RingError: No server available',
  },
  {
    signature: 'requests-limited',
    source: "googleapis/google-api-python-client, as Google's APIs answer",
    line: "HttpError 403: \"Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute'\"",
  },
  {
    signature: 'migrations-behind',
    source: 'apache/hive ObjectStore.java, checkSchema',
    line: 'MetaException(message:Version information not found in metastore.)',
  },
  {
    signature: 'search-index-missing',
    source: 'elastic/elasticsearch-py elasticsearch/exceptions.py',
    line: "elasticsearch.NotFoundError: NotFoundError(404, 'index_not_found_exception', 'no such index [products]', products, index_or_alias)",
  },
  {
    signature: 'words-object-missing',
    source: 'meilisearch/meilisearch crates/index-scheduler/src/error.rs',
    line: 'meilisearch_sdk::errors::Error: Meilisearch invalid_request: index_not_found: Index `movies` not found.',
  },
  {
    signature: 'schema-dynamodb',
    source: 'aws/aws-sdk-js-v3 clients/client-dynamodb, with the answer of DynamoDB',
    line: 'ResourceNotFoundException: Requested resource not found: Table: orders not found',
  },
  {
    signature: 'migration-half-done',
    source: 'golang-migrate/migrate issue 430',
    line: 'Failed to migrate: Dirty database version 40. Fix and force version.',
  },
  {
    signature: 'migration-half-done',
    source: 'prisma/prisma schema-engine/connectors/schema-connector/src/error.rs, P3009',
    line: 'migrate found failed migrations in the target database, new migrations will not be applied.',
  },
  {
    signature: 'migration-half-done',
    source: 'flyway/flyway flyway-core DbValidate',
    line: 'Validate failed: Detected failed migration to version 7 (add index).',
  },
  {
    signature: 'migration-locked',
    source: 'knex/knex lib/migrations/migrate/migration-list-resolver.js, Migrator.js',
    line: "Can't take lock to run migrations: Migration table is already locked",
  },
  {
    signature: 'migration-locked',
    source: 'liquibase/liquibase liquibase-standard LockServiceImpl',
    line: 'liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by orders-6d9f (10.244.1.7) since 11/29/26, 10:11 PM',
  },
  {
    signature: 'migration-unknown',
    source: 'sqlalchemy/alembic alembic/script/base.py',
    line: "alembic.util.exc.CommandError: Can't locate revision identified by '8f2ac1d0b7e4'",
  },
  {
    signature: 'go-no-answer',
    source: 'golang/go net/url/url.go, Error, around net/http/transport.go',
    line: 'failed to get products: Get "http://catalog:8081/v1/products": EOF',
  },
  {
    signature: 'cassandra-unavailable',
    source: 'apache/cassandra src/java/org/apache/cassandra/exceptions/UnavailableException.java',
    line: 'UnavailableException: Cannot achieve consistency level QUORUM',
  },
  {
    signature: 'config-file-unparsable',
    source: 'nodejs/node lib/internal/modules/cjs/loader.js',
    line: 'SyntaxError: /etc/app/config.json: Unexpected token } in JSON at position 142',
  },
  {
    signature: 'winsock-texts',
    source: 'dotnet/runtime src/libraries/System.Net.Sockets, WSAECONNREFUSED',
    line: 'Order sync failed: No connection could be made because the target machine actively refused it. (inventory:8080)',
  },
  {
    signature: 'words-connection-failed',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/57_wrong_namespace/manifest.yaml',
    line: 'ERROR: Database connection failed after 3 retries',
  },
  {
    signature: 'call-failed-texts',
    source: 'axios/axios lib/adapters/http.js',
    line: 'AxiosError: timeout of 5000ms exceeded',
  },
  {
    signature: 'python-number-setting',
    source: 'python/cpython Objects/longobject.c, PyErr_Format of int()',
    above: '    POOL = int(os.environ["POOL_SIZE"])',
    line: "ValueError: invalid literal for int() with base 10: 'ten'",
  },
  {
    signature: 'words-dependency-down',
    source: 'LondonAppDeveloper/recipe-app-api app/core/management/commands/wait_for_db.py',
    line: 'Database unavailable, waiting 1 second...',
  },
  {
    signature: 'words-own-login-refused',
    source: 'python/cpython Lib/imaplib.py, login, with the answer of Gmail',
    line: "imaplib.IMAP4.error: b'[AUTHENTICATIONFAILED] Invalid credentials (Failure)'",
  },
  {
    signature: 'schema-words',
    source: 'trinodb/trino core/trino-main/src/main/java/io/trino/sql/analyzer/StatementAnalyzer.java',
    line: "io.trino.spi.TrinoException: line 1:15: Table 'hive.shop.orders' does not exist",
  },
  {
    signature: 'config-key-unknown',
    source: 'nats-io/nats-server server/errors.go, configErr, and server/opts.go',
    line: 'nats-server: /etc/nats/nats.conf:3:1: unknown field "listn"',
  },
  {
    signature: 'nginx-resolver',
    source:
      'nginx/nginx src/http/ngx_http_upstream.c, ngx_http_upstream_resolve_handler, without the request that follows',
    line: '2026/11/30 11:55:00 [error] 29#29: *1 api-v2.shop.svc.cluster.local could not be resolved (3: Host not found)',
  },
  {
    signature: 'tls-to-plain',
    source: 'golang/go net/http, ErrSchemeMismatch',
    line: 'Get "https://api:8080/": http: server gave HTTP response to HTTPS client',
  },
  {
    signature: 'vault-sealed',
    source: 'hashicorp/vault sdk/helper/consts/error.go, ErrSealed',
    line: '* Vault is sealed',
  },
  {
    signature: 'setting-invalid',
    source: 'hastic-zzz/analytics pull request 21',
    line: "Exception: HS_AN_LOGGING_LEVEL value must be one of: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'], got: ",
  },
  {
    signature: 'dapr-component',
    source: 'dapr/dapr pkg/runtime/processor/components.go',
    line: 'time="2026-12-01T11:30:00Z" level=fatal msg="Fatal error from runtime: process component statestore error: [INIT_COMPONENT_FAILURE]: initialization error occurred for statestore (state.redis/v1): init timeout for component statestore exceeded after 5s" app_id=orders',
  },
  {
    signature: 'airlift-configuration',
    source: 'airlift/airlift bootstrap/src/main/java/io/airlift/bootstrap/Bootstrap.java',
    line: "ERROR: Configuration property 'query.max-memory-per-nod' was not used",
  },
  {
    signature: 'akka-association',
    source: 'apache/flink flink-runtime TaskExecutor.java and RpcConnectionException of flink-rpc-akka',
    line: '2026-12-01 11:30:00,123 ERROR org.apache.flink.runtime.taskexecutor.TaskExecutor           [] - Could not resolve ResourceManager address akka.tcp://flink@flink-jobmanager:6123/user/rpc/resourcemanager_*, retrying in 10000 ms: Could not connect to rpc endpoint under address akka.tcp://flink@flink-jobmanager:6123/user/rpc/resourcemanager_*.',
  },
  {
    signature: 'deno-not-allowed',
    source: 'denoland/deno runtime/permissions/lib.rs, PermissionDeniedError',
    line: 'error: Uncaught (in promise) NotCapable: Requires net access to "0.0.0.0:8000", run again with the --allow-net flag',
  },
  {
    signature: 'etcd-space-exceeded',
    source: 'etcd-io/etcd api/v3rpc/rpctypes/error.go, ErrGRPCNoSpace',
    line: 'etcdserver: mvcc: database space exceeded',
  },
  {
    signature: 'envoy-config-stream',
    source: 'envoyproxy/envoy source/extensions/config_subscription/grpc/grpc_stream.h',
    line: '[2026-12-01 11:30:00.123][1][warning][config] [./source/extensions/config_subscription/grpc/grpc_stream.h:193] StreamAggregatedResources gRPC config stream to xds_cluster closed since 30s ago: 14, upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: 111',
  },
  {
    signature: 'fluent-bit-upstream',
    source: 'fluent/fluent-bit plugins/out_http/http.c',
    line: '[2026/12/01 11:30:00] [error] [output:http:http.0] no upstream connections available to collector:9880',
  },
  {
    signature: 'gocql-unreachable',
    source: 'gocql/gocql errors.go, ErrTimeoutNoResponse',
    line: 'gocql: no response received from cassandra within timeout period',
  },
  {
    signature: 'jvm-mail-connect',
    source: 'jakartaee/mail-api MailConnectException, getMessage',
    line: "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: smtp, 25; timeout 5000",
  },
  {
    signature: 'ldap-bind-refused',
    source: 'php/php-src ext/ldap/ldap.c, ldap_bind',
    line: 'PHP Warning:  ldap_bind(): Unable to bind to server: Invalid credentials in /var/www/html/ldap.php on line 20',
  },
  {
    signature: 'migrations-behind',
    source: 'apache/airflow airflow/utils/db.py, check_migrations',
    line: 'TimeoutError: There are still unapplied migrations after 60 seconds. Migration Head(s) in DB: set()',
  },
  {
    signature: 'waits-for-migrations',
    source: 'apache/airflow airflow/utils/db.py, check_migrations',
    above:
      '[2026-12-01T11:30:00.000+0000] {db.py:772} INFO - Waiting for migrations... 1 second(s)\n[2026-12-01T11:30:01.000+0000] {db.py:772} INFO - Waiting for migrations... 2 second(s)',
    line: '[2026-12-01T11:30:02.000+0000] {db.py:772} INFO - Waiting for migrations... 3 second(s)',
  },
  {
    signature: 'reqwest-sending',
    source: 'seanmonstar/reqwest src/error.rs, Display of Error',
    line: 'Error: error sending request for url (http://prices:8080/v1)',
  },
  {
    signature: 'vault-login-rejected',
    source: 'hashicorp/vault command/agentproxyshared/auth/auth.go; api/response.go, ResponseError',
    above:
      '2026-12-01T11:30:00.000Z [ERROR] agent.auth.handler: error authenticating: error="Error making API request.\n\nURL: PUT http://vault:8200/v1/auth/kubernetes/login',
    line: 'Code: 400. Errors:',
  },
  {
    signature: 'words-not-available-at',
    source: 'quarkusio/quarkus extensions/oidc OidcRecorder.java, toOidcException',
    line: "io.quarkus.oidc.OIDCException: OIDC Server is not available at the 'http://keycloak:8080/realms/shop' URL. Please make sure it is correct.",
  },
  {
    signature: 'clock-skewed',
    source: 'docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; aws/aws-sdk-go aws/awserr/types.go',
    line: "RequestTimeTooSkewed: The difference between the request time and the server's time is too large.",
  },
  {
    signature: 'waits-for-address',
    source: 'jeboehm/docker-mailserver issue 88, as jwilder/dockerize main.go, waitForDependencies prints it',
    line: '2020/06/01 13:10:05 Waiting for: tcp://db:3306',
  },
  {
    signature: 'waits-for-service',
    source: 'apache/openwhisk-deploy-kube issue 311, the init container wait-for-kafka',
    line: 'waiting for zookeeper to be ready',
  },
  {
    signature: 'waits-for-dependency',
    source: 'spnbeatz/Groupz_Microservices auth-service/scripts/wait-for-postgres.sh',
    line: 'Waiting for PostgreSQL...',
  },
  {
    signature: 'unavailable-waiting',
    source: 'diverso-lab/uvlhub scripts/wait-for-db.sh',
    line: 'MySQL is unavailable - sleeping',
  },
  {
    signature: 'http-status-000',
    source: 'Project-N-E-K-O/N.E.K.O pull request 1578, as its health check reports the %{http_code} of curl',
    line: ':x: DOWN (HTTP 000, curl exit 28)',
  },
  {
    signature: 'curl-exit-connect',
    source: 'Jtalk/url-health-check-action issue 14',
    line: "Error: Error: The process '/usr/bin/curl' failed with exit code 56",
  },
  {
    signature: 'curl-exit-resolve',
    source: 'everything curl, exit codes; the words of Jtalk/url-health-check-action issue 14',
    line: "Error: Error: The process '/usr/bin/curl' failed with exit code 6",
  },
  {
    signature: 'nslookup-server-cannot-find',
    source: 'isc-projects/bind9 bin/dig/dighost.c and busybox networking/nslookup.c',
    line: "** server can't find mydb.default.svc.cluster.local: NXDOMAIN",
  },
  {
    signature: 'proxy-authentication',
    source: 'curl/curl lib/cf-h1-proxy.c',
    line: 'curl: (56) CONNECT tunnel failed, response 407',
  },
  {
    signature: 'libmemcached-server-failed',
    source:
      'libmemcached/strerror.cc, as haiwen/seafile writes it to seafile.log (seafile-admin-docs, memcached cluster)',
    line: 'SERVER HAS FAILED AND IS DISABLED UNTIL TIMED RETRY',
  },
  {
    signature: 'libmemcached-lookup',
    source: 'libmemcached/strerror.cc',
    line: 'getaddrinfo() or getnameinfo() HOSTNAME LOOKUP FAILURE',
  },
  {
    signature: 'vector-refused',
    source: 'vectordotdev/vector src/topology/builder.rs and src/sinks/mod.rs, HealthcheckError',
    line: '2024-05-29T10:18:40.813583Z ERROR vector::topology::builder: msg="Healthcheck failed." error=Unexpected status: 401 Unauthorized component_kind="sink" component_type="elasticsearch" component_id=es component_name=es',
  },
  {
    signature: 'pool-exhausted',
    source: 'brettwooldridge/HikariCP src/main/java/com/zaxxer/hikari/pool/HikariPool.java, createTimeoutException',
    line: 'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  },
  {
    signature: 'pool-exhausted',
    source: 'launchbadge/sqlx sqlx-core/src/error.rs, PoolTimedOut',
    line: 'Error: pool timed out while waiting for an open connection',
  },
  {
    signature: 'connections-exhausted',
    source: 'postgres/postgres src/backend/storage/lmgr/proc.c, InitProcess',
    line: 'FATAL:  sorry, too many clients already',
  },
  {
    signature: 'api-key-rejected',
    source: 'openai/openai-python src/openai/_exceptions.py, as its client raises AuthenticationError',
    line: "openai.AuthenticationError: Error code: 401 - {'error': {'message': 'Incorrect API key provided: sk-****.', 'type': 'invalid_request_error', 'param': None, 'code': 'invalid_api_key'}}",
  },
  {
    signature: 'kubernetes-unauthorized',
    source: 'kubernetes/client-go tools/cache/reflector.go; kubernetes/apimachinery pkg/api/errors/errors.go',
    line: 'E1201 11:30:00.000000       1 reflector.go:147] k8s.io/client-go/informers/factory.go:150: Failed to watch *v1.Pod: failed to list *v1.Pod: Unauthorized',
  },
  {
    signature: 'certificate-node',
    source: 'node-fetch/node-fetch src/index.js, FetchError; nodejs/node src/crypto/crypto_common.cc',
    line: 'FetchError: request to https://api.example/v1 failed, reason: self-signed certificate in certificate chain',
  },
  {
    signature: 'grpc-js-lookup',
    source: 'grpc/grpc-node packages/grpc-js/src/resolver-dns.ts, defaultResolutionError',
    line: 'Error: 14 UNAVAILABLE: Name resolution failed for target dns:payment:8080',
  },
  {
    signature: 'http-client-refused',
    source: 'psf/requests src/requests/models.py, raise_for_status',
    line: 'requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: http://details:9080/details/0',
  },
  {
    signature: 'http-status-refused',
    source: 'prometheus/prometheus storage/remote/client.go, with a URL before it as net/http prints one',
    line: 'level=error msg="sync failed" err="GET http://api:8080/items: server returned HTTP status 401 Unauthorized"',
  },
  {
    signature: 'errno-no-such-address',
    source: 'laravel/framework issue 22258',
    line: '[2017-11-29 07:00:56] production.ERROR: Cannot assign requested address [tcp://localhost:6379] {"exception":"[object] (Predis\\\\Connection\\\\ConnectionException(code: 99)',
    facts: { host: 'localhost', port: '6379' },
  },
  {
    signature: 'errno-no-such-address',
    source: 'EBWiki/EBWiki issue 2940',
    line: 'Errno::EADDRNOTAVAIL: Cannot assign requested address - connect(2) for "localhost" port 9200',
    facts: { host: 'localhost', port: '9200' },
  },
  {
    signature: 'php-redis-gone',
    source: 'laravel/horizon issue 1385',
    line: '[2024-02-10 22:06:27] docker.ERROR: read error on connection to generate-keydb-service:6379 {"exception":"[object] (RedisException(code: 0): read error on connection to generate-keydb-service:6379 at /app/vendor/laravel/framework/src/Illuminate/Redis/Connections/Connection.php:116)',
    facts: { host: 'generate-keydb-service', port: '6379' },
  },
  {
    signature: 'php-redis-gone',
    source: 'laravel/horizon issue 366',
    line: 'Predis\\Connection\\ConnectionException: Error while reading line from the server. [tcp://127.0.0.1:6379]',
  },
  {
    signature: 'spring-amqp-queue-missing',
    source: 'spring-projects/spring-amqp issue 1327',
    line: '2021-04-23 09:47:48.908 ERROR 18492 --- [nsumerMonitor-1] o.s.a.r.l.DirectMessageListenerContainer : Queue not present, scheduling consumer SimpleConsumer [queue=queue1, index=0, consumerTag=null identity=724437a] for restart',
    facts: { missing: 'Queue', resource: 'queue1' },
  },
  {
    signature: 'vault-denied',
    source: 'hashicorp/vault-k8s issue 15',
    line: '* invalid role name "exampleapp-role"" backoff=1.580907647',
  },
  {
    signature: 'api-key-rejected',
    source: 'tgbot-collection/ytdlbot issue 482',
    line: 'pyrogram.errors.exceptions.bad_request_400.AccessTokenInvalid: Telegram says: [400 ACCESS_TOKEN_INVALID] - The bot access token is invalid (caused by "auth.ImportBotAuthorization")',
  },
  {
    signature: 'yaml-invalid',
    source: 'KenYu910645/MapleStoryAutoLevelUp issue 113',
    line: '[2025-07-02 01:56:05] ERROR: RouteRecorder Init failed: while scanning a simple key',
  },
  {
    signature: 'dotnet-no-such-address',
    source: 'testcontainers/Docker.DotNet issue 109',
    line: '       ---> System.Net.Sockets.SocketException (99): Cannot assign requested address',
    below:
      '         at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ConnectAsync(Socket socket, CancellationToken cancellationToken)',
  },
  {
    signature: 'aws-credentials-refused',
    source: 'grafana/loki issue 5941',
    line: 'level=error ts=2023-04-05T10:48:29.481260688Z caller=reporter.go:203 msg="failed to delete corrupted cluster seed file, deleting it" err="WebIdentityErr: failed to retrieve credentials"',
  },
  {
    signature: 'spring-amqp-connect',
    source: 'spring-projects/spring-amqp RabbitExceptionTranslator.java and CachingConnectionFactory.java',
    line: 'org.springframework.amqp.AmqpConnectException: java.net.ConnectException: Connection refused (Connection refused)',
    below:
      '2026-11-30 11:55:00.124  INFO 1 --- [nerContainer#0-1] o.s.a.r.c.CachingConnectionFactory       : Attempting to connect to: [rabbitmq:5672]',
  },
  {
    signature: 'hadoop-retrying',
    source:
      'logpai/loghub Hadoop/Hadoop_2k.log; apache/hadoop hadoop-common src/main/java/org/apache/hadoop/ipc/Client.java',
    line: '2015-10-18 18:10:54,546 INFO [RMCommunicator Allocator] org.apache.hadoop.ipc.Client: Retrying connect to server: msra-sa-41:8030. Already tried 0 time(s); retry policy is RetryUpToMaximumCountWithFixedSleep(maxRetries=10, sleepTime=1000 MILLISECONDS)',
  },
  {
    signature: 'elasticsearch-flood-stage',
    source:
      'elastic/elasticsearch server/src/main/java/org/elasticsearch/cluster/routing/allocation/DiskThresholdMonitor.java',
    line: 'flood stage disk watermark [95%] exceeded on [abc][es-0][/usr/share/elasticsearch/data] free: 1.1gb[3.7%], all indices on this node will be marked read-only',
  },
  {
    signature: 'thrift-open',
    source:
      'apache/thrift lib/cpp/src/thrift/transport/TSocket.cpp, openConnection; TOutput.cpp puts the time before it',
    line: 'Thrift: Mon Nov 30 11:55:00 2026 TSocket::open() connect() <Host: user-service Port: 9090>: Connection refused',
  },
  {
    signature: 'thrift-lookup',
    source: 'apache/thrift lib/cpp/src/thrift/transport/TSocket.cpp, local_open',
    line: 'Thrift: Mon Nov 30 11:55:00 2026 TSocket::open() getaddrinfo() <Host: user-service Port: 9090>Name or service not known',
  },
  {
    signature: 'mongo-unauthorized',
    source: 'mongodb/mongo src/mongo/db/commands.cpp, as mongo-go-driver mongo/errors.go prints a CommandError',
    line: '2026-11-30T11:55:00Z FTL cmd/geo/db.go:36 > (Unauthorized) not authorized on geo-db to execute command { find: "geo" }',
  },
  {
    signature: 'mongoc-no-server',
    source: 'https://github.com/delimitrou/DeathStarBench/issues/121',
    line: "[2021-May-25 07:06:50.186128] <error>: (utils_mongodb.h:68:CreateIndex) Error in createIndexes: No suitable servers found: `serverSelectionTimeoutMS` expired: [connection timeout calling ismaster on 'social-graph-mongodb:27017']",
  },
  {
    signature: 'mongoc-lookup',
    source: 'mongodb/mongo-c-driver src/libmongoc/src/mongoc/mongoc-topology-scanner.c',
    line: "No suitable servers found (`serverSelectionTryOnce` set): [Failed to resolve 'user-mongodb']",
  },
  {
    signature: 'mongoc-tls',
    source: 'mongodb/mongo-c-driver src/libmongoc/src/mongoc/mongoc-async-cmd.c and OpenSSL',
    line: "No suitable servers found (`serverSelectionTryOnce` set): [TLS handshake failed: error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed calling hello on 'user-mongodb:27017']",
  },
  {
    signature: 'words-bind-denied',
    source: 'redis/redis src/server.c, listenToPort, with the error of src/anet.c, anetListen',
    line: '1:M 01 Jan 2024 10:00:00.000 # Warning: Could not create server TCP listening socket *:80: bind: Permission denied',
  },
  {
    signature: 'python-asyncio-bind-denied',
    source: 'python/cpython Lib/asyncio/base_events.py, create_server, as uvicorn logs it',
    line: "ERROR:    [Errno 13] error while attempting to bind on address ('0.0.0.0', 80): permission denied",
  },
  {
    signature: 'certificate-node',
    source: 'openssl crypto/x509/x509_txt.c, as Node.js lib/internal/tls/wrap.js throws it',
    line: 'Error: unable to verify the first certificate',
  },
  {
    signature: 'certificate-java',
    source: 'openjdk sun/security/validator/PKIXValidator.java',
    line: 'Caused by: sun.security.validator.ValidatorException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
  },
  {
    signature: 'certificate-dotnet',
    source: 'dotnet/runtime System.Net.Security/src/Resources/Strings.resx, net_ssl_io_cert_chain_validation',
    line: ' ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot',
  },
  {
    signature: 'certificate-rust',
    source: 'rustls/rustls rustls/src/error.rs, Display of Error',
    line: 'Error: invalid peer certificate: UnknownIssuer',
  },
  {
    signature: 'certificate-erlang',
    source: 'erlang/otp lib/ssl/src/ssl_alert.erl',
    line: '{tls_alert,{unknown_ca,"TLS client: In state certify at ssl_handshake.erl:1372 generated CLIENT ALERT: Fatal - Unknown CA"}}',
  },
  {
    signature: 'schema-rails-database',
    source: 'rails/rails activerecord/lib/active_record/errors.rb, NoDatabaseError',
    line: 'ActiveRecord::NoDatabaseError: We could not find your database: app_production. Available database configurations can be found in config/database.yml.',
  },
  {
    signature: 'schema-mysql',
    source: 'mysql/mysql-server share/messages_to_clients.txt, ER_NO_SUCH_TABLE',
    line: "ERROR 1146 (42S02): Table 'shop.orders' doesn't exist",
  },
  {
    signature: 'schema-sqlite',
    source: 'sqlite src/build.c, sqlite3LocateTable',
    line: 'sqlite3.OperationalError: no such table: users',
  },
  {
    signature: 'schema-sqlserver',
    source: 'Microsoft SQL Server, error 208',
    line: "Microsoft.Data.SqlClient.SqlException (0x80131904): Invalid object name 'dbo.Orders'.",
  },
  {
    signature: 'schema-oracle',
    source: 'Oracle Database error messages, ORA-00942',
    line: 'java.sql.SQLSyntaxErrorException: ORA-00942: table or view does not exist',
  },
  {
    signature: 'schema-clickhouse-cassandra',
    source: 'apache/cassandra src/java/org/apache/cassandra/schema/Schema.java, validateTable',
    line: 'com.datastax.oss.driver.api.core.servererrors.InvalidQueryException: unconfigured table users',
  },
  {
    signature: 'schema-frameworks',
    source: 'hibernate/hibernate-orm tool/schema/internal/AbstractSchemaValidator.java',
    line: 'org.hibernate.tool.schema.spi.SchemaManagementException: Schema-validation: missing table [orders]',
  },
  {
    signature: 'wget-timed-out',
    source: 'busybox networking/wget.c, open_socket and alarm_handler',
    above: 'Connecting to db:6379 (10.96.169.147:6379)',
    line: 'wget: download timed out',
  },
  {
    signature: 'netcat-connect',
    source: 'busybox networking/nc_bloaty.c, nc_main',
    line: 'nc: db (10.96.169.147:6379): Connection timed out',
  },
  {
    signature: 'dns-servers-silent',
    source: 'bind9 bin/dig/dighost.c, check_next_lookup',
    line: ';; connection timed out; no servers could be reached',
  },
  {
    signature: 'nslookup-not-found',
    source: 'kubernetes/kubernetes issue 66924 (busybox 1.28)',
    line: "nslookup: can't resolve 'svc.cluster.local'",
  },
  {
    signature: 'kubernetes-user-cannot',
    source: 'vmware-archive/kubewatch issue 95 (Kubernetes before 1.12)',
    line: 'E0418 04:56:17.489683       1 reflector.go:201] github.com/skippbox/kubewatch/pkg/controller/controller.go:147: Failed to list *v1.Pod: pods is forbidden: User "system:serviceaccount:default:default" cannot list pods at the cluster scope',
  },
  {
    signature: 'kubernetes-user-cannot',
    source: 'apecloud/kubeblocks issue 10059',
    line: 'E0224 02:34:56.447043       1 reflector.go:147] pkg/mod/k8s.io/client-go@v0.29.14/tools/cache/reflector.go:229: Failed to watch *v1.ClusterRole: failed to list *v1.ClusterRole: clusterroles.rbac.authorization.k8s.io is forbidden: User "system:serviceaccount:kb-system:kubeblocks" cannot list resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
  },
  {
    signature: 'kubernetes-user-cannot',
    source: 'yogeshlonkar/pod-dependency-init-container issue 1',
    line: 'code: 403, statusCode: 403 } pods is forbidden: User "system:serviceaccount:team:default" cannot list resource "pods" in API group "" at the cluster scope Error: pods is forbidden: User "system:serviceaccount:team:default" cannot list resource "pods" in API group "" at the cluster scope',
  },
  {
    signature: 'kubernetes-escalation',
    source: 'kubernetes/kubernetes pkg/registry/rbac/validation/rule.go, ConfirmNoEscalation',
    line: 'clusterroles.rbac.authorization.k8s.io "admin-x" is forbidden: user "system:serviceaccount:ci:deployer" (groups=["system:serviceaccounts" "system:serviceaccounts:ci" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:',
  },
  {
    signature: 'kubernetes-python-403',
    source: 'kubernetes-client/python kubernetes/client/exceptions.py, ApiException.__str__',
    line: 'kubernetes.client.exceptions.ApiException: (403)',
  },
  {
    signature: 'kubernetes-unauthorized',
    source: 'kubernetes/kubectl pkg/cmd/util/helpers.go, StandardErrorMessage',
    line: 'error: You must be logged in to the server (Unauthorized)',
  },
  {
    signature: 'kubernetes-asked-for-credentials',
    source: 'kubernetes/apimachinery pkg/api/errors/errors.go, NewGenericServerResponse',
    line: 'error: the server has asked for the client to provide credentials',
  },
  {
    signature: 'zsh-command-not-found',
    source: 'zsh Src/exec.c',
    line: 'zsh:1: command not found: thumbnailer',
  },
  {
    signature: 'exec-no-such-file',
    source: 'opencontainers/runc libcontainer/standard_init_linux.go',
    line: 'exec /docker-entrypoint.sh: no such file or directory',
  },
  {
    signature: 'exec-permission-denied',
    source: 'opencontainers/runc libcontainer/standard_init_linux.go',
    line: 'exec /docker-entrypoint.sh: permission denied',
  },
  {
    signature: 'exec-user-process-no-such-file',
    source: 'opencontainers/runc libcontainer/init_linux.go (before 1.1)',
    line: 'standard_init_linux.go:228: exec user process caused: no such file or directory',
  },
  {
    signature: 'exec-format-error',
    source: 'opencontainers/runc libcontainer/init_linux.go (before 1.0)',
    line: 'standard_init_linux.go:211: exec user process caused "exec format error"',
  },
  {
    signature: 'bad-interpreter',
    source: 'GNU bash execute_cmd.c, shell_execve',
    line: 'bash: ./start.sh: /bin/bash^M: bad interpreter: No such file or directory',
  },
  {
    signature: 'binary-read-as-script',
    source: 'dash src/parser.c, synexpect',
    line: '/app/server: 1: Syntax error: "(" unexpected',
  },
  {
    signature: 'emulator-without-loader',
    source: 'docker/for-mac issue 5831',
    line: 'rosetta error: failed to open elf at /lib64/ld-linux-x86-64.so.2',
  },
  {
    signature: 'emulator-without-loader',
    source: 'qemu/qemu linux-user/elfload.c',
    line: "qemu-x86_64: Could not open '/lib64/ld-linux-x86-64.so.2': No such file or directory",
  },
  {
    signature: 'loader-library-missing',
    source: 'glibc elf/dl-load.c',
    line: './server: error while loading shared libraries: libssl.so.1.1: cannot open shared object file: No such file or directory',
  },
  {
    signature: 'loader-library-missing',
    source: 'musl ldso/dynlink.c',
    line: 'Error loading shared library libgcc_s.so.1: No such file or directory (needed by /app/server)',
  },
  {
    signature: 'loader-symbol-missing',
    source: 'glibc elf/dl-version.c',
    line: "./server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./server)",
  },
  {
    signature: 'python-no-temporary-directory',
    source: 'CPython Lib/tempfile.py, _get_default_tempdir',
    line: "FileNotFoundError: [Errno 2] No usable temporary directory found in ['/tmp', '/var/tmp', '/usr/tmp', '/app']",
  },
  {
    signature: 'deno-module-not-found',
    source: 'denoland/deno_graph src/graph.rs, ModuleError',
    line: 'error: Module not found "file:///app/main.ts".',
  },
  {
    signature: 'node-build-missing',
    source: 'vercel/next.js packages/next/src/server/next-server.ts',
    line: "Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' before starting the production server.",
  },
  {
    signature: 'node-spawn-eacces',
    source: 'nodejs/node lib/internal/child_process.js with libuv EACCES',
    line: 'Error: spawn /app/bin/convert EACCES',
  },
  {
    signature: 'npm-eacces',
    source: 'npm/cli lib/utils/error-message.js',
    line: 'npm ERR! code EACCES',
  },
  {
    signature: 'node-api-key-missing',
    source: 'openai/openai-node src/client.ts',
    line: "OpenAIError: The OPENAI_API_KEY environment variable is missing or empty; either provide it, or instantiate the OpenAI client with an apiKey option, like new OpenAI({ apiKey: 'My API Key' }).",
  },
  {
    signature: 'prisma-unreachable',
    source: 'prisma/prisma-engines libs/user-facing-errors/src/common.rs, P1001',
    line: "Error: P1001: Can't reach database server at `postgres`:`5432`",
  },
  {
    signature: 'prisma-authentication',
    source: 'prisma/prisma-engines libs/user-facing-errors/src/common.rs, P1000',
    line: 'Error: P1000: Authentication failed against database server at `postgres`, the provided database credentials for `shop` are not valid.',
  },
  {
    signature: 'sequelize-access-denied',
    source: 'sequelize/sequelize lib/errors/connection/access-denied-error.js',
    line: 'SequelizeAccessDeniedError: (conn=17, no: 1045)',
  },
  {
    signature: 'starlette-config-missing',
    source: 'encode/starlette starlette/config.py',
    line: `KeyError: "Config 'DATABASE_URL' is missing, and has no default."`,
  },
  {
    signature: 'dynaconf-required',
    source: 'dynaconf/dynaconf dynaconf/validator.py',
    line: 'dynaconf.validator.ValidationError: DATABASE.HOST is required in env main',
  },
  {
    signature: 'python-api-key-missing',
    source: 'openai/openai-python src/openai/_client.py',
    line: 'openai.OpenAIError: The api_key client option must be set either by passing api_key to the client or by setting the OPENAI_API_KEY environment variable',
  },
  {
    signature: 'python-django-module',
    source: 'django/django django/db/backends/postgresql/base.py',
    line: 'django.core.exceptions.ImproperlyConfigured: Error loading psycopg2 or psycopg module',
  },
  {
    signature: 'celery-cannot-connect',
    source: 'celery/celery celery/worker/consumer/consumer.py, CONNECTION_ERROR',
    line: '[2023-05-12 10:00:00,000: ERROR/MainProcess] consumer: Cannot connect to amqp://guest:**@rabbitmq:5672//: [Errno 111] Connection refused.',
  },
  {
    signature: 'spring-bind-blank',
    source: 'spring-projects/spring-boot BindValidationFailureAnalyzer.java',
    above: '    Property: acme.mail.host',
    line: '    Reason: must not be blank',
  },
  {
    signature: 'jvm-property-required',
    source: 'smallrye/smallrye-config ConfigMessages.java, SRCFG00014',
    line: 'java.util.NoSuchElementException: SRCFG00014: The config property quarkus.datasource.username is required but it could not be found in any config source',
  },
  {
    signature: 'jvm-property-required',
    source: 'apache/kafka clients/src/main/java/org/apache/kafka/common/config/ConfigDef.java',
    line: 'org.apache.kafka.common.config.ConfigException: Missing required configuration "bootstrap.servers" which has no default value.',
  },
  {
    signature: 'jvm-bind-denied',
    source: 'openjdk/jdk java.net.BindException and netty epoll',
    line: 'Caused by: java.net.SocketException: Permission denied',
  },
  {
    signature: 'jvm-class-version',
    source: 'openjdk/jdk src/hotspot/share/classfile/classFileParser.cpp',
    line: 'Error: LinkageError occurred while loading main class com.acme.Main java.lang.UnsupportedClassVersionError: com/acme/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0',
  },
  {
    signature: 'netty-connect-host',
    source: 'netty/netty transport AbstractChannel.java, AnnotatedConnectException',
    line: 'Caused by: io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: redis/10.0.12.7:6379',
  },
  {
    signature: 'certificate-words',
    source: 'robusta-dev/kubernetes-demos crashpod.v2/code/app.py, check_certificate_expiry',
    line: '__main__.ExpiredCertException: Certificate expired on 2024-08-03 17:00:08',
  },
  {
    signature: 'redis-auth',
    source: 'https://github.com/laixintao/iredis/issues/213',
    line: 'redis.exceptions.AuthenticationError: Authentication required.',
  },
  {
    signature: 'postgres-unreachable-host',
    source: 'postgres/postgres src/interfaces/libpq/fe-connect.c of version 13, connectFailureMessage',
    line: '\tIs the server running on host "orders-db" (10.96.4.7) and accepting',
    above: 'could not connect to server: Connection refused',
    below: '\tTCP/IP connections on port 5432?',
  },
  {
    signature: 'apt-name',
    source: 'Debian apt methods/connect.cc, ConnectToHostname',
    line: "  Temporary failure resolving 'packages.example.com'",
  },
  {
    signature: 'jdbc-postgres-refused',
    source: 'pgjdbc/pgjdbc ConnectionFactoryImpl.java',
    line: 'org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
  },
  {
    signature: 'jdbc-link-failure',
    source: 'mysql/mysql-connector-j LocalizedErrorMessages.properties',
    line: 'com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure',
  },
  {
    signature: 'jdbc-link-failure',
    source: 'brettwooldridge/HikariCP HikariPool.java',
    line: 'Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.',
  },
  {
    signature: 'jvm-client-unreachable',
    source: 'mongodb/mongo-java-driver BaseCluster.java',
    line: 'com.mongodb.MongoTimeoutException: Timed out after 30000 ms while waiting to connect. Client view of cluster state is {type=UNKNOWN, servers=[{address=mongo:27017, type=UNKNOWN, state=CONNECTING}]',
  },
  {
    signature: 'redis-unable-to-connect',
    source: 'redis/lettuce RedisConnectionException.java',
    line: 'io.lettuce.core.RedisConnectionException: Unable to connect to redis/<unresolved>:6379',
  },
  {
    signature: 'go-fork-exec',
    source: 'golang/go src/os/exec_posix.go',
    line: '2024/01/05 10:00:00 fork/exec /app/worker: no such file or directory',
  },
  {
    signature: 'go-template-missing',
    source: 'golang/go src/html/template/template.go',
    line: 'panic: html/template: pattern matches no files: `templates/*.html`',
  },
  {
    signature: 'go-out-of-memory',
    source: 'golang/go src/runtime/malloc.go',
    line: 'fatal error: runtime: out of memory',
  },
  {
    signature: 'go-deadline',
    source: 'golang/go src/context/context.go',
    line: '2024/01/05 10:00:00 connect to store: context deadline exceeded',
  },
  {
    signature: 'dotnet-socket',
    source: 'dotnet/runtime SocketException.cs',
    line: ' ---> System.Net.Sockets.SocketException (111): Connection refused',
  },
  {
    signature: 'dotnet-socket-name',
    source: 'dotnet/runtime NameResolutionPal.Unix.cs',
    line: ' ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known',
  },
  {
    signature: 'dotnet-http-host',
    source: 'dotnet/runtime HttpConnectionPool.cs',
    line: 'Unhandled exception. System.Net.Http.HttpRequestException: Connection refused (identity:5001)',
  },
  {
    signature: 'dotnet-http-name',
    source: 'dotnet/runtime HttpConnectionPool.cs',
    line: 'Unhandled exception. System.Net.Http.HttpRequestException: Name or service not known (identity:80)',
  },
  {
    signature: 'dotnet-client-unreachable',
    source: 'npgsql/npgsql src/Npgsql/Internal/NpgsqlConnector.cs',
    line: 'Unhandled exception. Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.12.7:5432',
  },
  {
    signature: 'dotnet-client-unreachable',
    source: 'dotnet/SqlClient Strings.resx',
    line: 'Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.',
  },
  {
    signature: 'sqlserver-login-failed',
    source: 'SQL Server error 18456',
    line: "Microsoft.Data.SqlClient.SqlException (0x80131904): Login failed for user 'sa'.",
  },
  {
    signature: 'dotnet-options-required',
    source: 'dotnet/runtime DataAnnotationValidateOptions.cs',
    line: "Unhandled exception. Microsoft.Extensions.Options.OptionsValidationException: DataAnnotation validation failed for 'SmtpOptions' members: 'Host' with the error: 'The Host field is required.'.",
  },
  {
    signature: 'dotnet-connection-string',
    source: 'dotnet/Scaffolding, the identity templates',
    line: "Unhandled exception. System.InvalidOperationException: Connection string 'DefaultConnection' not found.",
  },
  {
    signature: 'dotnet-connection-string',
    source: 'dotnet/efcore with Microsoft.Data.SqlClient',
    line: 'System.InvalidOperationException: The ConnectionString property has not been initialized.',
  },
  {
    signature: 'dotnet-assembly-missing',
    source: 'Cleanuparr/Cleanuparr issue 116',
    line: "Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'System.Runtime, Version=9.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a'. The system cannot find the file specified.",
  },
  {
    signature: 'dotnet-assembly-missing',
    source: 'dotnet/runtime src/native/corehost/hostmisc',
    line: 'You must install or update .NET to run this application.',
  },
  {
    signature: 'dotnet-file-missing',
    source: 'cobbr/Covenant issue 5',
    line: "Unhandled Exception: System.IO.FileNotFoundException: Could not find file '/app/appsettings.json'.",
  },
  {
    signature: 'dotnet-unauthorized-access',
    source: 'dotnet/runtime Strings.resx, UnauthorizedAccess_IODenied_Path',
    line: "Unhandled exception. System.UnauthorizedAccessException: Access to the path '/app/logs' is denied.",
  },
  {
    signature: 'dotnet-bind-failed',
    source: 'dotnet/aspnetcore Kestrel CoreStrings.resx, EndpointAlreadyInUse',
    line: 'Unhandled exception. System.IO.IOException: Failed to bind to address http://[::]:8080: address already in use.',
  },
  {
    signature: 'dotnet-out-of-memory',
    source: 'dotnet/runtime OutOfMemoryException.cs',
    line: "Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.",
  },
  {
    signature: 'ruby-setting-missing',
    source: 'rails/rails railties/lib/rails/application.rb',
    line: "ArgumentError: Missing `secret_key_base` for 'production' environment, set this string with `bin/rails credentials:edit`",
  },
  {
    signature: 'symfony-env-missing',
    source: 'symfony/symfony EnvVarProcessor.php',
    line: 'PHP Fatal error:  Uncaught Symfony\\Component\\DependencyInjection\\Exception\\EnvNotFoundException: Environment variable not found: "DATABASE_URL".',
  },
  {
    signature: 'ruby-version',
    source: 'rubygems/rubygems bundler/lib/bundler/definition.rb',
    line: 'Your Ruby version is 3.1.2, but your Gemfile specified 3.2.0',
  },
  {
    signature: 'ruby-no-memory',
    source: 'ruby/ruby gc.c',
    line: '[FATAL] failed to allocate memory',
  },
  {
    signature: 'php-stream-denied',
    source: 'Seldaek/monolog StreamHandler.php',
    line: 'PHP Fatal error:  Uncaught UnexpectedValueException: The stream or file "/var/www/storage/logs/laravel.log" could not be opened in append mode: Failed to open stream: Permission denied',
  },
  {
    signature: 'rust-missing-value',
    source: 'softprops/envy src/error.rs',
    line: 'Error: missing value for field database_url',
  },
  {
    signature: 'rust-config-missing-field',
    source: 'serde-rs/serde serde/src/de/mod.rs, missing_field',
    line: 'Error: missing field `database_url`',
  },
  {
    signature: 'beam-heap',
    source: 'erlang/otp erts/emulator/beam/erl_alloc.c',
    line: 'eheap_alloc: Cannot allocate 762886488 bytes of memory (of type "heap").',
  },
  {
    signature: 'postgres-image-password',
    source: 'docker-library/postgres docker-entrypoint.sh',
    line: 'Error: Database is uninitialized and superuser password is not specified.',
  },
  {
    signature: 'postgres-image-password',
    source: 'docker-library/mysql docker-entrypoint.sh',
    line: '2023-01-01 10:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
  },
  {
    signature: 'postgres-shared-memory',
    source: 'postgres/postgres src/backend/port/sysv_shmem.c',
    line: '2023-01-01 10:00:00.000 UTC [1] FATAL:  could not map anonymous shared memory: Cannot allocate memory',
  },
  {
    signature: 'postgres-privileges',
    source: 'postgres/postgres src/backend/catalog/aclchk.c',
    line: 'ERROR: permission denied for schema public',
  },
  {
    signature: 'mysqld-options',
    source: 'mysql/mysql-server share/messages_to_error_log.txt, ER_UNKNOWN_VARIABLE',
    line: "2023-01-01T10:00:00.000000Z 0 [ERROR] [MY-000067] [Server] unknown variable 'query_cache_size=0'.",
  },
  {
    signature: 'mysqld-disk-full',
    source: 'mysql/mysql-server share/messages_to_clients.txt, EE_DISKFULL',
    line: "2023-01-01T10:00:00.000000Z 0 [ERROR] [MY-000035] [Server] Disk is full writing './binlog.000012' (OS errno 28 - No space left on device). Waiting for someone to free space...",
  },
  {
    signature: 'mysqld-buffer-pool',
    source: 'mysql/mysql-server share/messages_to_error_log.txt',
    line: '2023-01-01T10:00:00.000000Z 1 [ERROR] [MY-012956] [InnoDB] Cannot allocate memory for the buffer pool',
  },
  {
    signature: 'mongo-authentication',
    source: 'mongodb/mongo src/mongo/db/auth/sasl_commands.cpp',
    line: 'MongoServerError: Authentication failed.',
  },
  {
    signature: 'mongo-authentication',
    source: 'mongodb/mongo-python-driver pymongo/helpers_shared.py',
    line: "pymongo.errors.OperationFailure: Authentication failed., full error: {'ok': 0.0, 'errmsg': 'Authentication failed.', 'code': 18, 'codeName': 'AuthenticationFailed'}",
  },
  {
    signature: 'mongod-options',
    source: 'mongodb/mongo src/mongo/util/options_parser',
    line: "Error parsing command line: unrecognised option '--smallfiles'",
  },
  {
    signature: 'sqlite-read-only',
    source: 'sqlite src/main.c, sqlite3ErrStr',
    line: 'sqlite3.OperationalError: attempt to write a readonly database',
  },
  {
    signature: 'sqlite-cannot-open',
    source: 'sqlite src/main.c, sqlite3ErrStr',
    line: 'sqlite3.OperationalError: unable to open database file',
  },
  {
    signature: 'elasticsearch-authentication',
    source: 'elastic/elasticsearch DefaultAuthenticationFailureHandler.java',
    line: 'ResponseError: security_exception: [security_exception] Reason: unable to authenticate user [elastic] for REST request [/]',
  },
  {
    signature: 'elasticsearch-settings',
    source: 'elastic/elasticsearch AbstractScopedSettings.java',
    line: 'java.lang.IllegalArgumentException: unknown setting [xpack.security.foo] please check that any required plugins are installed, or check the breaking changes documentation for removed settings',
  },
  {
    signature: 'elasticsearch-data',
    source: 'elastic/cloud-on-k8s issue 7082',
    line: 'java.lang.IllegalStateException: failed to obtain node locks, tried [/usr/share/elasticsearch/data]; maybe these locations are not writable or multiple nodes were started on the same data path?',
  },
  {
    signature: 'clickhouse-authentication',
    source: 'ClickHouse/ClickHouse src/Access/AccessControl.cpp',
    line: 'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)',
  },
  {
    signature: 'clickhouse-unreachable',
    source: 'ClickHouse/ClickHouse src/Client/Connection.cpp',
    line: 'Code: 210. DB::NetException: Connection refused (clickhouse:9000). (NETWORK_ERROR)',
  },
  {
    signature: 'clickhouse-settings',
    source: 'ClickHouse/ClickHouse src/Core/BaseSettings.cpp',
    line: 'Code: 115. DB::Exception: Unknown setting max_memory_usag. (UNKNOWN_SETTING)',
  },
  {
    signature: 'oracle-logon',
    source: 'Oracle Database error messages',
    line: 'java.sql.SQLException: ORA-01017: invalid username/password; logon denied',
  },
  {
    signature: 'store-credentials-refused',
    source: 'apache/cassandra PasswordAuthenticator.java',
    line: 'AuthenticationFailed: Error from server: code=0100 [Bad credentials] message="Provided username cassandra and/or password are incorrect"',
  },
  {
    signature: 'store-credentials-refused',
    source: 'nats-io/nats.go nats.go, ErrAuthorization',
    line: '2024/01/05 10:00:00 nats: Authorization Violation',
  },
  {
    signature: 'kafka-unreachable',
    source: 'apache/kafka NetworkClient.java',
    line: '[2023-01-01 10:00:00,000] WARN [AdminClient clientId=adminclient-1] Connection to node -1 (kafka/10.0.12.7:9092) could not be established. Broker may not be available. (org.apache.kafka.clients.NetworkClient)',
  },
  {
    signature: 'kafka-unreachable',
    source: 'apache/kafka KafkaAdminClient.java',
    line: 'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listNodes',
  },
  {
    signature: 'kafka-client-connect',
    source: 'confluentinc/librdkafka src/rdkafka_transport.c',
    line: '%3|1673000000.123|FAIL|rdkafka#producer-1| [thrd:kafka:9092/bootstrap]: kafka:9092/bootstrap: Connect to ipv4#10.0.12.7:9092 failed: Connection refused (after 0ms in state CONNECT)',
  },
  {
    signature: 'kafka-authentication',
    source: 'apache/kafka SaslClientAuthenticator.java',
    line: 'org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed: Invalid username or password',
  },
  {
    signature: 'kafka-config-value',
    source: 'apache/kafka ConfigDef.java',
    line: 'org.apache.kafka.common.config.ConfigException: Invalid value abc for configuration log.retention.hours: Not a number of type INT',
  },
  {
    signature: 'kafka-no-such-broker-setting',
    source: 'confluentinc/confluent-docker-utils dub.py',
    line: 'Command [/usr/local/bin/dub ensure KAFKA_PROCESS_ROLES] FAILED !',
  },
  {
    signature: 'kafka-directory-not-writable',
    source: 'confluentinc/confluent-docker-utils dub.py',
    line: 'Command [/usr/local/bin/dub path /var/lib/kafka/data writable] FAILED !',
  },
  {
    signature: 'zookeeper-config',
    source: 'apache/zookeeper QuorumPeerMain.java',
    line: '2023-01-01 10:00:00,000 [myid:] - ERROR [main:QuorumPeerMain@86] - Invalid config, exiting abnormally',
  },
  {
    signature: 'zookeeper-timeout',
    source: 'apache/kafka core/src/main/scala/kafka/zookeeper/ZooKeeperClient.scala',
    line: 'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING',
  },
  {
    signature: 'amqp-refused',
    source: 'rabbitmq/rabbitmq-server deps/rabbit/src/rabbit_reader.erl',
    line: 'Error: Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."',
  },
  {
    signature: 'rabbitmq-config',
    source: 'Kyorai/cuttlefish src/cuttlefish_error.erl',
    line: "2023-01-01 10:00:00.000 [error] You've tried to set vm_memory_high_watermark.relativ, but there is no setting with that name.",
  },
  {
    signature: 'rabbitmq-cookie',
    source: 'erlang/otp lib/kernel/src/auth.erl',
    line: 'Cookie file /var/lib/rabbitmq/.erlang.cookie must be accessible by owner only',
  },
  {
    signature: 'mail-authentication',
    source: 'Postfix src/smtpd/smtpd_sasl_glue.c',
    line: "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: UGFzc3dvcmQ6')",
  },
  {
    signature: 'ldap-credentials',
    source: 'openldap clients/tools/common.c',
    line: 'ldap_bind: Invalid credentials (49)',
  },
  {
    signature: 'ldap-credentials',
    source: 'openjdk/jdk com.sun.jndi.ldap.LdapCtx',
    line: 'javax.naming.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]',
  },
  {
    signature: 'mqtt-authentication',
    source: 'eclipse/mosquitto lib/strings_mosq.c, mosquitto_connack_string',
    line: 'Connection error: Connection Refused: not authorised.',
  },
  {
    signature: 'aws-credentials-refused',
    source: 'Amazon S3 API reference, error responses',
    line: 'botocore.exceptions.ClientError: An error occurred (InvalidAccessKeyId) when calling the ListBuckets operation: The AWS Access Key Id you provided does not exist in our records.',
  },
  {
    signature: 'aws-not-authorized',
    source: 'AWS IAM user guide, access denied messages',
    line: 'User: arn:aws:sts::123456789012:assumed-role/node/i-0abc is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action',
  },
  {
    signature: 'azure-credentials',
    source: 'Microsoft Entra error codes',
    line: 'Azure.Identity.AuthenticationFailedException: ClientSecretCredential authentication failed: AADSTS7000215: Invalid client secret provided.',
  },
  {
    signature: 'google-credentials',
    source: 'RFC 6749 section 5.2 as golang.org/x/oauth2 prints it',
    line: 'oauth2: cannot fetch token: 400 Bad Request Response: {"error":"invalid_grant","error_description":"Invalid JWT Signature."}',
  },
  {
    signature: 'vault-denied',
    source: 'hashicorp/vault api/response.go',
    line: '* permission denied',
    above: 'Code: 403. Errors:',
  },
  {
    signature: 'git-authentication',
    source: 'git/git remote-curl.c',
    line: "fatal: Authentication failed for 'https://git.example.com/shop/config.git/'",
  },
  {
    signature: 'http-unauthorized',
    source: 'psf/requests src/requests/models.py, raise_for_status',
    line: 'requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://vault.example.com/v1/secret',
  },
  {
    signature: 'httpd-denied',
    source: 'apache/httpd server/listen.c',
    line: '(13)Permission denied: AH00072: make_sock: could not bind to address [::]:80',
  },
  {
    signature: 'haproxy-bind-denied',
    source: 'haproxy/haproxy src/proto_tcp.c',
    line: '[ALERT]    (1) : Binding [/usr/local/etc/haproxy/haproxy.cfg:12] for frontend http: cannot bind socket (Permission denied) for [0.0.0.0:80]',
  },
  {
    signature: 'envoy-configuration',
    source: 'envoyproxy/envoy source/common/protobuf/message_validator_impl.cc',
    line: "[2023-01-01 10:00:00.000][1][critical][main] [source/server/server.cc:131] error initializing configuration '/etc/envoy/envoy.yaml': Protobuf message (type envoy.config.bootstrap.v3.Bootstrap reason INVALID_ARGUMENT: static_resource: Cannot find field.) has unknown fields",
  },
  {
    signature: 'traefik-configuration',
    source: 'traefik/paerser flag and node errors',
    line: '2023/01/01 10:00:00 command traefik error: failed to decode configuration from flags: field not found, node: entrypoint',
  },
  {
    signature: 'caddy-configuration',
    source: 'caddyserver/caddy caddyconfig/httpcaddyfile',
    line: 'Error: adapting config using caddyfile: /etc/caddy/Caddyfile:3: unrecognized directive: reverse_proxi',
  },
  {
    signature: 'fpm-configuration',
    source: 'php/php-src sapi/fpm/fpm/fpm_conf.c',
    line: "[01-Jan-2023 10:00:00] ERROR: [/usr/local/etc/php-fpm.d/www.conf:12] unknown entry 'pm.max_childs'",
  },
  {
    signature: 'prometheus-configuration',
    source: 'prometheus/prometheus cmd/prometheus/main.go',
    line: 'ts=2023-01-01T10:00:00.000Z caller=main.go:468 level=error msg="Error loading config (--config.file=/etc/prometheus/prometheus.yml)" file=/etc/prometheus/prometheus.yml err="parsing YAML file /etc/prometheus/prometheus.yml: yaml: unmarshal errors:\\n  line 3: field scrape_config not found in type config.plain"',
  },
  {
    signature: 'grafana-data',
    source: 'grafana/grafana packaging/docker/run.sh',
    line: "GF_PATHS_DATA='/var/lib/grafana' is not writable.",
  },
  {
    signature: 'minio-credentials',
    source: 'minio/minio cmd/common-main.go',
    line: 'ERROR Unable to validate credentials inherited from the shell environment: Invalid credentials',
  },
  {
    signature: 'vault-configuration',
    source: 'hashicorp/vault command/server.go',
    line: 'Error initializing storage of type raft: failed to create fsm: failed to open bolt file: timeout',
  },
  {
    signature: 'keycloak-database',
    source: 'keycloak/keycloak with agroal',
    line: 'ERROR: Failed to obtain JDBC connection',
  },
  {
    signature: 'fluentd-configuration',
    source: 'fluent/fluentd lib/fluent/supervisor.rb',
    line: `2023-01-01 10:00:00 +0000 [error]: config error file="/fluentd/etc/fluent.conf" error_class=Fluent::ConfigError error="'host' parameter is required"`,
  },
  {
    signature: 'collector-configuration',
    source: 'open-telemetry/opentelemetry-collector otelcol/collector.go',
    line: 'Error: failed to get config: cannot unmarshal the configuration: 1 error(s) decoding:',
  },
  {
    signature: 'rabbit-bitnami-settings',
    source: 'bitnami/containers libmariadb.sh',
    line: 'mariadb 10:00:00.00 ERROR ==> The MARIADB_ROOT_PASSWORD environment variable is empty or not set. Set the environment variable ALLOW_EMPTY_PASSWORD=yes to allow the container to be started with blank passwords.',
  },
  {
    signature: 'curl-login',
    source: 'curl/curl src/tool_operate.c',
    line: 'curl: (22) The requested URL returned error: 401',
  },
  {
    signature: 'curl-login',
    source: 'zk-kit/zk-kit.circom issue 26',
    line: 'curl: (22) The requested URL returned error: 403',
  },
  {
    signature: 'curl-login',
    source: 'FreshRSS/FreshRSS issue 6533',
    line: 'cURL error 22: The requested URL returned error: 403',
  },
  {
    signature: 'wget-login',
    source: 'ustclug/discussions issue 469',
    line: 'wget: server returned error: HTTP/1.1 403 Forbidden',
  },
  {
    signature: 'gnu-wget-login',
    source: 'ossec/ossec-hids issue 647',
    above: 'HTTP request sent, awaiting response... 403 Forbidden',
    line: '2015-08-08 19:35:32 ERROR 403: Forbidden.',
  },
  {
    signature: 'other-api-client-refused',
    source: 'OpenAPITools/openapi-generator modules/openapi-generator/src/main/resources/python/exceptions.mustache',
    line: 'influxdb_client.rest.ApiException: (403)',
  },
  {
    signature: 'python-client-refused',
    source: 'insidesherpa/JPMC-tech-task-1-PY3 issue 32',
    line: 'urllib.error.HTTPError: HTTP Error 401: Unauthorized',
  },
  {
    signature: 'python-client-refused',
    source: 'aio-libs/aiohttp aiohttp/client_exceptions.py, ClientResponseError.__str__',
    line: "aiohttp.client_exceptions.ClientResponseError: 403, message='Forbidden', url='http://orders:8080/items'",
    facts: { host: 'orders', port: '8080' },
  },
  {
    signature: 'python-client-refused',
    source: 'encode/httpx httpx/_models.py, Response.raise_for_status',
    line: "httpx.HTTPStatusError: Client error '403 Forbidden' for url 'http://orders:8080/items'",
    facts: { host: 'orders', port: '8080' },
  },
  {
    signature: 'ruby-client-refused',
    source: 'lostisland/faraday lib/faraday/response/raise_error.rb',
    line: 'Faraday::ForbiddenError: the server responded with status 403',
  },
  {
    signature: 'ruby-client-refused',
    source: 'ruby/ruby lib/net/http/response.rb, error!',
    line: '/usr/local/lib/ruby/3.3.0/net/http/response.rb:270:in `error!\': 403 "Forbidden" (Net::HTTPClientException)',
  },
  {
    signature: 'http-client-raised',
    source: 'guzzle/guzzle src/Exception/RequestException.php, create',
    line: 'GuzzleHttp\\Exception\\ClientException: Client error: `GET http://orders:8080/items` resulted in a `403 Forbidden` response:',
    facts: { host: 'orders', port: '8080' },
  },
  {
    signature: 'http-client-raised',
    source: 'openjdk/jdk src/java.base/share/classes/sun/net/www/protocol/http/HttpURLConnection.java',
    line: 'java.io.IOException: Server returned HTTP response code: 403 for URL: http://orders:8080/items',
    facts: { host: 'orders', port: '8080' },
  },
  {
    signature: 'wait-for-gave-up',
    source: 'vishnubob/wait-for-it wait-for-it.sh',
    line: 'wait-for-it.sh: timeout occurred after waiting 15 seconds for db:5432',
  },
  {
    signature: 'set-the-setting',
    source: 'docker-library/postgres docker-entrypoint.sh',
    line: '       You must specify POSTGRES_PASSWORD to a non-empty value for the',
  },
  {
    signature: 'toml-invalid',
    source: 'BurntSushi/toml error.go',
    line: '2024/01/05 10:00:00 toml: line 3 (last key "server"): expected value but found \'\\n\' instead',
  },
  {
    signature: 'errno-timed-out',
    source: 'glibc strerror(ETIMEDOUT) as OpenSSH prints it',
    line: 'ssh: connect to host bastion port 22: Connection timed out',
  },
  {
    signature: 'errno-no-route',
    source: 'glibc strerror(EHOSTUNREACH)',
    line: 'psql: error: connection to server at "10.0.12.7", port 5432 failed: No route to host',
  },
  {
    signature: 'errno-not-permitted',
    source: 'util-linux sys-utils/unshare.c',
    line: 'unshare: unshare failed: Operation not permitted',
  },
  {
    signature: 'errno-not-permitted-path',
    source: 'docker-library/postgres issue 361',
    line: "chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted",
  },
  {
    signature: 'words-disk-full',
    source: 'sqlite src/main.c, sqlite3ErrStr',
    line: 'sqlite3.OperationalError: database or disk is full',
  },
  {
    signature: 'cxx-bad-alloc',
    source: 'gcc-mirror/gcc libstdc++-v3/libsupc++/vterminate.cc',
    line: "terminate called after throwing an instance of 'std::bad_alloc'",
  },
  {
    signature: 'keycloak-hostname',
    source: 'keycloak/keycloak quarkus/runtime, before version 26',
    line: 'ERROR: Strict hostname resolution configured but no hostname setting provided',
  },
  {
    signature: 'mongod-data',
    source: 'mongodb/mongo src/mongo/db/storage/storage_engine_lock_file_posix.cpp',
    line: '{"t":{"$date":"2023-01-01T10:00:00.000+00:00"},"s":"E",  "c":"STORAGE",  "id":20557,   "ctx":"initandlisten","msg":"DBException in initAndListen, terminating","attr":{"error":"IllegalOperation: Attempted to create a lock file on a read-only directory: /data/db"}}',
  },
  {
    signature: 'ruby-redis-connect',
    source: 'redis/redis-rb lib/redis/client.rb, version 4',
    line: 'Error connecting to Redis on redis:6379 (Errno::ECONNREFUSED) (Redis::CannotConnectError)',
  },
  {
    signature: 'words-path-does-not-exist',
    source: 'benoitc/gunicorn gunicorn/app/base.py',
    line: "Error: '/app/gunicorn.conf.py' doesn't exist",
  },
  {
    signature: 'neither-is-set',
    source: 'the wording of many settings modules in public repositories, here a Python ValueError',
    line: 'ValueError: Neither DATABASE_URL nor POSTGRES_URL environment variable is set in production',
  },
  {
    signature: 'pg-isready-no-response',
    source: 'postgres/postgres src/bin/scripts/pg_isready.c',
    line: 'db:5432 - no response',
  },
  {
    signature: 'dotnet-configuration-invalid',
    source: 'dotnet/runtime Microsoft.Extensions.Configuration.FileExtensions Strings.resx',
    line: "Unhandled exception. System.IO.InvalidDataException: Failed to load configuration from file '/app/appsettings.json'.",
  },
  {
    signature: 'superset-secret-key',
    source: 'apache/superset superset/initialization/__init__.py',
    line: 'Refusing to start due to insecure SECRET_KEY',
  },
  {
    signature: 'amqp-refused',
    source: 'rabbitmq/rabbitmq-java-client PossibleAuthenticationFailureException.java',
    line: 'com.rabbitmq.client.PossibleAuthenticationFailureException: Possibly caused by authentication failure',
  },
  {
    signature: 'fluent-bit-property',
    source: 'fluent/fluent-bit src/flb_config_map.c',
    line: "[2023/01/01 10:00:00] [error] [config] es: unknown configuration property 'Hosst'. The following properties are allowed: host, port",
  },
  {
    signature: 'fluent-bit-file',
    source: 'fluent/fluent-bit src/fluent-bit.c',
    line: '[2023/01/01 10:00:00] [error] [config] could not open configuration file, aborting.',
  },
  {
    signature: 'prometheus-configuration',
    source: 'prometheus/alertmanager config/coordinator.go',
    line: 'ts=2023-01-01T10:00:00.000Z caller=coordinator.go:118 level=error component=configuration msg="Loading configuration file failed" file=/etc/alertmanager/alertmanager.yml err="undefined receiver \\"web\\" used in route"',
  },
  {
    signature: 'consul-acl',
    source: 'hashicorp/consul acl/errors.go',
    line: 'Error: Unexpected response code: 403 (ACL not found)',
  },
  {
    signature: 'shell-not-found',
    source: 'busybox shell/ash.c, as the docker-library/node entrypoint shows it',
    line: '/usr/local/bin/docker-entrypoint.sh: exec: line 11: serve: not found',
  },
  {
    signature: 'node-script-missing',
    source: 'Unitech/pm2 lib/API.js',
    line: '[PM2][ERROR] Script not found: /app/dist/main.js',
  },
  {
    signature: 'variable-not-set',
    source: 'sloria/environs src/environs/__init__.py',
    line: 'environs.exceptions.EnvError: Environment variable "db_host" not set',
  },
  {
    signature: 'flag-value-invalid',
    source: 'spf13/pflag flag.go',
    line: 'Error: invalid argument "abc" for "--v" flag: strconv.ParseInt: parsing "abc": invalid syntax',
  },
  {
    signature: 'postgres-not-accepting',
    source: 'postgres/postgres src/backend/tcop/backend_startup.c',
    line: 'psql: error: connection to server at "db" (10.0.0.7), port 5432 failed: FATAL:  the database system is starting up',
  },
  {
    signature: 'errno-connection-reset',
    source: 'nodejs/node with libuv ECONNRESET',
    line: 'Error: read ECONNRESET',
  },
  {
    signature: 'hibernate-dialect',
    source: 'hibernate/hibernate-orm DialectFactoryImpl.java',
    line: "Caused by: org.hibernate.HibernateException: Unable to determine Dialect without JDBC metadata (please set 'jakarta.persistence.jdbc.url' for common cases or 'hibernate.dialect' when a custom Dialect implementation must be provided)",
  },
  {
    signature: 'jvm-property-required',
    source: 'micronaut-projects/micronaut-core AbstractInitializableBeanDefinition.java',
    line: "io.micronaut.context.exceptions.DependencyInjectionException: Error resolving property value [payments.url]. Property doesn't exist",
  },
  {
    signature: 'jvm-property-required',
    source: 'spring-cloud/spring-cloud-config ConfigServerConfigDataMissingEnvironmentPostProcessor.java',
    line: 'No spring.config.import property has been defined',
  },
  {
    signature: 'fpm-failed',
    source: 'php/php-src sapi/fpm/fpm/fpm.c',
    line: '[01-Jan-2023 10:00:00] ERROR: FPM initialization failed',
  },
  {
    signature: 'caddy-configuration',
    source: 'coredns/caddy caddyfile/dispenser.go, Err',
    line: "/etc/coredns/Corefile:5 - Error during parsing: Unknown directive 'forwrd'",
  },
  {
    signature: 'nginx-key-mismatch',
    source: 'nginx/nginx src/event/ngx_event_openssl.c with OpenSSL X509_check_private_key',
    line: 'nginx: [emerg] SSL_CTX_use_PrivateKey("/etc/nginx/tls/tls.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)',
  },
  {
    signature: 'amqp-refused',
    source: 'rabbitmq/amqp091-go types.go, ErrCredentials',
    line: 'Failed to connect to RabbitMQ: Exception (403) Reason: "username or password not allowed"',
  },
  {
    signature: 'ldap-credentials',
    source: 'cannatag/ldap3 core/connection.py',
    line: 'ldap3.core.exceptions.LDAPBindError: automatic bind not successful - invalidCredentials',
  },
  {
    signature: 'clickhouse-settings',
    source: 'ClickHouse/ClickHouse with Poco XML',
    line: "Code: 1000. DB::Exception: SAXParseException: Exception: SAXParseException: mismatched tag in '/etc/clickhouse-server/config.d/x.xml', line 5 column 4",
  },
  {
    signature: 'mongod-data-missing',
    source: 'mongodb/mongo src/mongo/db/storage/storage_engine_lock_file.cpp',
    line: `{"t":{"$date":"2023-01-01T10:00:00.000+00:00"},"s":"E","c":"CONTROL","id":20557,"ctx":"initandlisten","msg":"DBException in initAndListen, terminating","attr":{"error":"NonExistentPath: Data directory /data/db not found. Create the missing directory or specify another path using (1) the --dbpath command line option, or (2) by adding the 'storage.dbPath' option in the configuration file."}}`,
  },
  {
    signature: 'mysqld-permission',
    source: 'mysql/mysql-server storage/innobase/os/os0file.cc',
    line: '2023-01-01T10:00:00.000000Z 1 [ERROR] [MY-012595] [InnoDB] The error means mysqld does not have the access rights to the directory.',
  },
  {
    signature: 'minio-data',
    source: 'minio/minio cmd/storage-errors.go, errFileAccessDenied',
    line: 'Error: unable to rename (/data/.minio.sys/tmp -> /data/.minio.sys/tmp-old/1) file access denied, drive may be faulty, please investigate (*fmt.wrapError)',
  },
  {
    signature: 'minio-data',
    source: 'minio/minio cmd/server-main.go',
    line: 'FATAL Unable to initialize backend: file access denied',
  },
  {
    signature: 'etcd-data',
    source: 'etcd-io/etcd client/pkg/fileutil/fileutil.go, CheckDirPermission',
    line: '{"level":"fatal","ts":"2023-01-01T10:00:00.000Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"cannot access data directory: directory \\"/var/run/etcd/default.etcd\\",\\"drwxr-xr-x\\" exist without desired file permission \\"-rwx------\\"."}',
  },
  {
    signature: 'squid-file-denied',
    source: 'squid-cache/squid src/log/ModStdio.cc',
    line: "FATAL: Cannot open '/var/log/squid/access.log' for writing.",
  },
  {
    signature: 'sqlserver-licence',
    source: 'microsoft/mssql-docker',
    line: 'setting the ACCEPT_EULA environment variable, or using the mssql-conf tool.',
  },
  {
    signature: 'fluent-bit-property',
    source: 'fluent/fluent-bit src/flb_config.c, as fluent/fluent-operator tests quote it',
    line: "[2022/05/24 16:54:56] [error] [config] section 'abc' tried to instance a plugin name that don't exists",
  },
  {
    signature: 'aws-not-authorized',
    source: 'boto/botocore botocore/exceptions.py, ClientError',
    line: 'fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden',
  },
  {
    signature: 'google-credentials',
    source: 'googleapis/google-api-go-client googleapi/googleapi.go, Error',
    line: 'errors parsing config: googleapi: Error 403: boss::NOT_AUTHORIZED: Not authorized to access resource., notAuthorized',
  },
  {
    signature: 'google-credentials',
    source: 'GoogleCloudPlatform/gsutil with the JSON API',
    line: 'ServiceException: 401 Anonymous caller does not have storage.objects.get access to bucket models.',
  },
  {
    signature: 'huggingface-gated',
    source: 'huggingface/huggingface_hub src/huggingface_hub/utils/_http.py',
    line: 'Cannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json.',
  },
  {
    signature: 'go-json-unknown-field',
    source: 'nats-io/nats-server server/opts.go, unknownConfigFieldErr',
    line: 'nats-server: /etc/nats/nats.conf:5:3: unknown field "clustr"',
  },
  {
    signature: 'sqlalchemy-url-none',
    source: 'sqlalchemy/sqlalchemy lib/sqlalchemy/engine/url.py, make_url',
    line: 'sqlalchemy.exc.ArgumentError: Expected string or URL object, got None',
  },
  {
    signature: 'jvm-agent-missing',
    source: 'openjdk/jdk src/java.instrument/share/native/libinstrument/InvocationAdapter.c',
    line: 'Error opening zip file or JAR manifest missing : /otel/javaagent.jar',
  },
  {
    signature: 'sentinel-host',
    source: 'redis/redis src/sentinel.c, sentinelCheckCreateInstanceErrors',
    line: "Can't resolve instance hostname.",
    above: ">>> 'sentinel monitor mymaster redis-0.redis 6379 2'",
  },
  {
    signature: 'mongod-key-file',
    source: 'mongodb/mongo src/mongo/db/auth/security_file.cpp',
    line: 'permissions on /etc/mongo/keyfile are too open',
  },
  {
    signature: 'elasticsearch-settings',
    source: 'elastic/kibana packages/kbn-config-schema',
    line: 'FATAL  Error: [config validation of [elasticsearch].username]: value of "elastic" is forbidden.',
  },
  {
    signature: 'mysqld-disk-full',
    source: 'mysql/mysql-server storage/innobase/os/os0file.cc',
    line: '2023-01-01T10:00:00.000000Z 0 [ERROR] [MY-012592] [InnoDB] Operating system error number 28 in a file operation.',
  },
  {
    signature: 'ruby-load-error',
    source: 'ruby/rubygems lib/rubygems.rb, find_spec_for_exe',
    line: "rubygems.rb:265:in 'find_spec_for_exe': can't find gem fluentd (>= 0.a) with executable fluentd (Gem::GemNotFoundException)",
  },
  {
    signature: 'postgres-data-directory',
    source: 'postgres/postgres src/backend/libpq/be-secure-common.c',
    line: '2023-01-01 10:00:00.000 UTC [1] FATAL:  private key file "/tls/tls.key" has group or world access',
  },
  {
    signature: 'npm-missing-script',
    source: 'yarnpkg/berry packages/plugin-essentials/sources/commands/run.ts',
    line: `Usage Error: Couldn't find a script named "start:prod".`,
  },
  {
    signature: 'config-invalid',
    source: 'dovecot/core src/config/config-parser.c',
    line: 'doveconf: Fatal: Error in configuration file /etc/dovecot/dovecot.conf line 8: Unknown setting: protocls',
  },
  {
    signature: 'config-invalid',
    source: 'NLnetLabs/unbound util/config_file.c',
    line: 'read /etc/unbound/unbound.conf failed: 1 errors in configuration file',
  },
  {
    signature: 'words-setting-missing',
    source: 'strapi/strapi packages/core/admin/server',
    line: 'Error: Missing admin.auth.secret configuration. The admin.auth.secret value should be a string',
  },
  {
    signature: 'api-client-refused',
    source: 'OpenAPITools/openapi-generator modules/openapi-generator/src/main/resources/python/exceptions.mustache',
    line: 'influxdb_client.rest.ApiException: (401)',
  },
  {
    signature: 'nats-no-servers',
    source: 'nats-io/nats.go nats.go, ErrNoServers',
    line: 'nats: no servers available for connection',
  },
  {
    signature: 'oracle-host',
    source: 'Oracle Database error messages, ORA-12545',
    line: 'cx_Oracle.DatabaseError: ORA-12545: Connect failed because target host or object does not exist',
  },
  {
    signature: 'odbc-login-timeout',
    source: 'Microsoft ODBC Driver for SQL Server, SQLSTATE HYT00',
    line: "pyodbc.OperationalError: ('HYT00', '[HYT00] [Microsoft][ODBC Driver 17 for SQL Server]Login timeout expired (0) (SQLDriverConnect)')",
  },
  {
    signature: 'odbc-login-timeout',
    source: 'microsoft/go-sqlcmd and mssql-tools sqlcmd',
    line: 'Sqlcmd: Error: Microsoft ODBC Driver 17 for SQL Server : Login timeout expired.',
  },
  {
    signature: 'sharp-missing',
    source: 'lovell/sharp lib/sharp.js',
    line: 'Error: Could not load the "sharp" module using the linuxmusl-x64 runtime',
  },
  {
    signature: 'vault-denied',
    source: 'hashicorp/vault api/response.go, as hashicorp/go-hclog writes an error of several lines',
    line: '  | Code: 403. Errors:',
  },
  {
    signature: 'vault-denied',
    source: 'hashicorp/vault api/response.go, as hashicorp/go-hclog writes an error of several lines',
    line: '  | * permission denied',
  },
  {
    signature: 'iptables-denied',
    source: 'netfilter iptables iptables/nft.c, mnl_append_error',
    line: 'line 2: TABLE_ADD failed (Operation not permitted): table nat',
  },
  {
    signature: 'iptables-denied',
    source: 'netfilter iptables iptables/iptables.c',
    line: "iptables v1.8.10 (legacy): can't initialize iptables table `nat': Permission denied (you must be root)",
  },
  {
    signature: 'bucket-elsewhere',
    source: 'Amazon S3 API reference, error responses',
    line: "AuthorizationHeaderMalformed: The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    facts: { region: 'eu-west-1' },
  },
  {
    signature: 'cluster-not-formed',
    source: 'rabbitmq/rabbitmq-server issue 3836',
    line: "2021-12-02 14:17:02.115 [warning] <0.274.0> Error while waiting for Mnesia tables: {timeout_waiting_for_tables,['rabbit@rabbitcheck-crmq-1','rabbit@rabbitcheck-crmq-0'],[rabbit_durable_queue]}",
  },
  {
    signature: 'cluster-not-formed',
    source: 'keycloak/keycloak issue 43327, jgroups GMS',
    line: 'keycloak-2-61647: JOIN(keycloak-2-61647) sent to keycloak-1-10183 timed out (after 2000 ms), on try 6',
  },
  {
    signature: 'grpc-call-refused',
    source: 'grpc/grpc src/python/grpcio/grpc/_channel.py, _rpc_state_string',
    above: 'grpc._channel._InactiveRpcError: <_InactiveRpcError of RPC that terminated with:',
    line: '\tstatus = StatusCode.UNAUTHENTICATED',
  },
  {
    signature: 'local-ports-exhausted',
    source: 'golang/go src/net, of EADDRNOTAVAIL',
    line: 'Get "http://rate:8084/": dial tcp 10.96.3.3:8084: connect: cannot assign requested address',
    facts: { host: 'rate', address: '10.96.3.3', port: '8084', ports: 'cannot assign requested address' },
  },
  {
    signature: 'service-link-number',
    source: 'nickjj/docker-phoenix-example issue 14',
    line: '    :erlang.binary_to_integer("tcp://10.96.174.248:5432")',
    facts: { link: 'tcp://10.96.174.248:5432' },
  },
  {
    signature: 'elixir-number-setting',
    source: 'nickjj/docker-phoenix-example issue 14',
    above: 'ERROR! Config provider Config.Reader failed with:',
    line: '  * 1st argument: not a textual representation of an integer',
  },
  {
    signature: 'http-answer-refused',
    source: 'launchdarkly/go-server-sdk internal/datasource, of a status that it does not recover from',
    line: '[LaunchDarkly] 2026/12/01 11:30:00 ERROR: Received HTTP error 401 (invalid SDK key) for streaming connection - giving up permanently',
  },
  {
    signature: 'php-redis-gone',
    source: 'nextcloud/helm issue 448',
    line: 'session_start(): Failed to read session data: redis (path: tcp://nextcloud-redis-master:6379?auth=x) at /var/www/html/lib/private/Session/Internal.php#222',
    facts: { host: 'nextcloud-redis-master', port: '6379' },
  },
  {
    signature: 'rust-config-parse',
    source: 'cockroachdb/docs pull request 15225',
    line: `thread 'main' panicked at 'called \`Result::unwrap()\` on an \`Err\` value: Error { kind: ConfigParse, cause: Some(InvalidValue("sslmode")) }', src/main.rs:76:53`,
    facts: { flag: 'sslmode' },
  },
  {
    signature: 'redis-auth',
    source: 'sidekiq/sidekiq issue 2788',
    line: 'heartbeat: ERR invalid password',
  },
  {
    signature: 'redis-auth',
    source: 'bookwyrm-social/bookwyrm issue 1509',
    line: '[2021-10-05 22:49:24,364: ERROR/MainProcess] consumer: Cannot connect to redis://:**@redis_broker:6379/0: AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?.',
  },
  {
    signature: 'kafka-unreachable',
    source: 'lagom/lagom issue 1285',
    line: '2019-01-19T14:22:13.633Z [warn] org.apache.kafka.clients.NetworkClient [] - Connection to node -1 could not be established. Broker may not be available.',
  },
  {
    signature: 'words-cannot-connect',
    source: 'deis/workflow issue 354',
    line: 'There was a problem connecting to the database',
  },
  {
    signature: 'aws-not-authorized',
    source: 'aws-controllers-k8s/community issue 2678',
    line: '{"level":"error","ts":"2025-11-09T13:35:17.149Z","logger":"setup","msg":"Unable to create controller manager","error":"unable to determine account ID: unable to get caller identity: operation error STS: GetCallerIdentity, get identity: get credentials: failed to refresh cached credentials, failed to load credentials, : (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client"}',
  },
  {
    signature: 'jvm-heap',
    source: 'virtualcell/vcell pull request 1683',
    line: '06:39:39  ERROR  Java heap space',
    facts: { limit: 'Java heap space' },
  },
  {
    signature: 'secret-path-empty',
    source: 'hashicorp/consul-template dependency/vault_read.go',
    line: '2026-01-01T10:00:00.000Z [WARN] (view) vault.read(secret/data/shop): no secret exists at secret/data/shop (retry attempt 3 after "1s")',
    facts: { missing: 'secret', resource: 'secret/data/shop' },
  },
  {
    signature: 'oracle-unreached',
    source: 'oracle/oracle-r2dbc issue 42',
    line: 'ORA-12514, TNS:listener does not currently know of service requested in connect descriptor',
  },
  {
    signature: 'clickhouse-code-schema',
    source:
      'ClickHouse/clickhouse-go lib/proto/block.go, Exception.Error; ClickHouse/ClickHouse src/Common/ErrorCodes.cpp',
    line: 'ERROR insert failed: code: 60, message: Table shop.events does not exist',
    facts: { table: 'shop.events' },
  },
  {
    signature: 'clickhouse-code-disk',
    source: 'ClickHouse/ClickHouse src/Disks/DiskLocal.cpp',
    line: 'ERROR insert failed: code: 243, message: Cannot reserve 1.00 MiB, not enough space',
  },
  {
    signature: 'zookeeper-code-login',
    source: 'apache/zookeeper KeeperException.java',
    line: 'org.apache.zookeeper.KeeperException$NoAuthException: KeeperErrorCode = NoAuth for /orders',
  },
  {
    signature: 'kerberos-refused',
    source: 'openjdk/jdk sun/security/krb5/KrbException.java',
    line: 'Caused by: KrbException: Client not found in Kerberos database (6)',
  },
  {
    signature: 'job-status-refused',
    source: 'AgentOps-AI/agentops issue 902',
    line: '[opentelemetry.exporter.otlp.proto.http.trace_exporter] Failed to export batch code: 401, reason: Unauthorized',
  },
  {
    signature: 'words-no-credentials',
    source: 'aws/aws-sdk-go-v2 credentials/ec2rolecreds/provider.go',
    line: 'receive: get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found',
  },
  {
    signature: 'name-login-refused',
    source: 'nats-io/nats.js protocol.js',
    line: 'NatsError: AUTHORIZATION_VIOLATION',
  },
  {
    signature: 'words-access-refused',
    source: 'IBM/sarama errors.go, ErrTopicAuthorizationFailed',
    line: 'ERROR kafka server: The client is not authorized to access this topic',
  },
  {
    signature: 'name-unresolved',
    source: 'linkerd/linkerd2 issue 8943',
    line: '[     0.334095s]  WARN ThreadId(02) identity:controller{addr=linkerd-identity-headless.linkerd.svc.cluster.local:8080}: linkerd_app_core::control: Failed to resolve control-plane component error=failed SRV and A record lookups: failed to resolve SRV record: no record found for name: linkerd-identity-headless.linkerd.svc.cluster.local. type: SRV class: IN; failed to resolve A record: no record found for name: linkerd-identity-headless.linkerd.svc.cluster.local. type: AAAA class: IN',
  },
  {
    signature: 'words-object-not-there',
    source: 'temporalio/api-go serviceerror/namespace_not_found.go',
    line: 'WARN Failed to poll for task. Error Namespace shop is not found.',
    facts: { missing: 'Namespace', resource: 'shop' },
  },
  {
    signature: 'name-limited',
    source: 'boto/botocore botocore/exceptions.py, ClientError.MSG_TEMPLATE',
    line: 'botocore.errorfactory.TooManyRequestsException: An error occurred (TooManyRequestsException) when calling the Invoke operation: Rate Exceeded.',
  },
  {
    signature: 'git-unread',
    source: 'fluxcd/flux issue 1590',
    line: 'fatal: Could not read from remote repository.',
  },
  {
    signature: 'schema-postgres',
    source: 'Zipstack/unstract issue 822',
    line: 'django.db.migrations.exceptions.MigrationSchemaMissing: Unable to create the django_migrations table (no schema has been selected to create in',
  },
  {
    signature: 'client-hung-up-on',
    source: 'railwayapp-templates/strapi issue 2',
    line: '[2022-03-15 12:35:58.174] error: select "t0"."id" from "admin_users" as "t0" limit $1 - Connection terminated unexpectedly',
  },
  {
    signature: 'registry-refused',
    source: 'argoproj-labs/argocd-image-updater issue 705',
    line: String.raw`level=error msg="Could not get tags from registry: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n" alias= application=nginx image_name=argocd/test image_tag=1.0.1 registry=`,
  },
  {
    signature: 'go-url-refused',
    source: 'argoproj-labs/argocd-image-updater issue 474',
    line: String.raw`time="2022-08-24T10:17:52Z" level=error msg="Could not get tags from registry: Get \"https://ghcr.io/v2/kaikiat/python-docker/tags/list\": unauthorized" alias=ntuasr`,
    facts: { host: 'ghcr.io', port: '443' },
  },
  {
    signature: 'words-access-refused',
    source: 'cert-manager/cert-manager issue 3083',
    line: "Error presenting challenge: Cloudflare API Error Error: 0: Actor 'com.cloudflare.api.token.*' requires permission 'com.cloudflare.api.account.zone.list' to list zones",
  },
  {
    signature: 'go-no-answer',
    source: 'hpe-storage/csi-driver issue 185',
    line: 'time="2020-06-16T16:24:35Z" level=error msg="Failed to login to CSP.  Status code: 0.  Error: Post http://nimble-csp-svc:8080/containers/v1/tokens: dial tcp: i/o timeout" file="container_storage_provider.go:88"',
    facts: { host: 'nimble-csp-svc', port: '8080' },
  },
  {
    signature: 'words-access-refused',
    source: 'nextcloud/mail pull request 6511',
    line: 'Cron mail sync failed for account 20: IMAP error synchronizing account 20: Mail server denied authentication.',
  },
  {
    signature: 'active-record-login',
    source: 'basecamp/kamal issue 1382',
    line: 'ActiveRecord::DatabaseConnectionError: There is an issue connecting to your database with your username/password, username: myproject-api. (ActiveRecord::DatabaseConnectionError)',
  },
  {
    signature: 'db2-login',
    source: 'ibmdb/node-ibm_db issue 811',
    line: 'Error [Error: [IBM][CLI Driver] SQL30082N  Security processing failed with reason "24" ("USERNAME AND/OR PASSWORD INVALID").  SQLSTATE=08001',
  },
  {
    signature: 'db2-unreached',
    source: 'loopbackio/loopback-connector-db2 issue 136',
    line: 'Error: [IBM][CLI Driver] SQL30081N  A communication error has been detected. Communication protocol being used: "TCP/IP".  Communication API being used: "SOCKETS".  Location where the error was detected: "169.60.63.234".  Communication function detecting the error: "recv".  Protocol specific error code(s): "104", "*", "0".  SQLSTATE=08001.',
  },
  {
    signature: 'db2-schema',
    source: 'OtterMind/Chat2DB issue 281',
    line: 'DB2 SQL Error: SQLCODE=-204, SQLSTATE=42704, SQLERRMC=IPLAT.TRBMG17, DRIVER=4.26.14',
  },
  {
    signature: 'db2-full',
    source: 'the documentation of IBM MobileFirst, Managing the DB2 transaction log size',
    line: 'DB2 SQL Error: SQLCODE=-964, SQLSTATE=57011',
  },
  {
    signature: 'hana-login',
    source: 'SUSE/hanadb_exporter issue 82',
    line: "hdbcli.dbapi.Error: (10, 'authentication failed')",
  },
  {
    signature: 'hana-unreached',
    source: 'SAP-samples/hana-developer-cli-tool-example issue 7',
    line: "Connection failed (RTE:[89006] System call 'connect' failed, rc=10061:No connection could be made because the target machine actively refused it",
  },
  {
    signature: 'hana-schema',
    source: 'flyway/flyway issue 3021',
    line: 'Message    : SAP DBTech JDBC: [321]: invalid view name: V_ZEXAMPLE: line 1 col 21 (at pos 20)',
  },
  {
    signature: 'snowflake-login',
    source: 'coiled/benchmarks issue 1345',
    line: 'snowflake.connector.errors.DatabaseError: 250001 (08001): Failed to connect to DB: acme.snowflakecomputing.com:443. Incorrect username or password was specified.',
  },
  {
    signature: 'snowflake-unreached',
    source: 'sqitchers/sqitch issue 583',
    line: '250001 (08001): Failed to connect to DB. Verify the account name is correct: BA0',
  },
  {
    signature: 'teradata-login',
    source: 'jmrozanec/trino-teradata-connector issue 6',
    line: 'Query 20171206_194506_00007_tvmas failed: java.sql.SQLException: [Teradata Database] [TeraJDBC 15.10.00.35] [Error 8017] [SQLState 28000] The UserId, Password or Account is invalid.',
  },
  {
    signature: 'query-engine-schema',
    source: 'the error conditions of apache/spark',
    line: '[TABLE_OR_VIEW_NOT_FOUND] The table or view `sales`.`orders` cannot be found. Verify the spelling and correctness of the schema and catalog.',
  },
  {
    signature: 'mq-login',
    source: 'ibm-messaging/mq-dev-patterns issue 204',
    line: "Caused by: com.ibm.mq.MQException: JMSCMQ0001: IBM MQ call failed with compcode '2' ('MQCC_FAILED') reason '2035' ('MQRC_NOT_AUTHORIZED').",
  },
  {
    signature: 'mq-unreached',
    source: 'ibm-messaging/kafka-connect-mq-source issue 11',
    line: "JMSCMQ0001: IBM MQ call failed with compcode '2' ('MQCC_FAILED') reason '2538' ('MQRC_HOST_NOT_AVAILABLE').",
  },
  {
    signature: 'mq-object',
    source: 'dsuch/pymqi issue 18',
    line: 'pymqi.MQMIError: MQI Error. Comp: 2, Reason 2085: FAILED: MQRC_UNKNOWN_OBJECT_NAME',
  },
  {
    signature: 'artemis-login',
    source: 'wildfly/wildfly pull request 17963',
    line: 'AMQ229031: Unable to validate user from /192.168.0.100:62207. Username: null; SSL certificate subject DN: unavailable',
  },
  {
    signature: 'artemis-unreached',
    source: 'the client messages of apache/artemis',
    line: 'ActiveMQNotConnectedException[errorType=NOT_CONNECTED message=AMQ219007: Cannot connect to server(s). Tried with all available servers.]',
  },
  {
    signature: 'artemis-object',
    source: 'the tests of Havret/dotnet-activemq-artemis-core-client',
    line: 'AMQ229017: Queue orders does not exist',
  },
  {
    signature: 'neo4j-login',
    source: 'xerrors/Yuxi issue 183',
    line: '{code: Neo.ClientError.Security.Unauthorized} {message: The client is unauthorized due to authentication failure.}',
  },
  {
    signature: 'neo4j-unreached',
    source: 'HLTCHKUST/adapterbot issue 5',
    line: "neo4j.exceptions.TransientError: {code: Neo.TransientError.Database.DatabaseUnavailable} {message: Database 'graph.db' is unavailable.}",
  },
  {
    signature: 'name-login-refused',
    source: 'emqx/emqx issue 488',
    line: "load plugin emqttd_plugin_pgsql error, cannot start app emqttd_plugin_pgsql for {bad_return,{{emqttd_plugin_pgsql_app,start,[normal,[]]},{'EXIT',{{badmatch,{error,{shutdown,{failed_to_start_child,pgsql_pool,{shutdown,{failed_to_start_child,worker_sup,{shutdown,{failed_to_start_child,{worker,1},invalid_password}}}}}}}},[]}}}}",
  },
  {
    signature: 'name-unavailable',
    source: 'orkinosai25-org/mosaic issue 98',
    line: "Microsoft.Data.SqlClient.SqlException (0x80131904): Database 'mosaic-saas' on server 'orkinosai.database.windows.net' is not currently available.  Please retry the connection later.",
  },
  {
    signature: 'words-connection-ended',
    source: 'the errors of PostgreSQL, `tcop/postgres.c`',
    line: 'org.postgresql.util.PSQLException: FATAL: terminating connection due to administrator command',
  },
  {
    signature: 'job-status-refused',
    source: 'the remote write client of VictoriaMetrics/VictoriaMetrics, app/vmagent/remotewrite/client.go',
    line: '2026-12-01T11:30:00.000Z\terror\tVictoriaMetrics/app/vmagent/remotewrite/client.go:421\tunexpected status code received after sending a block with size 5123 bytes to "1:secret-url" during retry #12: 401; response body="invalid token"; re-sending the block in 60.000 seconds',
  },
]
