/** A credential as a program, a person or a component prints it, and what must not show of it. */
export interface Form {
  readonly name: string
  readonly text: string
  readonly held: string
}

const LETTERS = 'kQ7vXz2mRb9TtW4sYh8LcNp3JfGd6aVuExZo5iKqSw1BnMrH0yDgPjFlUeCAIOvT'
/** Letters and digits, always the same ones, so many. */
const alnum = (length: number, from = 0) =>
  Array.from({ length }, (_, at) => LETTERS[(at * 7 + from * 13 + ((at * at) % 11)) % LETTERS.length]).join('')
const hex = (length: number, from = 0) =>
  Array.from({ length }, (_, at) => '7f3a9c1e5b8d0246'[(at * 5 + from + ((at * at) % 7)) % 16]).join('')
const base64 = (text: string) => Buffer.from(text).toString('base64')

const PLAIN = 'Kx7-vogel_Q2z'
const SIGNS = 'p@ss/w0rd#9!x'
const SPACED = 'Tr0ub4dor and 3 horses'
const BODY = Array.from({ length: 6 }, (_, line) => alnum(64, line)).join('\n')
const pem = (kind: string) => `-----BEGIN ${kind}-----\n${BODY}\n-----END ${kind}-----`

const form = (name: string, text: string, held = PLAIN): Form => ({ name, text, held })
/** The same text around one held value. */
const around = (name: string, before: string, held: string, after = ''): Form => form(name, before + held + after, held)

const URLS = [
  around('URL', 'connect postgres://shop:', PLAIN, '@db:5432/shop failed'),
  around('URL with slash and at in the password', 'dial amqp://shop:', SIGNS, '@mq:5672/ refused'),
  around('URL with a slash', 'redis://default:', 'a8/Zk2/vogel', '@cache:6379/0'),
  around('URL without a user', 'redis://:', PLAIN, '@cache:6379/0: timeout'),
  around('URL with several hosts', 'mongodb://app:', PLAIN, '@m-0:27017,m-1:27017/?replicaSet=rs0'),
  around('URL with a token for a user', 'git clone https://', alnum(40, 3), '@git.example/acme/shop'),
  around('percent-encoded URL', 'mysql://root:', 'Kx7%2Fvogel%40Q2z', '@db/shop'),
  around('quoted URL', 'DATABASE_URL="postgresql://u:', PLAIN, '@pg/shop?sslmode=disable"'),
  around('JDBC', 'jdbc:postgresql://db:5432/shop?user=app&password=', PLAIN, '&ssl=true'),
  around('JDBC Oracle', 'jdbc:oracle:thin:shop/', PLAIN, '@db:1521/XE'),
  around('Go MySQL DSN', 'dsn shop:', PLAIN, '@tcp(db:3306)/shop?parseTime=true'),
  around('Go MySQL DSN with signs', 'shop:', SIGNS, '@tcp(db:3306)/shop'),
  around('proxy without a scheme', 'proxy app:', PLAIN, '@proxy.example:3128'),
  around('ADO.NET', 'Server=db;Database=shop;User Id=sa;Password=', PLAIN, ';Encrypt=true'),
  around('libpq', 'host=db user=shop password=', PLAIN, ' dbname=shop'),
  around('Azure storage', 'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=', `${alnum(60)}==`, ';'),
  around('JDBC Oracle in quotes', 'jdbc:oracle:thin:shop/"', PLAIN, '"@db:1521:XE'),
  around(
    'JDBC with a hash in the password',
    'jdbc:mysql://db/shop?user=a&password=',
    'a#4/Lm@kirsche',
    '&useSSL=false',
  ),
  around('URL with an apostrophe in the password', 'postgres://app:', "to'mateW4", '@db:5432/x'),
  around('pgpass', 'db.example.com:5432:shop:app:', 'Kx7vogelQ2z'),
  around('cookie jar', '#HttpOnly_example.com\tFALSE\t/\tTRUE\t0\tsession\t', alnum(40)),
  around('libpq in quotes', "primary_conninfo = 'user=repl password=''", PLAIN, "'' host=db'"),
  around('Azure service bus', 'Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=', `${alnum(43)}=`),
]

