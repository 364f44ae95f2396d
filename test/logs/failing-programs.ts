import type { Excerpt } from './normal-operation.ts'

/** What a program that is ready prints again and again while it fails at its job, and what that is. */
export interface FailingExcerpt extends Excerpt {
  readonly cause: string
  readonly facts?: Readonly<Record<string, string>>
}

export const FAILING: readonly FailingExcerpt[] = [
  {
    program: 'a proxy that speaks TLS to a server that does not',
    source: 'nginx src/http/ngx_http_upstream.c and src/event/ngx_event_openssl.c, with the text of OpenSSL 3',
    cause: 'app-dependency-unreachable',
    facts: { address: '10.244.2.12', port: '8080' },
    lines: [
      '2026/12/01 11:30:00 [error] 29#29: *41 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream, client: 10.1.1.1, server: shop.example.com, request: "GET / HTTP/1.1", upstream: "https://10.244.2.12:8080/", host: "shop.example.com"',
    ],
  },
  {
    program: 'a client that says where to read about its failure',
    source: 'StackExchange/StackExchange.Redis ExceptionFactory.cs, as Grpc.AspNetCore logs it',
    cause: 'app-dependency-unreachable',
    facts: { host: 'redis-cart', port: '6379' },
    lines: [
      '2026-12-01T11:30:00.000Z fail: Grpc.AspNetCore.Server.ServerCallHandler[6]',
      '      StackExchange.Redis.RedisConnectionException: The message timed out in the backlog attempting to send because no connection became available (5000ms) - Last Connection Exception: UnableToConnect on redis-cart:6379/Interactive, Initializing/NotStarted, last: NONE, origin: BeginConnectAsync (Please take a look at this article for some common client-side issues that can cause timeouts: https://stackexchange.github.io/StackExchange.Redis/Timeouts)',
    ],
  },
  {
    program: 'a script in nginx, which adds whose request it was',
    source: 'delimitrou/DeathStarBench socialNetwork GenericObjectPool.lua, as nginx’s ngx_http_log_error prints it',
    cause: 'app-dependency-unreachable',
    facts: { host: 'user-service', port: '9090' },
    lines: [
      '2026/12/01 11:30:00 [error] 7#7: *4821 [lua] GenericObjectPool.lua:51: connection(): Can\'t connect to user-service:9090, client: 10.244.2.9, server: localhost, request: "POST /login HTTP/1.1", host: "nginx-thrift:8080"',
    ],
  },
  {
    program: 'a Kafka client that writes its levels as numbers',
    source: 'confluentinc/librdkafka issue 1013 and src/rdkafka.c, rd_kafka_log_print',
    cause: 'app-authentication-failed',
    facts: { host: 'kafka-0.kafka', port: '9093' },
    lines: [
      '%3|1796039760.327|FAIL|rdkafka#producer-1| sasl_plaintext://kafka-0.kafka:9093/bootstrap: SASL authentication failure: Disconnected',
      '%3|1796039760.327|ERROR|rdkafka#producer-1| 1/1 brokers are down',
    ],
  },
  {
    program: 'Fluentd, which tells of what it cannot deliver as a warning',
    source: 'rootsongjc/kubernetes-handbook issue 225',
    cause: 'app-dependency-unreachable',
    facts: { host: 'elasticsearch-logging', port: '9200' },
    lines: [
      '2026-12-01 11:30:00 +0000 [warn]: temporarily failed to flush the buffer. next_retry=2026-12-01 11:30:06 +0000 error_class="Fluent::ElasticsearchOutput::ConnectionFailure" error="Can not reach Elasticsearch cluster ({:host=>\\"elasticsearch-logging\\", :port=>9200, :scheme=>\\"http\\"})!" plugin_id="object:3ff01839a7f4"',
    ],
  },
  {
    program: 'an operator whose kind is called after what others do',
    source: 'argoproj-labs/argocd-operator issue 871',
    cause: 'application-error',
    lines: [
      '1.7961246e+09   ERROR   controller-runtime.source       if kind is a CRD, it should be installed before calling Start   {"kind": "Prometheus.monitoring.coreos.com", "error": "no matches for kind \\"Prometheus\\" in version \\"monitoring.coreos.com/v1\\""}',
    ],
  },
  {
    program: 'a server of gRPC whose calls fail for want of another',
    source: 'mabusaa/argocd-course-issues-tracker issue 21, as go-grpc-middleware logs it',
    cause: 'app-name-resolution-failed',
    facts: { host: 'argocd-repo-server' },
    lines: [
      'time="2026-12-01T11:30:00Z" level=error msg="finished unary call with code Unavailable" error="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial tcp: lookup argocd-repo-server: i/o timeout\\"" grpc.code=Unavailable grpc.method=ListApps',
    ],
  },
  {
    program: 'a driver that tells of an exception as information',
    source: 'mongodb/mongo-java-driver DefaultServerMonitor.java',
    cause: 'app-dependency-unreachable',
    facts: { host: 'mongo-0', port: '27017' },
    lines: [
      '2026-12-01T11:30:00.000Z  INFO 1 --- [}-mongo-0:27017] org.mongodb.driver.cluster               : Exception in monitor thread while connecting to server mongo-0:27017',
      '',
      'com.mongodb.MongoSocketOpenException: Exception opening socket',
      '\tat com.mongodb.internal.connection.SocketStream.lambda$open$0(SocketStream.java:85)',
    ],
  },
  {
    program: 'a heartbeat of a process’s own',
    source: 'sidekiq/sidekiq issue 4890, lib/sidekiq/launcher.rb',
    cause: 'app-dependency-unreachable',
    facts: { address: '10.96.1.7', port: '6379' },
    lines: [
      '2021-04-30T15:40:40Z pid=4 tid=gsrcm38fk ERROR: heartbeat: Error connecting to Redis on 10.96.1.7:6379 (Errno::ECONNREFUSED)',
    ],
  },
  {
    program: 'a consumer that meets the same unreadable message again and again',
    source: 'apache/kafka CompletedFetch.java, RecordDeserializationException',
    cause: 'application-error',
    lines: [
      'ERROR Consumer exception: org.apache.kafka.common.errors.RecordDeserializationException: Error deserializing key/value for partition orders-0 at offset 1042. If needed, please seek past the record to continue consumption.',
    ],
  },
  {
    program: 'Gunicorn, whose workers take too long',
    source: 'benoitc/gunicorn gunicorn/arbiter.py, murder_workers',
    cause: 'application-error',
    lines: ['[2026-12-01 11:30:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:4012)'],
  },
  {
    program: 'a small service in words of its own',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes, manifests of services that call others',
    cause: 'app-dependency-unreachable',
    facts: { service: 'backend-service' },
    lines: ['ERROR: Connection to backend-service failed!'],
  },
  {
    program: 'a service that reads from another',
    source: 'delimitrou/DeathStarBench socialNetwork/src/HomeTimelineService/HomeTimelineHandler.h',
    cause: 'app-dependency-unreachable',
    facts: { service: 'post-storage-service' },
    lines: ['ERROR Failed to read posts from post-storage-service: timed out'],
  },
  {
    program: 'a service of Express that prints without a level',
    source: 'axios/axios lib/adapters/http.js, printed by console.error of a caller',
    cause: 'app-dependency-unreachable',
    facts: { host: 'shipping', port: '3000' },
    lines: ['Failed to fetch quote: AxiosError: timeout of 5000ms exceeded at http://shipping:3000/quote'],
  },
  {
    program: 'etcd, whose peer is not found',
    source: 'etcd-io/etcd server/etcdserver/api/rafthttp/probing_status.go',
    cause: 'app-name-resolution-failed',
    facts: { host: 'etcd-1.etcd' },
    lines: [
      '{"level":"warn","ts":"2026-12-01T11:30:00Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","remote-peer-id":"a1","rtt":"0s","error":"dial tcp: lookup etcd-1.etcd: no such host"}',
    ],
  },
  {
    program: 'HAProxy without a server',
    source: 'haproxy/haproxy doc/configuration.txt, HTTP log format and termination state SC',
    cause: 'app-dependency-unreachable',
    facts: { service: 'be_app' },
    lines: [
      '10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in be_app/<NOSRV> 0/-1/-1/-1/0 503 212 - - SC-- 0/0/0/0/0 0/0 "GET /items HTTP/1.1"',
    ],
  },
  {
    program: 'a client of a replica set without a primary',
    source: 'mongodb/mongo-go-driver x/mongo/driver/topology, as logrus and zap write what they are told of it',
    cause: 'app-dependency-unreachable',
    facts: { host: 'mongo-0', port: '27017' },
    lines: ['{"level":"warn","message":"replica set has no primary","hosts":["mongo-0:27017"]}'],
  },
  {
    program: 'an entrypoint script that waits for its database',
    source: 'tashi-git/LifeScribe wait-for-mysql.sh',
    cause: 'app-dependency-unreachable',
    facts: { service: 'MySQL' },
    lines: ['MySQL is unavailable - sleeping'],
  },
  {
    program: 'an init container on the way to its database',
    source: 'openclarity/openclarity issue 26, container check-db-ready',
    cause: 'app-dependency-unreachable',
    facts: { host: 'postgres', port: '5432' },
    lines: ['postgres:5432 - no response', 'waiting for database'],
  },
  {
    program: 'a script that asks with curl',
    source:
      'curl/curl docs/cmdline-opts/write-out.md, http_code: a loop over curl -w %{http_code}, which is 000 without an answer',
    cause: 'app-dependency-unreachable',
    facts: { host: 'api.shop.svc', port: '8080' },
    lines: ['[FAIL 000] http://api.shop.svc:8080/health'],
  },
  {
    program: 'a consumer of a topic that nobody has created',
    source:
      'streamnative/kop issue 1858; apache/kafka clients/src/main/java/org/apache/kafka/clients/NetworkClient.java',
    cause: 'app-resource-missing',
    facts: { resource: 'orders' },
    lines: [
      '[2023-05-14 17:59:13,571] WARN [Consumer clientId=c-1, groupId=orders] Error while fetching metadata with correlation id 1326 : {orders=UNKNOWN_TOPIC_OR_PARTITION} (org.apache.kafka.clients.NetworkClient)',
    ],
  },
  {
    program: 'Vector',
    source: 'vectordotdev/vector src/sinks/util/retries.rs, Not retriable',
    cause: 'app-authentication-failed',
    lines: [
      '2026-12-01T11:30:00.000000Z ERROR sink{component_id=loki component_kind="sink" component_type=loki}: vector::sinks::util::retries: Not retriable; dropping the request. reason="Server responded with an error: 401 Unauthorized"',
    ],
  },
  {
    program: 'Promtail',
    source: 'grafana/loki clients/pkg/promtail/client/client.go',
    cause: 'app-authentication-failed',
    facts: { host: 'logs.example' },
    lines: [
      'level=error ts=2026-12-01T11:30:00.000Z caller=client.go:430 component=client host=logs.example msg="final error sending batch" status=401 tenant= error="server returned HTTP status 401 Unauthorized (401): {\\"status\\":\\"error\\",\\"error\\":\\"authentication error: invalid token\\"}"',
    ],
  },
  {
    program: 'Feign under Spring Boot',
    source: 'spring-cloud/spring-cloud-netflix issue 730',
    cause: 'app-dependency-unreachable',
    facts: { host: 'user-service-provider', port: '80' },
    lines: [
      '2026-12-01 11:30:00.123 ERROR 1 --- [nio-8080-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] in context with path [] threw exception [Request processing failed; nested exception is feign.RetryableException: Connection refused executing GET http://user-service-provider/users] with root cause',
      '',
      'java.net.ConnectException: Connection refused',
      '\tat java.net.PlainSocketImpl.socketConnect(Native Method)',
    ],
  },
  {
    program: 'requests under Flask',
    source: 'pallets/flask src/flask/app.py, log_exception; psf/requests src/requests/adapters.py; urllib3 1.26',
    cause: 'app-name-resolution-failed',
    facts: { host: 'memcom', port: '5000' },
    lines: [
      '[2026-12-01 11:30:00,123] ERROR in app: Exception on / [GET]',
      'Traceback (most recent call last):',
      '  File "/usr/local/lib/python3.9/site-packages/urllib3/connection.py", line 174, in _new_conn',
      '    conn = connection.create_connection(',
      'socket.gaierror: [Errno -2] Name or service not known',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "/usr/local/lib/python3.9/site-packages/flask/app.py", line 2190, in wsgi_app',
      '    response = self.full_dispatch_request()',
      "requests.exceptions.ConnectionError: HTTPConnectionPool(host='memcom', port=5000): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f5b3c0d6a90>: Failed to establish a new connection: [Errno -2] Name or service not known'))",
      '10.244.0.14 - - [01/Dec/2026 11:30:00] "GET / HTTP/1.1" 500 -',
    ],
  },
  {
    program: 'urllib3, two exceptions in two records',
    source: 'urllib3/urllib3 1.26 src/urllib3/connection.py; psf/requests src/requests/exceptions.py',
    cause: 'app-name-resolution-failed',
    facts: { host: 'memcom', port: '5000' },
    lines: [
      'ERROR:root:socket.gaierror: [Errno -2] Name or service not known',
      "ERROR:root:requests.exceptions.ConnectionError: HTTPConnectionPool(host='memcom', port=5000): Max retries exceeded with url: / (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f5b3c0d6a90>: Failed to establish a new connection: [Errno -2] Name or service not known'))",
    ],
  },
  {
    program: 'redis-py',
    source: 'redis/redis-py redis/connection.py, _error_message',
    cause: 'app-dependency-unreachable',
    facts: { host: 'redis', port: '6379' },
    lines: ['ERROR:worker:Error 111 connecting to redis:6379. Connection refused.'],
  },
  {
    program: 'fluent-bit',
    source: 'fluent/fluent-bit src/flb_network.c, flb_net_tcp_connect; src/flb_log.c pads the level',
    cause: 'app-name-resolution-failed',
    facts: { host: 'elasticsearch' },
    lines: ["[2026/12/01 11:30:00] [ warn] [net] getaddrinfo(host='elasticsearch', err=4): Domain name not found"],
  },
  {
    program: 'psycopg2',
    source: 'postgres/postgres src/backend/utils/init/postinit.c, InitPostgres, as its client passes it on',
    cause: 'app-schema-missing',
    facts: { database: 'orders' },
    lines: ['[2026-12-01 11:30:00] [ERROR] FATAL:  database "orders" does not exist'],
  },
  {
    program: 'a shell loop around curl -s',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/23_app_error_in_current_logs/manifests/curl.yaml',
    cause: 'app-dependency-unreachable',
    facts: { host: 'meme-service', port: '5000' },
    lines: ['Checking endpoint http://meme-service:5000...', 'Failed to reach http://meme-service:5000'],
  },
  {
    program: 'a shell loop with date',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/57_wrong_namespace/manifest.yaml',
    cause: 'app-dependency-unreachable',
    lines: ['Tue Dec  1 11:30:00 UTC 2026 ERROR: Failed to connect to database: connection timeout'],
  },
  {
    program: 'a login service',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/51_logs_summarize_errors/generate_logs.py',
    cause: 'app-certificate-invalid',
    lines: ['[2026-12-01 11:30:00] ERROR: Certificate validation failed: CN=idp.company.com expired on 2024-01-15'],
  },
  {
    program: 'a service with a database',
    source: 'robusta-dev/holmesgpt tests/llm/fixtures/test_ask_holmes/53_logs_find_term/generate_logs.py',
    cause: 'application-error',
    lines: ["[2026-12-01 11:30:00] ERROR: Database query failed: SQL syntax error near 'SELCT' at line 1"],
  },
  {
    program: 'external-dns without rights',
    source: 'https://github.com/kubernetes-sigs/external-dns/issues/4219',
    cause: 'app-authentication-failed',
    lines: [
      'time="2024-01-28T09:41:17Z" level=error msg="records retrieval failed: failed to list hosted zones: AccessDenied: User: arn:aws:sts::xxxxxxxxxxxxxx:assumed-role/*****-ExternalDNS/1385464348772260040 is not authorized to perform: route53:ListHostedZones because no identity-based policy allows the route53:ListHostedZones action\\n\\tstatus code: 403, request id: b950a1aa-6e02-4ead-92a7-6a945e5f8ce4"',
    ],
  },
  {
    program: 'external-dns beyond its quota',
    source: 'https://github.com/kubernetes-sigs/external-dns/issues/4759',
    cause: 'application-error',
    lines: [
      'time="2024-10-17T06:28:19Z" level=error msg="Failed to do run once: failed to list resource records sets for zone /hostedzone/****************** using aws profile \\"default\\": Throttling: Rate exceeded\\n\\tstatus code: 400"',
    ],
  },
  {
    program: 'OpenTelemetry collector',
    source: 'https://github.com/open-telemetry/opentelemetry-collector/issues/8281',
    cause: 'app-dependency-unreachable',
    lines: [
      '2023-08-24T09:47:47.583Z        info    exporterhelper/queued_retry.go:423      Exporting failed. Will retry the request after interval.    {"kind": "exporter", "data_type": "metrics", "name": "otlp", "error": "rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial tcp 192.168.1.171:11800: i/o timeout\\"", "interval": "32.401468272s"}',
    ],
  },
  {
    program: 'OpenTelemetry collector that drops data',
    source: 'https://github.com/open-telemetry/opentelemetry-collector/issues/12451',
    cause: 'app-dependency-unreachable',
    lines: [
      '2025-02-20T15:30:17.360Z\terror\tinternal/queue_sender.go:103\tExporting failed. Dropping data.\t{"kind": "exporter", "data_type": "logs", "name": "otlp", "error": "no more retries left: rpc error: code = DeadlineExceeded desc = context deadline exceeded", "dropped_items": 26}',
      'go.opentelemetry.io/collector/exporter/exporterhelper/internal.NewQueueSender.func1',
      '\tgo.opentelemetry.io/collector/exporter@v0.117.0/exporterhelper/internal/queue_sender.go:103',
    ],
  },
  {
    program: 'Sidekiq',
    source: 'https://github.com/feedbin/feedbin/issues/120',
    cause: 'app-dependency-unreachable',
    lines: [
      '2014-10-07T16:08:54.499Z 25067 TID-ot9yxdtv8 ERROR: heartbeat: Error connecting to Redis on 127.0.0.1:6379 (ECONNREFUSED)',
      '2014-10-07T16:08:54.502Z 25067 TID-ot9yxea4s ERROR: Error fetching message: Error connecting to Redis on 127.0.0.1:6379 (ECONNREFUSED)',
      "2014-10-07T16:08:54.503Z 25067 TID-ot9yxea4s ERROR: /home/[USERNAME]/.gem/ruby/2.1.0/gems/redis-3.1.0/lib/redis/client.rb:309:in `rescue in establish_connection'",
    ],
  },
  {
    program: 'cert-manager',
    source: 'https://github.com/cert-manager/cert-manager/issues/663',
    cause: 'application-error',
    lines: [
      'E0618 04:49:34.248825       1 controller.go:196] certificates controller: Re-queuing item "default/gitlab3-registry-tls" due to error processing: Error checking ACME domain validation: error getting authorization for domains: [\'\': getting acme authorization failed: 429 urn:acme:error:rateLimited: Error creating new authz :: too many failed authorizations recently: see https://letsencrypt.org/docs/rate-limits/]',
    ],
  },
  {
    program: 'Fluent Bit',
    source: 'https://github.com/fluent/fluent-bit/issues/3301',
    cause: 'application-error',
    lines: [
      '[2021/03/29 21:55:32] [error] [output:es:es.0] HTTP status=0 URI=/_bulk ',
      "[2021/03/29 21:55:32] [ warn] [engine] failed to flush chunk '1-1617054927.935218441.flb', retry in 10 seconds: task_id=0, input=tail.0 > output=es.0 (out_id=0) ",
    ],
  },
  {
    program: 'Hadoop',
    source: 'logpai/loghub Hadoop/Hadoop_2k.log',
    cause: 'app-dependency-unreachable',
    lines: [
      '2015-10-18 18:10:53,546 WARN [RMCommunicator Allocator] org.apache.hadoop.ipc.Client: Address change detected. Old: msra-sa-41/10.190.173.170:8030 New: msra-sa-41:8030',
      '2015-10-18 18:10:54,546 INFO [RMCommunicator Allocator] org.apache.hadoop.ipc.Client: Retrying connect to server: msra-sa-41:8030. Already tried 0 time(s); retry policy is RetryUpToMaximumCountWithFixedSleep(maxRetries=10, sleepTime=1000 MILLISECONDS)',
      '2015-10-18 18:10:54,546 ERROR [RMCommunicator Allocator] org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator: ERROR IN CONTACTING RM. ',
    ],
  },
  {
    program: 'Istio, one line for each request',
    source: 'https://github.com/istio/istio/issues/45802',
    cause: 'app-dependency-unreachable',
    lines: [
      '[2023-07-05T10:00:00.000Z] "GET /v1/status HTTP/1.1" 503 UC upstream_reset_before_response_started{connection_termination} - "-" 0 95 0 - "10.90.16.220" "Apache-HttpClient/4.5.1 (Java/1.8.0_372)" "3a7cbcc1-af72-47fb-bbac-a7672951f50f" "health.abc.com" "10.80.47.192:8181" outbound|80||health-api.production.svc.cluster.local 10.80.45.233:37132 10.80.45.233:80 10.80.46.220:59375 - -',
    ],
  },
  {
    program: 'Envoy in JSON',
    source: 'https://github.com/envoyproxy/envoy/issues/17432',
    cause: 'app-dependency-unreachable',
    lines: [
      '{"responseCodeDetails":"upstream_reset_before_response_started{connection_failure}","requestPath":"/v1/KEY_25c5d7699e8d431a94ca282e1ec2156f","upstreamServiceTime":"-","requestMethod":"GET","startTime":"2021-07-21T09:42:36.514Z","bytesReceived":"0","bytesSent":"91","protocol":"HTTP/1.1","responseFlags":"UF,URX","responseCode":"503","soapaction":"-","duration":"55","fullPath":"GET /v1/KEY_25c5d7699e8d431a94ca282e1ec2156f HTTP/1.1"}',
    ],
  },
  {
    program: 'curl in a loop of a script',
    source: 'curl/curl lib/http.c and src/tool_operate.c',
    cause: 'app-authentication-failed',
    lines: ['curl: (22) The requested URL returned error: 401'],
  },
  {
    program: 'BusyBox wget in a loop of a script',
    source: 'https://github.com/ustclug/discussions/issues/469',
    cause: 'app-authentication-failed',
    lines: [
      'Connecting to mirrors.ustc.edu.cn (202.141.160.110:80)',
      'wget: server returned error: HTTP/1.1 403 Forbidden',
    ],
  },
  {
    program: 'a shipper of logs that is left with no server',
    source: 'https://github.com/fluent/fluentd/issues/3610',
    cause: 'app-dependency-unreachable',
    lines: [
      '2022-01-26 20:11:14 +0000 [warn]: #0 failed to flush the buffer. retry_times=1 next_retry_time=2022-01-26 20:11:27 +0000 chunk="5d680f189937638692f2f4afcc0a6071" error_class=Fluent::Plugin::ForwardOutput::NoNodesAvailable error="no nodes are available"',
    ],
  },
  {
    program: 'a registry whose store refuses its key',
    source: 'distribution/distribution registry/handlers/app.go, logError; registry/storage/driver/s3-aws',
    cause: 'app-authentication-failed',
    lines: [
      'time="2026-12-01T11:30:00Z" level=error msg="response completed with error" err.code=unknown err.detail="s3aws: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.\\n\\tstatus code: 403" err.message="unknown error" http.request.method=GET http.response.status=503',
    ],
  },
  {
    program: 'a client of gRPC in Python, logged by a logger called client',
    source: 'grpc/grpc src/python/grpcio/grpc/_channel.py, _rpc_state_string',
    cause: 'app-authentication-failed',
    lines: [
      'ERROR:client:<_InactiveRpcError of RPC that terminated with:',
      '\tstatus = StatusCode.UNAUTHENTICATED',
      '\tdetails = "invalid or missing token"',
      '>',
    ],
  },
  {
    program: 'a client of NATS that tries again',
    source: 'https://github.com/openfaas/nats-queue-worker/pull/54',
    cause: 'app-dependency-unreachable',
    facts: { host: 'nats.openfaas.svc.cluster.local', port: '4222' },
    lines: ['Reconnecting (4/120) to nats://nats.openfaas.svc.cluster.local:4222 failed', 'Waiting 8s before next try'],
  },
  {
    program: 'Nextcloud, whose levels are numbers',
    source: 'https://github.com/Wonderfall/dockerfiles/issues/134',
    cause: 'app-dependency-unreachable',
    lines: [
      '{"reqId":"x","remoteAddr":"172.18.0.8","app":"webdav","message":"Exception: {\\"Message\\":\\"Redis server went away\\",\\"Exception\\":\\"RedisException\\",\\"Code\\":0}","level":3,"time":"2026-12-01T11:30:00+00:00","method":"GET","url":"/remote.php/webdav/x.png","user":"test"}',
    ],
  },
  {
    program: 'a client that is cut off by the server that it calls',
    source: 'axios/axios lib/core/AxiosError.js; nodejs/node lib/net.js',
    cause: 'app-dependency-unreachable',
    facts: { host: 'payments', port: '8080' },
    lines: ['2026-12-01T11:30:00.000Z ERROR calling http://payments:8080/charge: AxiosError: read ECONNRESET'],
  },
  {
    program: 'Akka, whose members look for each other',
    source: 'https://github.com/akka/akka-management/issues/263',
    cause: 'app-dependency-unreachable',
    lines: [
      '[ERROR] [08/09/2018 13:02:25.530] [shop-akka.actor.default-dispatcher-15] [akka.tcp://shop@10.42.13.151:2551/system/bootstrapCoordinator] Probing [http://10-42-4-124.shop.pod.cluster.local:8558/bootstrap/seed-nodes] failed due to: Tcp command [Connect(10-42-4-124.shop.pod.cluster.local:8558,None,List(),Some(10 seconds),true)] failed because of Connection refused',
    ],
  },
  {
    program: 'a client of Consul that may not log in',
    source: 'https://github.com/hashicorp/consul-k8s/issues/625',
    cause: 'app-authentication-failed',
    lines: [
      '2021-08-18T02:34:53.420Z [ERROR] Consul login failed; retrying: error="error logging in: Unexpected response code: 403 (rpc error making call: Permission denied)"',
    ],
  },
  {
    program: 'a controller that asks GitHub for what is not there',
    source: 'https://github.com/actions/actions-runner-controller/issues/39',
    cause: 'application-error',
    lines: [
      '2020-04-23T03:02:06.237Z\tERROR\tcontrollers.Runner\tFailed to get new registration token\t{"runner": "default/runner-1", "error": "failed to create registration token: POST https://api.github.com/repos/x/y/actions/runners/registration-token: 404 Not Found []"}',
    ],
  },
  {
    program: 'a client of ActiveMQ, whose log4j pads the level',
    source: 'apache/activemq FailoverTransport.java, doReconnect',
    cause: 'app-dependency-unreachable',
    facts: { host: 'activemq', port: '61616' },
    lines: [
      ' WARN | Failed to connect to [tcp://activemq:61616] after: 10 attempt(s) with java.net.ConnectException: Connection refused, continuing to retry.',
    ],
  },
  {
    program: 'a client of Dubbo that finds no provider',
    source: 'apache/dubbo DynamicDirectory.java, doList',
    cause: 'app-dependency-unreachable',
    facts: { service: 'com.acme.OrderService' },
    lines: [
      '2026-12-01T11:30:00.000Z ERROR org.apache.dubbo.rpc.RpcException: No provider available from registry 10.96.1.1:2181 for service com.acme.OrderService on consumer 10.1.1.1 use dubbo version 3.0.7, please check status of providers(disabled, not registered or in blacklist).',
    ],
  },
  {
    program: 'a program whose supervisor starts it again, though its port is taken',
    source: 'https://github.com/jlesage/docker-crashplan-pro/issues/494',
    cause: 'app-port-in-use',
    facts: { port: '5900' },
    lines: [
      "[supervisor      ] starting service 'nginx'...",
      '[nginx           ] Listening for HTTPs connections on port 5800.',
      '[nginx           ] nginx: [emerg] bind() to 0.0.0.0:5900 failed (98: Address in use)',
      '[nginx           ] nginx: [emerg] still could not bind()',
      "[supervisor      ] service 'nginx' exited (with status 1)",
    ],
  },
  {
    program: 'a client at which a server hangs up that wants TLS',
    source: 'https://github.com/fluent/fluent-bit-kubernetes-logging/issues/44',
    cause: 'app-dependency-unreachable',
    facts: { host: 'elasticsearch-es-http', port: '9200' },
    lines: [
      '[2026/12/01 11:30:00] [error] [io fd=50] error sending data to: elasticsearch-es-http:9200 (Broken pipe)',
      '[2026/12/01 11:30:00] [ warn] [out_es] http_do=-1 URI=/_bulk',
    ],
  },
  {
    program: 'a client that MassTransit tells of as user and host',
    source: 'https://github.com/MassTransit/MassTransit/issues/1141',
    cause: 'app-dependency-unreachable',
    facts: { host: 'rabbit.local', port: '5672' },
    lines: [
      '2026-12-01T11:30:00.000Z ERROR MassTransit.RabbitMqTransport.RabbitMqConnectionException: Broker unreachable: username@rabbit.local:5672/ ---> RabbitMQ.Client.Exceptions.BrokerUnreachableException: None of the specified endpoints were reachable',
    ],
  },
  {
    program: 'a shipper of logs whose server has no such path',
    source: 'https://github.com/grafana/loki/pull/1925',
    cause: 'application-error',
    lines: [
      'level=error ts=2026-12-01T11:30:00.408999Z caller=client.go:247 component=client host=example.com:3100 msg="final error sending batch" status=404 error="server returned HTTP status 404 Not Found (404): 404 page not found"',
    ],
  },
  {
    program: 'TiKV, whose levels have four letters',
    source: 'pingcap/tidb-docker-compose issue 28',
    cause: 'app-dependency-unreachable',
    facts: { host: 'pd0', port: '2379' },
    lines: [
      '2026/12/01 11:30:00.429 ERRO util.rs:351: PD endpoint pd0:2379 failed to respond: Grpc(RpcFailure(RpcStatus { status: Unavailable, details: Some("Connect Failed") }))',
    ],
  },
  {
    program: 'a proxy that warns of a name',
    source: 'linkerd/linkerd2 issue 8943',
    cause: 'app-name-resolution-failed',
    facts: { host: 'linkerd-identity-headless.linkerd.svc.cluster.local' },
    lines: [
      '2026-12-01T11:30:00.334095Z  WARN ThreadId(02) identity:controller{addr=linkerd-identity-headless.linkerd.svc.cluster.local:8080}: linkerd_app_core::control: Failed to resolve control-plane component error=failed SRV and A record lookups: failed to resolve SRV record: no record found for name: linkerd-identity-headless.linkerd.svc.cluster.local. type: SRV class: IN',
    ],
  },
  {
    program: 'a shipper of blocks whose record begins with the level',
    source: 'thanos-io/thanos issue 394',
    cause: 'app-authentication-failed',
    lines: [
      'level=error ts=2026-12-01T11:30:00.412284Z caller=shipper.go:165 msg="shipping failed" block=01CH0N8K0M9HAZ3DKN60Z8RR7G err="check exists: stat s3 object: Access Denied."',
    ],
  },
  {
    program: 'a controller that warns of a token that the Kubernetes API refuses',
    source: 'crossplane/crossplane issue 5017',
    cause: 'app-authentication-failed',
    lines: [
      'W1201 11:30:00.413588       1 reflector.go:535] k8s.io/client-go@v0.28.3/tools/cache/reflector.go:229: failed to list *v1alpha1.ComputeEnvironment: Unauthorized',
    ],
  },
  {
    program: 'a proxy of MySQL whose own user is refused',
    source: 'sysown/proxysql issue 3061',
    cause: 'app-authentication-failed',
    facts: { host: 'testdb.database.azure.com', port: '3306' },
    lines: [
      '2026-12-01 11:30:00 MySQL_Monitor.cpp:718:monitor_connect_thread(): [ERROR] Server testdb.database.azure.com:3306 is returning "Access denied" for monitoring user',
    ],
  },
  {
    program: 'a backup whose store refuses it',
    source: 'velero-io/velero issue 6007',
    cause: 'app-authentication-failed',
    facts: { address: '192.168.229.159', port: '30612' },
    lines: [
      String.raw`time="2026-12-01T11:30:00Z" level=error msg="Error backing up item" backup=velero/nginx-backup error="pod volume backup failed: error creating uploader: failed to connect repository: error running command=restic snapshots --repo=s3:http://192.168.229.159:30612/velero/minio/restic/nginx-example --latest=1, stdout=, stderr=Fatal: unable to open config file: Stat: Access Denied.\nIs there a repository at the following location?\n: exit status 1"`,
    ],
  },
  {
    program: 'a worker that prints the trace behind the message',
    source: 'SamR1/FitTrackee issue 412, as dramatiq logs it',
    cause: 'app-authentication-failed',
    lines: [
      '[2026-12-01 11:30:00,123] [PID 7] [Thread-4] [dramatiq.worker.WorkerThread] [ERROR] Failed to process message with unhandled exception.',
      'Traceback (most recent call last):',
      '  File "/usr/lib/python3.9/smtplib.py", line 734, in login',
      '    raise last_exception',
      "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed: UGFzc3dvcmQ6')",
    ],
  },
]
