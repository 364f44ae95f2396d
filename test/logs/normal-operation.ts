/** What a well-known server prints while all is well, and where that is written down. */
export interface Excerpt {
  readonly program: string
  readonly source: string
  readonly lines: readonly string[]
}

export const EXCERPTS: readonly Excerpt[] = [
  {
    program: 'Traefik, which is given an Ingress whose Service has no endpoints',
    source: 'traefik/traefik pkg/provider/kubernetes/ingress/kubernetes.go',
    lines: [
      '2026-12-01T11:30:00Z ERR Cannot create service error="no servers found for shop/web" ingress=shop namespace=shop providerName=kubernetes serviceName=web servicePort=&ServiceBackendPort{Name:,Number:80,}',
    ],
  },
  {
    program: 'a collector that prints what it receives',
    source: 'open-telemetry/opentelemetry-collector exporter/debugexporter, detailed verbosity',
    lines: ['LogRecord #0', 'SeverityText: ERROR', 'Body: Str(connection refused to db:5432)'],
  },
  {
    program: 'PostgreSQL, whose clients go away',
    source: 'psycopg/psycopg2 issue 1717',
    lines: [
      '2026-12-01 11:30:00.000 UTC [12356] bbot_rt_2@SIMDB LOG:  could not send data to client: Connection timed out',
      '2026-12-01 11:30:00.005 UTC [12356] bbot_rt_2@SIMDB FATAL:  connection to client lost',
    ],
  },
  {
    program: 'MariaDB, which is looked after by a probe without a password',
    source: 'MariaDB/mariadb-docker issue 430',
    lines: ["2026-12-01 11:30:00 1453 [Warning] Access denied for user 'root'@'127.0.0.1' (using password: NO)"],
  },
  {
    program: 'Uvicorn, which is sent what is no request',
    source: 'jina-ai/serve pull request 2913',
    lines: [
      'WARNING:  Invalid HTTP request received.',
      'Traceback (most recent call last):',
      '  File "/usr/local/lib/python3.7/site-packages/uvicorn/protocols/http/h11_impl.py", line 136, in handle_events',
      '    event = self.conn.next_event()',
    ],
  },
  {
    program: 'a proxy whose callers hang up',
    source: 'fanvinga/dockerfiles issue 13',
    lines: [
      '2026-12-01 11:30:00 ERROR    tcprelay.py:1519 [Errno 104] Connection reset by peer',
      '2026-12-01 11:30:00 ERROR    tcprelay.py:1520 exception from ::ffff:66.42.10.20:54806',
    ],
  },
  {
    program: 'Kestrel, where there is no IPv6',
    source: 'baking-bad/tzkt pull request 57',
    lines: [
      "<4>Microsoft.AspNetCore.Server.Kestrel[0] Unable to bind to http://localhost:5000 on the IPv6 loopback interface: 'Cannot assign requested address'.",
    ],
  },
  {
    program: 'programs that wait for work',
    source:
      'rabbitmq/rabbitmq-tutorials python/receive.py; mongodb/mongo src/mongo/transport/asio/asio_transport_layer.cpp',
    lines: [
      ' [*] Waiting for messages. To exit press CTRL+C',
      '{"t":{"$date":"2026-12-01T11:30:00.000+00:00"},"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}',
    ],
  },
  {
    program: 'an operator that waits for what it looks after',
    source: 'spotahome/redis-operator operator/redisfailover; kubernetes-sigs/controller-runtime pkg/log',
    lines: [
      '{"level":"info","ts":"2026-12-01T11:30:00.000Z","logger":"controllers.Database","msg":"waiting for database to be ready","namespace":"shop","name":"orders","reconcileID":"x"}',
      'time="2026-12-01T11:30:00Z" level=info msg="waiting for redis to be available" namespace=shop redisfailover=cache',
    ],
  },
  {
    program: 'client-go where an aggregated API is down',
    source: 'kubernetes/client-go discovery/cached/memory/memcache.go',
    lines: [
      "E1201 11:30:00.000000       1 memcache.go:287] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
    ],
  },
  {
    program: 'Vault, whose audit log goes to its output',
    source: 'hashicorp/vault audit/entry_formatter.go',
    lines: [
      '{"time":"2026-12-01T11:30:00Z","type":"response","error":"1 error occurred:\\n\\t* permission denied\\n\\n","request":{"operation":"read","path":"secret/x","remote_address":"10.1.1.1"}}',
    ],
  },
  {
    program: 'cert-manager',
    source: 'cert-manager/cert-manager pkg/controller/acmechallenges/sync.go, a challenge under way',
    lines: [
      'I1201 11:30:00.000000       1 sync.go:394] "Waiting for DNS-01 challenge propagation" logger="cert-manager.challenges" err="DNS record for \\"shop.example\\" not yet propagated"',
    ],
  },
  {
    program: 'a server that turns down expired tokens',
    source: 'auth0/node-jsonwebtoken verify.js, as pino writes it',
    lines: [
      '{"level":50,"time":1796125500000,"pid":1,"err":{"type":"TokenExpiredError","message":"jwt expired","stack":"TokenExpiredError: jwt expired\\n    at /app/node_modules/jsonwebtoken/verify.js:190:21"},"msg":"unauthorized"}',
    ],
  },
  {
    program: 'Bandit',
    source: 'mtrudel/bandit lib/bandit/http1/socket.ex, a client that breaks the protocol',
    lines: ['11:30:00.123 [error] ** (Bandit.HTTPError) Header read HTTP error: "GET /x HTTP/9.9"'],
  },
  {
    program: 'etcd',
    source: 'etcd-io/etcd server/etcdserver/txn/util.go and server/embed/config_logging.go',
    lines: [
      '{"level":"warn","ts":"2026-12-01T11:30:00.000Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"126.1ms","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"","error":"context canceled"}',
      '{"level":"warn","ts":"2026-12-01T11:30:00.000Z","caller":"embed/config_logging.go:188","msg":"rejected connection","remote-addr":"10.0.0.9:41234","server-name":"","error":"EOF"}',
    ],
  },
  {
    program: 'kube-apiserver',
    source: 'golang/go src/net/http/server.go; kubernetes/kubernetes staging/src/k8s.io/apiserver',
    lines: [
      'I1201 11:30:00.000000       1 log.go:245] http: TLS handshake error from 10.0.0.9:41234: remote error: tls: bad certificate',
      'E1201 11:30:00.000000       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
      'W1201 11:30:00.000000       1 reflector.go:492] watch of *v1.Secret ended with: too old resource version: 1 (2)',
    ],
  },
  {
    program: 'kube-proxy',
    source: 'kubernetes/kubernetes cmd/kube-proxy/app/server.go, checkBadConfig, and cmd/kube-proxy/app/conntrack.go',
    lines: [
      'E1201 11:30:00.000000       1 server.go:234] "Kube-proxy configuration may be incomplete or incorrect" err="nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`"',
      'I1201 11:30:00.000000       1 conntrack.go:60] "Setting nf_conntrack_max" nfConntrackMax=131072',
    ],
  },
  {
    program: 'ingress-nginx',
    source: 'kubernetes/ingress-nginx internal/ingress/controller/controller.go',
    lines: [
      'W1201 11:30:00.000000       7 controller.go:1108] Error obtaining Endpoints for Service "shop/web": no object matching key "shop/web" in local store',
      'W1201 11:30:00.000000       7 controller.go:1216] Service "shop/api" does not have any active Endpoint.',
      '10.0.0.9 - - [01/Dec/2026:11:30:00 +0000] "GET / HTTP/1.1" 503 592 "-" "curl/8.5.0" 74 0.000 [shop-api-80] [] - - - - 4a1f',
    ],
  },
  {
    program: 'nginx',
    source: 'nginx/nginx src/http/ngx_http_core_module.c, src/http/ngx_http_upstream.c',
    lines: [
      '2026/12/01 11:30:00 [error] 31#31: *7 open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory), client: 10.0.0.9, server: localhost, request: "GET /favicon.ico HTTP/1.1", host: "shop"',
      '2026/12/01 11:30:00 [error] 31#31: *8 access forbidden by rule, client: 10.0.0.9, server: localhost, request: "GET /.git/config HTTP/1.1", host: "shop"',
      '2026/12/01 11:30:00 [info] 31#31: *9 client 10.0.0.9 closed keepalive connection',
    ],
  },
  {
    program: 'prometheus',
    source: 'prometheus/prometheus scrape/scrape.go',
    lines: [
      'ts=2026-12-01T11:30:00.000Z caller=scrape.go:1741 level=warn component="scrape manager" scrape_pool=pods target=http://10.0.0.9:9100/metrics msg="Error on ingesting samples with different value but same timestamp" num_dropped=12',
      'ts=2026-12-01T11:30:00.000Z caller=head.go:1345 level=info component=tsdb msg="Head GC completed" caller=truncateMemory duration=3.9ms',
    ],
  },
  {
    program: 'grafana',
    source: 'grafana/grafana pkg/services/contexthandler and pkg/middleware/loggermw',
    lines: [
      'logger=context userId=0 orgId=0 uname= t=2026-12-01T11:30:00Z level=warn msg="Failed to authenticate request" client=auth.client.session error="user token not found"',
      'logger=context userId=0 orgId=0 uname= t=2026-12-01T11:30:00Z level=info msg="Request Completed" method=GET path=/ status=302 remote_addr=10.0.0.9 time_ms=1',
      'logger=authn.service t=2026-12-01T11:30:00Z level=error msg="Failed to authenticate request" client=auth.client.form error="[password-auth.failed] failed to authenticate identity: invalid username or password" remote_addr=10.0.0.9',
    ],
  },
  {
    program: 'postgres',
    source:
      'postgres/postgres src/backend/libpq/auth.c, src/backend/tcop/postgres.c, src/backend/access/nbtree/nbtinsert.c',
    lines: [
      '2026-12-01 11:30:00.000 UTC [71] FATAL:  password authentication failed for user "admin"',
      '2026-12-01 11:30:00.000 UTC [71] DETAIL:  Connection matched file "/var/lib/postgresql/data/pg_hba.conf" line 128: "host all all all scram-sha-256"',
      '2026-12-01 11:30:00.000 UTC [72] ERROR:  duplicate key value violates unique constraint "users_email_key"',
      '2026-12-01 11:30:00.000 UTC [73] ERROR:  relation "no_such_table" does not exist at character 15',
      '2026-12-01 11:30:00.000 UTC [74] LOG:  could not receive data from client: Connection reset by peer',
      '2026-12-01 11:30:00.000 UTC [27] LOG:  checkpoint complete: wrote 3 buffers (0.0%); 0 WAL file(s) added, 0 removed, 0 recycled',
    ],
  },
  {
    program: 'mysql',
    source: 'mysql/mysql-server share/messages_to_error_log.txt',
    lines: [
      "2026-12-01T11:30:00.000000Z 12 [Note] [MY-010926] [Server] Access denied for user 'root'@'10.0.0.9' (using password: NO)",
      "2026-12-01T11:30:00.000000Z 13 [Note] [MY-010914] [Server] Aborted connection 13 to db: 'shop' user: 'app' host: '10.0.0.9' (Got timeout reading communication packets).",
      "2026-12-01T11:30:00.000000Z 14 [Warning] [MY-013360] [Server] Plugin mysql_native_password reported: ''mysql_native_password' is deprecated and will be removed in a future release.'",
    ],
  },
  {
    program: 'redis',
    source: 'redis/redis src/server.c, src/networking.c, src/rdb.c',
    lines: [
      '1:C 01 Dec 2026 11:30:00.000 # WARNING Memory overcommit must be enabled! Without it, a background save or replication may fail under low memory condition.',
      '1:M 01 Dec 2026 11:30:00.000 # Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis. This is likely due to an attacker attempting to use Cross Protocol Scripting to compromise your Redis instance. Connection from 10.0.0.9:41234 aborted.',
      '1:M 01 Dec 2026 11:30:00.000 * Background saving terminated with success',
    ],
  },
  {
    program: 'rabbitmq',
    source: 'rabbitmq/rabbitmq-server deps/rabbit/src/rabbit_reader.erl',
    lines: [
      '2026-12-01 11:30:00.000000+00:00 [error] <0.812.0> Error on AMQP connection <0.812.0> (10.0.0.9:41234 -> 10.0.0.5:5672, state: starting):',
      "2026-12-01 11:30:00.000000+00:00 [error] <0.812.0> PLAIN login refused: user 'guest' - invalid credentials",
      "2026-12-01 11:30:00.000000+00:00 [warning] <0.813.0> closing AMQP connection <0.813.0> (10.0.0.9:41235 -> 10.0.0.5:5672, vhost: '/', user: 'app'): client unexpectedly closed TCP connection",
    ],
  },
  {
    program: 'kafka',
    source: 'apache/kafka clients/src/main/java/org/apache/kafka/common/network/Selector.java',
    lines: [
      '[2026-12-01 11:30:00,000] INFO [SocketServer listenerType=BROKER, nodeId=1] Failed authentication with /10.0.0.9 (channelId=10.0.0.5:9093-10.0.0.9:41234-3) (SSL handshake failed) (org.apache.kafka.common.network.Selector)',
      '[2026-12-01 11:30:00,000] INFO [GroupCoordinator 1]: Member consumer-1 in group orders has failed, removing it from the group (kafka.coordinator.group.GroupCoordinator)',
    ],
  },
  {
    program: 'zookeeper',
    source: 'apache/zookeeper zookeeper-server/src/main/java/org/apache/zookeeper/server/NIOServerCnxn.java',
    lines: [
      '2026-12-01 11:30:00,000 [myid:1] - WARN  [NIOWorkerThread-1:NIOServerCnxn@380] - Close of session 0x0',
      'java.io.IOException: Unable to read additional data from client, it probably closed the socket: address = /10.0.0.9:41234, session = 0x0',
      '\tat org.apache.zookeeper.server.NIOServerCnxn.handleFailedRead(NIOServerCnxn.java:165)',
    ],
  },
  {
    program: 'elasticsearch',
    source: 'elastic/elasticsearch server/src/main/java/org/elasticsearch/http/AbstractHttpServerTransport.java',
    lines: [
      '[2026-12-01T11:30:00,000][WARN ][o.e.h.AbstractHttpServerTransport] [es-0] caught exception while handling client http traffic, closing connection Netty4HttpChannel{localAddress=/10.0.0.5:9200, remoteAddress=/10.0.0.9:41234}',
      'io.netty.handler.codec.DecoderException: javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate',
      '\tat io.netty.codec.ByteToMessageDecoder.callDecode(ByteToMessageDecoder.java:499)',
    ],
  },
  {
    program: 'tomcat',
    source: 'apache/tomcat java/org/apache/coyote/http11/Http11Processor.java',
    lines: [
      '01-Dec-2026 11:30:00.000 INFO [http-nio-8080-exec-1] org.apache.coyote.http11.Http11Processor.service Error parsing HTTP request header',
      ' Note: further occurrences of HTTP request parsing errors will be logged at DEBUG level.',
      '\tjava.lang.IllegalArgumentException: Invalid character found in method name [0x16 0x03 0x01]. HTTP method names must be tokens',
      '\t\tat org.apache.coyote.http11.Http11InputBuffer.parseRequestLine(Http11InputBuffer.java:419)',
    ],
  },
  {
    program: 'spring',
    source:
      'apache/tomcat java/org/apache/catalina/connector/ClientAbortException.java; brettwooldridge/HikariCP HikariPool.java',
    lines: [
      '2026-12-01T11:30:00.000Z ERROR 1 --- [nio-8080-exec-4] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] threw exception',
      'org.apache.catalina.connector.ClientAbortException: java.io.IOException: Broken pipe',
      '\tat org.apache.catalina.connector.OutputBuffer.realWriteBytes(OutputBuffer.java:342)',
      '2026-12-01T11:30:00.000Z  WARN 1 --- [l-1 housekeeper] com.zaxxer.hikari.pool.HikariPool        : HikariPool-1 - Thread starvation or clock leap detected (housekeeper delta=47s).',
    ],
  },
  {
    program: 'envoy',
    source: 'envoyproxy.io, Access logging, response flags',
    lines: [
      '[2026-12-01T11:30:00.000Z] "GET /wp-login.php HTTP/1.1" 404 NR route_not_found - "-" 0 0 0 - "203.0.113.9" "Mozilla/5.0" "c1" "shop.example" "-" - - 10.0.0.5:8080 203.0.113.9:41234 - -',
      '[2026-12-01T11:30:00.000Z] "GET /slow HTTP/1.1" 0 DC downstream_remote_disconnect - "-" 0 0 812 - "203.0.113.9" "Mozilla/5.0" "c2" "shop.example" "10.0.0.7:8080" outbound|80||web.shop.svc.cluster.local - 10.0.0.5:8080 203.0.113.9:41235 - default',
    ],
  },
  {
    program: 'argo-cd',
    source: 'grpc-ecosystem/go-grpc-middleware logging/logrus/server_interceptors.go; argoproj/argo-cd issues',
    lines: [
      'time="2026-12-01T11:30:00Z" level=error msg="finished unary call with code Unauthenticated" error="rpc error: code = Unauthenticated desc = invalid session: token has invalid claims: token is expired" grpc.code=Unauthenticated grpc.method=List grpc.service=application.ApplicationService span.kind=server system=grpc',
      'time="2026-12-01T11:30:00Z" level=warning msg="Failed to verify token: token is expired"',
    ],
  },
  {
    program: 'cert-manager',
    source: 'cert-manager/website content/docs/devops-tips/scaling-cert-manager.md',
    lines: [
      'I1201 11:30:00.000000       1 controller.go:162] "re-queuing item due to optimistic locking on resource" logger="cert-manager.certificates-trigger" key="team-864-p6ts6/app-7" error="Operation cannot be fulfilled on certificates.cert-manager.io \\"app-7\\": the object has been modified; please apply your changes to the latest version and try again"',
    ],
  },
  {
    program: 'php-fpm',
    source: 'php/php-src sapi/fpm/fpm/fpm_children.c, fpm_process_ctl.c',
    lines: [
      '[01-Dec-2026 11:30:00] NOTICE: [pool www] child 12 exited with code 0 after 301.412345 seconds from start',
      '[01-Dec-2026 11:30:00] WARNING: [pool www] child 13 exited on signal 15 (SIGTERM) after 300.000000 seconds from start',
      '[01-Dec-2026 11:30:00] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
    ],
  },
  {
    program: 'fluentd',
    source: 'fluent/fluentd lib/fluent/plugin/output.rb',
    lines: [
      '2026-12-01 11:30:00 +0000 [warn]: #0 failed to flush the buffer. retry_times=0 next_retry_time=2026-12-01 11:30:01 +0000 chunk="5f" error_class=Errno::ECONNREFUSED error="Connection refused - connect(2) for \\"loki\\" port 3100"',
      '2026-12-01 11:30:00 +0000 [warn]: #0 retry succeeded. chunk_id="5f"',
    ],
  },
  {
    program: 'django',
    source: 'django/django django/http/request.py, django/core/handlers/exception.py',
    lines: [
      "ERROR 2026-12-01 11:30:00,000 exception 1 140 Invalid HTTP_HOST header: '10.0.0.5:8000'. You may need to add '10.0.0.5' to ALLOWED_HOSTS.",
      'Traceback (most recent call last):',
      '  File "/usr/local/lib/python3.12/site-packages/django/core/handlers/exception.py", line 55, in inner',
      "django.core.exceptions.DisallowedHost: Invalid HTTP_HOST header: '10.0.0.5:8000'. You may need to add '10.0.0.5' to ALLOWED_HOSTS.",
    ],
  },
  {
    program: 'rails',
    source: 'rails/rails actionpack/lib/action_dispatch/middleware/debug_exceptions.rb',
    lines: [
      'F, [2026-12-01T11:30:00.000000 #1] FATAL -- : [0a3f] ActionController::RoutingError (No route matches [GET] "/favicon.ico"):',
      'F, [2026-12-01T11:30:00.000000 #1] FATAL -- : [0a3f]   ',
    ],
  },
  {
    program: 'sshd',
    source: 'openssh/openssh-portable auth.c',
    lines: [
      'Dec  1 11:30:00 bastion sshd[812]: Failed password for invalid user admin from 203.0.113.9 port 41234 ssh2',
      'Dec  1 11:30:00 bastion sshd[812]: error: maximum authentication attempts exceeded for root from 203.0.113.9 port 41234 ssh2 [preauth]',
    ],
  },
  {
    program: 'keycloak',
    source: 'keycloak/keycloak services/src/main/java/org/keycloak/events/log/JBossLoggingEventListenerProvider.java',
    lines: [
      '2026-12-01 11:30:00,000 WARN  [org.keycloak.events] (executor-thread-1) type="LOGIN_ERROR", realmId="shop", clientId="web", userId="null", ipAddress="203.0.113.9", error="invalid_user_credentials", auth_method="openid-connect"',
    ],
  },
  {
    program: 'haproxy',
    source: 'haproxy/haproxy src/check.c',
    lines: [
      '[WARNING]  (8) : Server be_app/app2 is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 1 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      '[WARNING]  (8) : Server be_app/app2 is UP, reason: Layer4 check passed, check duration: 0ms. 2 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
    ],
  },
  {
    program: 'nginx with one slow page',
    source: 'nginx/nginx src/http/ngx_http_upstream.c',
    lines: [
      '2026/12/01 11:30:00 [error] 31#31: *7 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9, server: _, request: "GET /report HTTP/1.1", upstream: "http://10.244.1.9:8080/report", host: "shop"',
      '10.0.0.9 - - [01/Dec/2026:11:30:00 +0000] "GET /report HTTP/1.1" 504 167 "-" "curl/8.5.0"',
      '10.0.0.9 - - [01/Dec/2026:11:30:00 +0000] "GET /items HTTP/1.1" 200 1530 "-" "curl/8.5.0"',
    ],
  },
  {
    program: 'nginx with one of two servers away',
    source: 'nginx/nginx src/http/ngx_http_upstream.c, ngx_http_upstream_next',
    lines: [
      '2026/12/01 11:30:00 [error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: _, request: "GET /items HTTP/1.1", upstream: "http://10.244.1.9:8080/items", host: "shop"',
      '10.0.0.9 - - [01/Dec/2026:11:30:00 +0000] "GET /items HTTP/1.1" 200 1530 "-" "curl/8.5.0"',
    ],
  },
  {
    program: 'node_exporter',
    source: 'prometheus/node_exporter collector/collector.go, collector/rapl_linux.go',
    lines: [
      'ts=2026-12-01T11:30:00.000Z caller=collector.go:173 level=error msg="collector failed" name=rapl duration_seconds=5.2e-05 err="failed to read sensor value: open /host/sys/class/powercap/intel-rapl:0/energy_uj: permission denied"',
    ],
  },
  {
    program: 'cAdvisor',
    source: 'google/cadvisor manager/manager.go, container/docker/handler.go',
    lines: [
      'E1201 11:30:00.000000       1 manager.go:1116] Failed to create existing container: /kubepods/burstable/pod0a3f/9b1c: failed to identify the read-write layer ID for container "9b1c". - open /rootfs/var/lib/docker/image/overlayfs/layerdb/mounts/9b1c/mount-id: no such file or directory',
    ],
  },
  {
    program: 'OpenTelemetry without an agent',
    source: 'open-telemetry/opentelemetry-java exporters/common, HttpExporter.java; opentelemetry-go otlptracehttp',
    lines: [
      '[otel.javaagent 2026-12-01 11:30:00:000 +0000] [OkHttp http://localhost:4318/...] ERROR io.opentelemetry.exporter.internal.http.HttpExporter - Failed to export spans. The request could not be executed. Full error message: Failed to connect to localhost/127.0.0.1:4318',
      '2026/12/01 11:30:00 traces export: Post "https://localhost:4318/v1/traces": dial tcp 127.0.0.1:4318: connect: connection refused',
    ],
  },
  {
    program: 'urllib3 that tries again',
    source: 'urllib3/urllib3 src/urllib3/connectionpool.py',
    lines: [
      "2026-12-01 11:30:00 WARNING urllib3.connectionpool: Retrying (Retry(total=2, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f5b3c0d6a90>: Failed to establish a new connection: [Errno 111] Connection refused')': /v1/items",
    ],
  },
  {
    program: 'MariaDB',
    source:
      'MariaDB/server sql/share/errmsg-utf8.txt, ER_NEW_ABORTING_CONNECTION; mysql/mysql-server sql/auth/sql_authentication.cc',
    lines: [
      "2026-12-01 11:30:00 12 [Warning] Aborted connection 12 to db: 'shop' user: 'app' host: '10.0.0.9' (Got timeout reading communication packets)",
      "2026-12-01 11:30:00 0 [Warning] IP address '10.0.0.9' could not be resolved: Name or service not known",
    ],
  },
  {
    program: 'a shop whose customers’ cards are declined',
    source: 'stripe/stripe-node src/Error.ts, StripeCardError',
    lines: ['2026-12-01T11:30:00.000Z ERROR charge declined: StripeCardError: Your card has insufficient funds.'],
  },
  {
    program: 'Hydra, which refuses a caller',
    source: 'ory/x errorsx and ory/herodot, as logrusx logs it',
    lines: [
      'time=2026-12-01T11:30:00Z level=error msg=An error occurred audience=application error=map[debug: message:The request could not be authorized reason: status:Unauthorized status_code:401] http_request=map[headers:map[] host:hydra method:POST path:/oauth2/introspect remote:10.1.1.1:4242]',
    ],
  },
  {
    program: 'Consul, which refuses a caller',
    source: 'https://github.com/hashicorp-education/learn-nomad-cluster-setup/issues/14',
    lines: [
      '2023-08-17T15:37:52.764Z [ERROR] agent.http: Request error: method=GET url=/v1/kv/vault/core/migration from=172.31.24.104:54986 error="rpc error making call: Permission denied"',
    ],
  },
  {
    program: 'ClickHouse, whose port a load balancer only opens and closes',
    source: 'https://github.com/ClickHouse/ClickHouse/issues/3636',
    lines: [
      '2026.12.01 11:30:00.034016 [ 29 ] {} <Error> ServerErrorHandler: Poco::Exception. Code: 1000, e.code() = 107, e.displayText() = Net Exception: Socket is not connected, e.what() = Net Exception',
    ],
  },
  {
    program: 'Tornado, of which a scanner asks what it does not serve',
    source: 'https://github.com/skyportal/skyportal/issues/2433',
    lines: ['ERROR:tornado.application:Uncaught exception POST /Autodiscover/Autodiscover.xml (45.146.164.110)'],
  },
  {
    program: 'Dragonfly, which refuses a caller',
    source: 'https://github.com/dragonflydb/dragonfly/issues/5808',
    lines: [
      'W1201 11:30:00.000000     9 main_service.cc:1604]  AUTH default failed with reason: -WRONGPASS invalid username-password pair or user is disabled.',
    ],
  },
  {
    program: 'PostgreSQL, whose probe logs in as root',
    source:
      'https://github.com/kartoza/docker-osm/issues/122, https://github.com/peter-evans/docker-compose-healthcheck/issues/16',
    lines: [
      '2026-12-01 11:30:00.338 UTC [1841] root@gis FATAL:  role "root" does not exist',
      'FATAL:  role "root" does not exist',
    ],
  },
  {
    program: 'RabbitMQ, whose clients ask for a queue that is gone',
    source: 'https://github.com/OpenCTI-Platform/opencti/issues/1664, https://github.com/SpinGo/op-rabbit/issues/59',
    lines: [
      "2026-12-01 11:30:00.445776+00:00 [erro] <0.9607.0> Channel error on connection <0.9598.0> (172.22.0.21:36346 -> 172.22.0.3:5672, vhost: '/', user: 'rabbit'), channel 1:",
      "2026-12-01 11:30:00.445776+00:00 [erro] <0.9607.0> operation basic.consume caused a channel exception not_found: no queue 'push' in vhost '/'",
      "Channel error on connection <0.24850.3867> (10.1.1.1:51049 -> 10.1.1.2:5672, vhost: 'servo', user: 'servo_mq'), channel 21:",
      '{amqp_error,not_found,',
      "           \"no queue 'op-rabbit.retry.ads-push-queue' in vhost 'servo'\",",
      "           'queue.declare'}",
    ],
  },
  {
    program: 'a runner, which asks for jobs and once gets no answer',
    source: 'gitlab-org/gitlab-runner network/gitlab.go',
    lines: [
      "WARNING: Checking for jobs... failed                runner=x status=couldn't execute POST against https://gitlab/api/v4/jobs/request: EOF",
      'Checking for jobs... received                  job=4000 repo_url=https://gitlab/x.git runner=x',
    ],
  },
  {
    program: 'an extension of the API server, whose callers bring unknown certificates',
    source: 'kubernetes/apiserver pkg/endpoints/filters/authentication.go',
    lines: [
      'E1201 11:30:00.000123       1 authentication.go:65] "Unable to authenticate the request" err="[x509: certificate signed by unknown authority, invalid bearer token]"',
    ],
  },
  {
    program: 'Artemis, whose clients go away without a word',
    source: 'the client messages of apache/artemis',
    lines: [
      '2026-12-01 11:30:00,000 WARN  [org.apache.activemq.artemis.core.client] AMQ212037: Connection failure to /10.1.1.1:4231 has been detected: AMQ219014: Did not receive data from /10.1.1.1:4231 within the 60,000ms connection TTL. The connection will now be closed. [code=CONNECTION_TIMEDOUT]',
    ],
  },
  {
    program: 'ASP.NET Core, whose callers bring tokens that have expired',
    source: 'dotnet/aspnetcore src/Security/Authentication/JwtBearer',
    lines: [
      'info: Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerHandler[1]',
      '      Failed to validate the token.',
      '      Microsoft.IdentityModel.Tokens.SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired.',
    ],
  },
]