const SETTINGS = [
  around('secret_key', 'secret_key = ', alnum(40)),
  around('SECRET_KEY', "SECRET_KEY = '", PLAIN, "'"),
  around('netrc', 'machine api.example.com login shop password ', PLAIN),
  around('setting without a sign', 'bindpw ', PLAIN),
  around('variable without a sign', 'KEYCLOAK_ADMIN_PASSWORD ', PLAIN),
  around('after a colon', 'Invalid password for user shop: ', PLAIN),
  around('a key by its look', 'SHODAN_KEY=', alnum(32)),
  around('a session by its look', '_gitlab_session=', hex(32)),
  around('pre-shared key', 'psk="', PLAIN, '"'),
  around('other languages', 'Passwort: ', PLAIN),
  around('other alphabets', 'пароль: ', PLAIN),
  around('YAML on the next line', 'password: >-\n  ', PLAIN),
  around('YAML with an anchor', 'password: &pw ', PLAIN),
  around('table', '| password | ', PLAIN, ' |'),
  around('unseal key', 'Unseal Key 1: ', `${alnum(43)}=`),
  around('role id', 'secret_id    ', 'c9f1a2b3-4d5e-4f60-8a7b-112233445566'),
  around('rest after an ampersand', 'password=ab&', 'SECRETQ2z'),
  around('comma and semicolon inside', 'password=', 'a,b;Kx7vogel'),
  around('DB_PASS', 'DB_PASS=', PLAIN),
  around('DB_PASSWORD', 'export DB_PASSWORD=', SIGNS),
  around('short', 'password=', 'q7!'),
  around('apostrophe inside', 'password=', "O'Kx7vogel"),
  around('closing bracket', 'Config(host=db, password=', PLAIN, ')'),
  around('PGPASSWORD', 'PGPASSWORD=', PLAIN, ' psql -h db'),
  around('MYSQL_PWD', 'MYSQL_PWD=', PLAIN),
  around('SECRET_KEY_BASE', 'SECRET_KEY_BASE=', hex(64)),
  around('RAILS_MASTER_KEY', 'RAILS_MASTER_KEY=', hex(32)),
  around('APP_KEY', 'APP_KEY=', `base64:${alnum(43)}=`),
  around('ENCRYPTION_KEY', 'ENCRYPTION_KEY: ', alnum(32)),
  around('JWT_SECRET', 'JWT_SECRET=', PLAIN),
  around('SIGNING_KEY', 'SIGNING_KEY = ', alnum(24)),
  around('dotted property', 'spring.datasource.password=', PLAIN),
  around('-D', 'java -Dredis.password=', PLAIN, ' -jar app.jar'),
  around('TOML', 'password = "', PLAIN, '"'),
  around('YAML', 'smtp:\n  user: mail\n  password: ', PLAIN),
  around('YAML in quotes with blanks', 'password: "', SPACED, '"'),
  around('quoted with blanks', "password='", SPACED, "'"),
  around('password123 of a person', 'Password: ', 'Sommer2026', ' not accepted'),
  around('client secret', 'client_secret=', PLAIN),
  around('camel case', 'clientSecret: ', PLAIN),
  around('access token', 'access_token=', alnum(30)),
  around('API key', 'apiKey: ', alnum(24)),
  around('npmrc', '//npm.example.com/:_authToken=', alnum(36)),
  around('npmrc _auth', '_auth=', base64('robot:Kx7vogelQ2z')),
  around('passphrase', 'passphrase: ', PLAIN),
  around('pwd', 'pwd=', PLAIN),
  around('numbered', 'PASSWORD_2=', PLAIN),
  around('all digits', 'password=', '83726451'),
  around('query', 'GET /login?user=a&password=', PLAIN, '&next=/ HTTP/1.1'),
  around('query token', 'https://api.example/v1?access_token=', alnum(32), '&x=1'),
  around('SAS', 'https://shop.blob.example/a?sv=2024&sig=', `${alnum(40)}%3D`),
  around('AWS presigned', 'https://b.s3.example/k?X-Amz-Signature=', hex(64)),
]

