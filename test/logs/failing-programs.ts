import type { Excerpt } from './normal-operation.ts'

/** What a program that is ready prints again and again while it fails at its job, and what that is. */
export interface FailingExcerpt extends Excerpt {
  readonly cause: string
  readonly facts?: Readonly<Record<string, string>>
}

export const FAILING: readonly FailingExcerpt[] = [
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
]