const LANGUAGES = [
  around('JSON', '{"user":"shop","password":"', PLAIN, '"}'),
  around('JSON pass', '{"user":"shop","pass":"', PLAIN, '"}'),
  around('JSON with blanks', '{"password" : "', SPACED, '"}'),
  around('JSON list', '{"passwords":["', PLAIN, '"]}'),
  around('escaped JSON', '{"msg":"config {\\"db\\":{\\"pass\\":\\"', PLAIN, '\\"}}"}'),
  around('twice escaped JSON', '{"a":"{\\"b\\":\\"{\\\\\\"password\\\\\\":\\\\\\"', PLAIN, '\\\\\\"}\\"}"}'),
  around('deep JSON', `${'{"a":'.repeat(9)}{"token":"`, alnum(20), `"}${'}'.repeat(9)}`),
  around('Python', "{'user': 'shop', 'password': '", PLAIN, "'}"),
  around('Python bytes', "{'password': b'", PLAIN, "'}"),
  around('Python tuple', "('password', '", PLAIN, "')"),
  around('PHP define', "define( 'DB_PASSWORD', '", PLAIN, "' );"),
  around('PHP protected', '["password":protected]=> string(13) "', PLAIN, '"'),
  around('PHP serialized', 'a:1:{s:8:"password";s:13:"', PLAIN, '";}'),
  around('PHP trace', "#0 /app/db.php(3): PDO->__construct('mysql:host=db', 'shop', '", PLAIN, "')"),
  around('LDAP call', 'ldap_simple_bind_s("cn=admin,dc=example", "', PLAIN, '") -> invalid'),
  around('Go userinfo', 'User:url.UserPassword("shop", "', PLAIN, '")'),
  around('Rust on lines', 'password: Some(\n        "', PLAIN, '",\n    ),'),
  around('Haskell', 'password = Just "', PLAIN, '"'),
  around('Elixir charlist', 'password: ~c"', PLAIN, '"'),
  around('Scala map', 'Config(db,Map(password -> ', PLAIN, '))'),
  around('C# dictionary', '[Password, ', PLAIN, ']'),
  around('OpenTelemetry', 'db.password: Str(', PLAIN, ')'),
  around('value inside', '{"db":{"pass":{"value":"', PLAIN, '"}}}'),
  around('Terraform variable', 'variable "db_password" { default = "', PLAIN, '" }'),
  around('property list', '<key>password</key><string>', PLAIN, '</string>'),
  around('form data', 'Content-Disposition: form-data; name="password"\r\n\r\n', PLAIN, '\r\n--x'),
  around('SQL password for', "SET PASSWORD FOR 'u'@'%' = '", PLAIN, "'"),
  around('EnvVar with a field between', '{"name":"API_KEY","valueFrom":null,"value":"', PLAIN, '"}'),
  around('Ruby symbol', '{:user=>"shop", :password=>"', PLAIN, '"}'),
  around('Ruby string', '{"password"=>"', PLAIN, '"}'),
  around('Rust', 'Config { user: "shop", password: Some("', PLAIN, '") }'),
  around('PHP array', "'password' => '", PLAIN, "',"),
  around('PHP print_r', '[password] => ', PLAIN),
  around('PHP var_dump', '["password"]=> string(13) "', PLAIN, '"'),
  around('Go struct', '{User:shop Password:', PLAIN, ' Host:db}'),
  around('Go struct with names', 'Config{User:"shop", Password:"', PLAIN, '"}'),
  around('Java', 'DbConfig[user=shop, password=', PLAIN, ', url=jdbc:h2]'),
  around('Kotlin', 'Db(password=', PLAIN, ')'),
  around('Scala', 'Some(password -> x), password := "', PLAIN, '"'),
  around('Erlang', '[{user,"shop"},{password,"', PLAIN, '"}]'),
  around('Elixir', '[username: "shop", password: "', PLAIN, '"]'),
  around('Clojure', '{:user "shop" :password "', PLAIN, '"}'),
  around('XML', '<user>shop</user><password>', PLAIN, '</password>'),
  around('XML with attributes', '<db:password type="text">', PLAIN, '</db:password>'),
  around('XML attribute', '<datasource user="shop" password="', PLAIN, '"/>'),
  around('XML key and value', '<add key="Password" value="', PLAIN, '" />'),
  around('XML property', '<property name="password" value="', PLAIN, '"/>'),
  around('EnvVar JSON', '{"name":"DB_PASSWORD","value":"', PLAIN, '"}'),
  around('EnvVar JSON, value first', '{"value":"', PLAIN, '","name":"DB_PASSWORD"}'),
  around('EnvVar Go', 'EnvVar{Name:DB_PASSWORD,Value:', PLAIN, ',ValueFrom:nil,}'),
  around('EnvVar YAML', '- name: API_TOKEN\n  value: ', PLAIN),
  around('SQL', "ALTER USER shop WITH PASSWORD '", PLAIN, "'"),
  around('SQL identified by', "CREATE USER 'shop' IDENTIFIED BY '", PLAIN, "'"),
  around('wrong password', "login failed: wrong password '", PLAIN, "' for shop"),
  around('password is', 'the password is "', PLAIN, '"'),
  around('quoted with escapes', '{"password":"', 'Kx7\\"vogel\\"Q2z', '"}'),
]

const COMMANDS = [
  around('curl -u', 'curl -u shop:', PLAIN, ' https://api.example'),
  around('curl --user', "curl -sS --user 'shop:", PLAIN, "' https://api.example"),
  around('mysql -p', 'mysql -h db -uroot -p', PLAIN, ' shop'),
  around('--password', 'migrate --password ', PLAIN, ' --host db'),
  around('--pass', 'app --pass ', PLAIN, ' --port 80'),
  around('--pass=', 'app --pass=', PLAIN),
  around('--api-key', 'app --api-key=', PLAIN),
  around('mysqladmin -p in quotes', 'mysqladmin -uroot -p"', PLAIN, '" ping'),
  around('etcdctl', 'etcdctl --user root:', PLAIN, ' get /'),
  around('keytool', 'keytool -list -keystore a.jks -storepass ', PLAIN),
  around('htpasswd', 'htpasswd -b /etc/users shop ', PLAIN),
  around('chpasswd', "echo 'root:", PLAIN, "' | chpasswd"),
  around('password-stdin', 'echo ', PLAIN, ' | docker login --password-stdin'),
  around('mc alias', 'mc alias set local http://minio:9000 minioadmin ', PLAIN),
  around('Redis AUTH', 'AUTH default ', PLAIN),
  around('Redis ACL', 'ACL SETUSER app on >', PLAIN, ' ~app:* +@all'),
  around('redis-cli -a', 'redis-cli -h cache -a ', PLAIN, ' ping'),
  around('docker login', 'docker login -u robot -p ', PLAIN, ' registry.example'),
  around('sshpass', 'sshpass -p ', PLAIN, ' ssh host'),
  around('mongosh', 'mongosh --host m -u app -p ', PLAIN),
  around('ldapsearch', 'ldapsearch -D cn=admin -w ', PLAIN),
  around('sqlcmd', 'sqlcmd -S db -U sa -P ', PLAIN),
  around('argument list', '["migrate","--token","', PLAIN, '"]'),
  around('requirepass', 'requirepass ', PLAIN),
  around('SMTP AUTH', 'AUTH PLAIN ', base64('\0shop\0Kx7vogelQ2z')),
  around('openssl', 'openssl rsa -passin pass:', PLAIN),
  around('aws configure', 'aws configure set aws_secret_access_key ', alnum(40)),
]

const HEADERS = [
  around('Bearer', 'Authorization: Bearer ', alnum(40)),
  around('Bearer alone', 'sent Bearer ', alnum(24)),
  around('Basic', 'Authorization: Basic ', base64('shop:Kx7vogelQ2z')),
  around('ApiKey', 'Authorization: ApiKey ', alnum(32)),
  around('Token', 'authorization: token ', alnum(32)),
  around('raw', 'Authorization: ', alnum(32)),
  around('Digest', 'Authorization: Digest username="a", realm="r", nonce="n", response="', hex(32), '"'),
  around('AWS4', `Authorization: AWS4-HMAC-SHA256 Credential=a/20261201, SignedHeaders=host, Signature=`, hex(64)),
  around('header map', 'map[Accept:[*/*] Authorization:[Bearer ', alnum(30), ']]'),
  around('headers JSON', '{"authorization":"Bearer ', alnum(30), '"}'),
  around('proxy', 'Proxy-Authorization: Basic ', base64('app:Kx7vogelQ2z')),
  around('X-Api-Key', 'X-Api-Key: ', alnum(24)),
  around('X-Auth-Token', '-H "X-Auth-Token: ', alnum(24), '"'),
  around('X-Vault-Token', 'X-Vault-Token: ', `hvs.${alnum(30)}`),
  around('Cookie', 'Cookie: theme=dark; session=', alnum(32), '; a=b'),
  around('Set-Cookie', 'Set-Cookie: sid=', alnum(26), '; Path=/; HttpOnly'),
  around('JSESSIONID', 'JSESSIONID=', hex(32)),
]

const TOKENS = [
  around('JWT', 'got ', `eyJ${alnum(20)}.eyJ${alnum(30)}.${alnum(43)}`),
  around('AWS session', 'session ', `IQoJb3JpZ2luX2Vj${alnum(200)}`),
  around('Airtable', 'with ', `pat${alnum(14)}.${hex(64)}`),
  around('New Relic license', 'license ', `eu01xx${hex(30)}NRAL`),
  around('CircleCI', 'with ', `CCIPAT_${alnum(22)}_${hex(40)}`),
  around('Facebook', 'with ', `EAAC${alnum(120)}`),
  around('Dropbox', 'with ', `sl.${alnum(135)}`),
  around('NATS seed', 'seed ', 'SUAGFDLAKG6ZL3V4JTZ5WX6G4RE4RQJQGXPKCPYBRM7ZBQJ3ABCDEFGHIJ'),
  around('Laravel session', 'laravel_session=', `eyJpdiI6${alnum(120)}%3D`),
  around('bcrypt', 'shop:', `$2y$05$${alnum(53)}`),
  around('shadow', 'root:', `$6$saltsalt$${alnum(86)}`, ':19000:0:99999:7:::'),
  around('Argon2', 'hash ', `$argon2id$v=19$m=65536,t=3,p=4$${alnum(22)}$${alnum(43)}`),
  around('LDAP hash', 'userPassword {SSHA}', alnum(32)),
  around('hook', 'https://chat.example.com/hooks/', 'kq7vxz2mrb9ttw4sykq7vxz2mr'),
  around('AWS key', 'key ', `AKIA${'Q7VXZ2MRB9TTW4SY'}`),
  around('GitHub', 'clone with ', `ghp_${alnum(36)}`),
  around('GitHub fine-grained', '', `github_pat_${alnum(22)}_${alnum(59)}`),
  around('GitLab', 'using ', `glpat-${alnum(20)}`),
  around('GitLab deploy', 'using ', `gldt-${alnum(20)}`),
  around('Slack', 'slack ', `xoxb-1234567890-1234567890-${alnum(24)}`),
  around('Slack webhook', 'https://hooks.slack.com/services/', `T0A/B0B/${alnum(24)}`),
  around('OpenAI', 'key ', `sk-${alnum(48)}`),
  around('OpenAI project', 'Incorrect API key provided: ', `sk-proj-${alnum(60)}`),
  around('Anthropic', 'key ', `sk-ant-api03-${alnum(90)}`),
  around('SendGrid', 'key ', `SG.${alnum(22)}.${alnum(43)}`),
  around('Hugging Face', 'login ', `hf_${alnum(34)}`),
  around('PyPI', 'upload ', `pypi-AgEIcHlwaS5vcmc${alnum(60)}`),
  around('npm', 'publish ', `npm_${alnum(36)}`),
  around('Docker', 'pull ', `dckr_pat_${alnum(27)}`),
  around('Vault', 'with ', `hvs.${alnum(95)}`),
  around('Vault legacy', 'with ', `s.${alnum(24)}`),
  around('Grafana', 'with ', `glsa_${alnum(32)}_${hex(8)}`),
  around('Stripe', 'with ', `sk_live_${alnum(24)}`),
  around('Stripe test', 'with ', `rk_test_${alnum(24)}`),
  around('Stripe webhook', 'with ', `whsec_${alnum(32)}`),
  around('Telegram', 'https://api.telegram.org/bot', `1234567890:AA${alnum(33)}`, '/getMe'),
  around('Telegram token', 'bot ', `1234567890:AA${alnum(33)}`),
  around('Discord webhook', 'https://discord.com/api/webhooks/123456789012345678/', alnum(68)),
  around('Teams webhook', `https://acme.webhook.office.com/webhookb2/${hex(8)}-1@x/IncomingWebhook/`, hex(32, 3)),
  around('Google', 'key ', `AIza${alnum(35)}`),
  around('Google OAuth', 'secret ', `GOCSPX-${alnum(28)}`),
  around('DigitalOcean', 'key ', `dop_v1_${hex(64)}`),
  around('Shopify', 'key ', `shpat_${hex(32)}`),
  around('Databricks', 'key ', `dapi${hex(32)}`),
  around('Azure AD', 'secret ', `a1b8Q~${alnum(34)}`),
  around('Atlassian', 'key ', `ATATT3xFfGF0${alnum(60)}`),
  around('New Relic', 'key ', `NRAK-${alnum(27).toUpperCase()}`),
  around('Sentry', 'key ', `sntrys_${alnum(60)}`),
  around('Tailscale', 'key ', `tskey-auth-${alnum(24)}`),
  around('OpenShift', 'token sha256~', alnum(43)),
  around('Linear', 'key ', `lin_api_${alnum(40)}`),
  around('age', 'key ', `AGE-SECRET-KEY-1${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE'}`),
]

const KEYS = [
  form('PEM', pem('RSA PRIVATE KEY'), BODY.slice(65, 125)),
  form('PEM of PKCS 8 with escaped line ends', JSON.stringify({ k: pem('PRIVATE KEY') }), BODY.slice(66, 125)),
  form('PEM cut off', `loaded -----BEGIN EC PRIVATE KEY-----\n${BODY.slice(0, 200)}`, BODY.slice(66, 125)),
  form('PEM tail', `${BODY.slice(130)}\n-----END RSA PRIVATE KEY-----`, BODY.slice(196, 250)),
  form('OpenVPN', `-----BEGIN OpenVPN Static key V1-----\n${hex(32)}\n${hex(32, 3)}\n-----END`, hex(32, 3)),
  form('PuTTY', `Private-Lines: 1\n${alnum(64)}\nPrivate-MAC: x`, alnum(64)),
  form('PKCS 8 without a frame', `key: MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${alnum(200)}`, alnum(200)),
  form('JSON Web Key', `{"kty":"RSA","n":"x","e":"AQAB","d":"${alnum(200)}","p":"y"}`, alnum(200)),
  form('PGP', pem('PGP PRIVATE KEY BLOCK'), BODY.slice(66, 125)),
  form('OpenSSH', pem('OPENSSH PRIVATE KEY'), BODY.slice(66, 125)),
  form('base64 of PEM', `key ${base64(pem('RSA PRIVATE KEY'))}`, base64(pem('RSA PRIVATE KEY')).slice(100, 180)),
  form(
    'wrapped base64 of PEM',
    `tls.key:\n${(base64(pem('RSA PRIVATE KEY')).match(/.{1,76}/g) ?? []).join('\n')}`,
    (base64(pem('RSA PRIVATE KEY')).match(/.{1,76}/g) ?? [])[3],
  ),
  form('kubeconfig', `client-key-data: ${base64('kubeconfig key Q2z')}`, base64('kubeconfig key Q2z')),
  form(
    'docker config',
    `{"auths":{"r.example":{"auth":"${base64('robot:Kx7vogelQ2z')}"}}}`,
    base64('robot:Kx7vogelQ2z'),
  ),
]

/** The same values in the disguises in which terminals, pages and addresses carry them. */
const DISGUISED = [
  form('HTML entities', `&lt;password&gt;${PLAIN}&lt;/password&gt;`),
  form('HTML quotes', `{&quot;password&quot;:&quot;${PLAIN}&quot;}`),
  form('numeric entities', `{&#34;pass&#34;:&#34;${PLAIN}&#34;}`),
  form('URL-encoded JSON', encodeURIComponent(`{"password":"${PLAIN}"}`)),
  form('partly URL-encoded', `data=%7B%22password%22:%22${PLAIN}%22%7D`),
  form('unicode escapes', `{"cmd":"curl \\u0022https://u:${PLAIN}@h\\u0022"}`),
  form('colour inside the name', `pass\x1b[31mword=${PLAIN}`),
  form('colour before the value', `password=\x1b[1;33m${PLAIN}\x1b[0m`),
  form('zero-width in the name', `pass\u200bword=${PLAIN}`),
  form('soft hyphen before the value', `password:\u00ad ${PLAIN}`),
]

/** What clusters and servers make or print at their start, and what is packed. */
const MADE = [
  around('AWS pair', `AKIA${'Q2Z7'.repeat(4)}:`, alnum(40, 2)),
  around('k3s token', `K10${hex(64)}::server:`, hex(32, 3)),
  around('Rancher', 'token-x7k2p:', alnum(54, 1).toLowerCase()),
  around('bootstrap token', 'invalid bearer token "', 'q7x2mb.4yhlcnp3jfgd6avu', '"'),
  around('Okta', 'SSWS ', `00${alnum(40)}`),
  around('Elasticsearch key', 'ApiKey ', base64(`${alnum(20)}:${alnum(22, 3)}`)),
  around('MySQL at its start', 'A temporary password is generated for root@localhost: ', 'aB3;xYz!kq9W'),
  around('Jenkins at its start', 'use the following password to proceed to installation:\n\n', hex(32)),
  around('Elasticsearch at its start', 'Password for the elastic user (reset with `x`):\n  ', alnum(20)),
  around('initial password', 'initial admin password is ', alnum(16)),
  around('password of a person', 'password of admin: ', PLAIN),
  around('password in brackets', 'user[shop] password[', PLAIN, ']'),
  around('angle brackets', 'password=<', PLAIN, '>'),
  around('full-width colon', 'password：', PLAIN),
  around('literal of a Secret', 'kubectl create secret generic shop --from-literal=a=', PLAIN),
  around('Erlang cookie', 'erl -setcookie ', alnum(20)),
  around('Oracle', 'sqlplus: shop/', PLAIN, '@//db:1521/XE'),
  around('manifest of a Secret', 'kind: Secret\nstringData:\n  a: ', PLAIN),
  around('manifest of a Secret in JSON', '{"apiVersion":"v1","data":{"a":"', base64(PLAIN), '"},"kind":"Secret"}'),
  form(
    'base64 of JSON',
    `payload ${base64(JSON.stringify({ user: 'a', password: PLAIN }))}`,
    base64(PLAIN).slice(0, 12),
  ),
  form('base64 of a URL', `dsn ${base64(`postgres://u:${PLAIN}@db/x`)}`, base64(`s://u:${PLAIN}@db`).slice(4, 16)),
  form('gzip in base64', `release H4sIAAAAAAAAA${alnum(80)}`, alnum(80)),
]

/** Under the heading of a column. */
const COLUMNS = [
  around('SQL', `ERROR near: INSERT INTO users (id, name, password, at) VALUES (7, 'shop', '`, PLAIN, `', now())`),
  around('SQL, second row', `insert into "t" (user_password, id) values ('[redacted]', 1), ('`, PLAIN, `', 2)`),
  around('CSV', 'user,password,role\nshop,', PLAIN, ',admin'),
  around('CSV, third line', 'name;db_password\nada;\nshop;', SPACED, '\n'),
  form('one-time code', 'your one-time code is 471193, valid for 5 minutes', '471193'),
  form('PIN', 'card rejected, PIN: 47119', '47119'),
  around('net use', 'net use Z: \\\\files\\shop ', PLAIN, ' /user:SHOP\\app'),
  around('user and password at a host', 'dial shop:', 'Kx7vogelQ2z', '@db.internal failed'),
]

/** Every form. */
export const FORMS: readonly Form[] = [
  ...URLS,
  ...SETTINGS,
  ...LANGUAGES,
  ...COMMANDS,
  ...HEADERS,
  ...TOKENS,
  ...KEYS,
  ...MADE,
  ...DISGUISED,
  ...COLUMNS,
]

/** Values that Secrets hold, none of which tells by itself. */
export const VALUES = [
  'Kanarie-4711-xyz',
  'kan&ri/"enn+vogel%<x>',
  'käfig vögel 99',
  'zwitscher7',
  '$2y$10$kanarie.Hash',
] as const

function base32(text: string): string {
  const bits = [...Buffer.from(text)].map(byte => byte.toString(2).padStart(8, '0')).join('')
  const digits = (bits.match(/.{1,5}/g) ?? []).map(
    five => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)],
  )
  return digits.join('').padEnd(Math.ceil(digits.length / 8) * 8, '=')
}

const coloured = (text: string) => text.replace(/(..)(?=.)/gs, '$1\x1b[32m')
const wrapped = (text: string) => text.replace(/(.{8})(?=.)/g, '$1\n')

/** The forms in which a known value may be printed. */
export const DISGUISES: Readonly<Record<string, (value: string) => string>> = {
  plain: value => value,
  base64: value => base64(value),
  'base64 inside': value => base64(`user=shop\npassword=${value}\nport=1`),
  'base64 inside, moved by one': value => base64(`ab${value}`),
  'base64 inside, moved by two': value => base64(`a${value}`),
  base64url: value => Buffer.from(`??>${value}`).toString('base64url'),
  'base64 wrapped': value => wrapped(base64(`${value}${value}`)),
  'base64 in a path': value => `/v1/keys/${base64(value)}`,
  hex: value => Buffer.from(value).toString('hex'),
  'HEX apart': value => (Buffer.from(value).toString('hex').toUpperCase().match(/../g) ?? []).join(' '),
  'URL-encoded': value => encodeURIComponent(value),
  'form-encoded': value => encodeURIComponent(value).replaceAll('%20', '+'),
  'wholly URL-encoded': value => Buffer.from(value).toString('hex').replace(/../g, '%$&'),
  'partly URL-encoded': value => value.replace(/[aeiou]/, each => `%${each.charCodeAt(0).toString(16)}`),
  HTML: value => value.replace(/[&<>"']/g, each => `&#${each.charCodeAt(0)};`),
  'HTML names': value =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'HTML wholly': value => [...value].map(each => `&#x${each.codePointAt(0)?.toString(16)};`).join(''),
  JSON: value => JSON.stringify(value),
  'JSON in JSON': value => JSON.stringify(JSON.stringify(value)),
  'JSON of Go': value => JSON.stringify(value).replace(/[<>&]/g, each => `\\u00${each.charCodeAt(0).toString(16)}`),
  'unicode escapes': value =>
    value.replace(/[\s\S]/g, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'hex escapes': value => Buffer.from(value).toString('hex').replace(/../g, '\\x$&'),
  colours: coloured,
  'zero-width': value => value.replace(/(..)(?=.)/gs, '$1\u200b'),
  'variation selectors': value => value.replace(/(...)(?=.)/gs, '$1\ufe0f'),
  'lines of eight, indented': value => value.replace(/(\S{6})(?=\S)/g, '$1\n    '),
  'lines that a sign continues': value => value.replace(/(.{6})(?=.)/g, '$1\\\n'),
  'quoted-printable': value =>
    [...Buffer.from(value)].map(byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  'soft line ends of mail': value => value.replace(/(.{6})(?=.)/g, '$1=\n'),
  'octal escapes': value => [...Buffer.from(value)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'escapes of a shell': value => value.replace(/[^\w\u0080-\uffff]/g, '\\$&'),
  "Python's bytes": value =>
    [...Buffer.from(value)].map(byte => (byte > 127 ? `\\x${byte.toString(16)}` : String.fromCharCode(byte))).join(''),
  'braces of JavaScript': value => [...value].map(each => `\\u{${each.codePointAt(0)?.toString(16)}}`).join(''),
  'percent and u': value => [...value].map(each => `%u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'decimal bytes of Go': value => [...Buffer.from(value)].join(' '),
  'decimal bytes of Python': value => [...Buffer.from(value)].join(', '),
  'hex with 0x': value => [...Buffer.from(value)].map(byte => `0x${byte.toString(16).padStart(2, '0')}`).join(', '),
  hexdump: value =>
    (
      Buffer.from(value)
        .toString('hex')
        .match(/.{1,4}/g) ?? []
    ).join(' '),
  'base64 of JSON': value => base64(JSON.stringify({ user: 'shop', password: value })),
  'literal colours': value => value.replace(/(...)(?=.)/gs, '$1\\033[31m'),
  capitals: value => value.toUpperCase(),
  'accents apart': value => value.normalize('NFD'),
  base32: value => base32(value),
  'base32 inside': value => base32(`user=shop\npassword=${value}\n`),
  'base64 twice': value => base64(base64(value)),
  'base64 of a file in base64': value => base64(base64(`password: ${value}\nport: 1\n`)),
  'base64 of hex': value => base64(Buffer.from(value).toString('hex')),
  'colours in base64': value => coloured(base64(value)),
}
