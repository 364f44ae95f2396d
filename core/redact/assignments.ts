/**
 * What some languages write before a quoted value: `Some("…")`, `b'…'`, `string(6) "…"`, `Just "…"`, `<<"…">>`, the
 * other quote.
 */
const WRAPPED =
  '(?:(?:[A-Za-z][\\w.:]{0,30}(?:\\(\\d{1,6}\\)\\s|[({<[]{1,2}\\s{0,40})|[[(&]{1,2}\\s{0,40}|<<|~[a-z]|Just |["\'](?=["\'][\\w]))?[burf@N]?(?=["\'`]))?'
/** What YAML allows before a value: an anchor, a tag, a block indicator. */
const MARKED = '(?:[&!][\\w!-]{1,30}[ \\t]{1,4}|[>|][+-]?[ \\t]{0,2}\\r?\\n[ \\t]{1,40})?'
/** The beginning of the next setting: `&host=`, `;Server=`, `, port:`. */
const NEXT = `["']?[A-Za-z][\\w .-]{0,40}["']?\\s?=(?!=)`
/**
 * An unquoted value, up to a blank or quote. Punctuation belongs to it unless a next setting or the end of a list
 * follows.
 */
const BARE = `(?!["'\`])((?:[^\\s"'\`,;)\\]}<]|'(?=\\w)|;(?!\\s|$|${NEXT})|,(?!\\s|$|["'{[]|[A-Za-z][\\w.-]{0,40}["']?[=:])|[)\\]}](?![\\s,;.:)\\]}"']|$)|<(?!\\/)){1,4000})`
/** The same in a URL's query, which another parameter ends. */
const IN_QUERY = `((?:[^\\s"'\`&<>]|&(?![\\w.%[\\]-]{1,60}=)){1,4000})`

/** Each word in lower case, upper case and capitalized. */
function inAnyCase(words: string): string {
  return words
    .split(' ')
    .flatMap(word => [word, word.toUpperCase(), (word[0] ?? '').toUpperCase() + word.slice(1)])
    .join('|')
}

/** Text in place of an omitted value. */
const PLACEHOLDER =
  "(?:protected|private)\\]|[>|&!][\\w!+-]{0,30}\\s{1,40}\\[redacted|\\[redacted\\]|\\[(?:hidden|filtered|masked|secret|sensitive)|\\*{2,}|x{4,}(?![\\w-])|\\.{2,}|…|'?<[A-Za-z_ .-]{1,40}>|\\$\\{|\\$\\(|\\{\\{|\\$[A-Z_]{2,60}(?![\\w$])|[A-Z]{2,20}(?:_[A-Z]{2,20}){1,6}(?![\\w@#$%^*+!/.-])|%[sdvq](?!\\w)|" +
  `(?:${inAnyCase('hidden redacted filtered masked value password username changeit')})(?![\\w@#$%^*+!/.-])`
/** `password: required`, `DB_PASSWORD is not set`. */
const WORD = `(?:${inAnyCase(
  'not is was has are missing required undefined null nil none empty invalid expired yes no true false unable failed failure error cannot could must should optional enabled disabled unset set ok unknown denied authenticated of eof int str string bool boolean object array number function edit show',
)})(?![\\w@#$%^*+!/(-])`
const PATH =
  '(?:file:|\\.{1,2}\\/|~\\/|\\/(?:etc|var|run|usr|home|root|secrets?|mnt|opt|app|tmp|vault|data|srv|config|certs?|keys?|tls|ssl|proc|dev|bin|lib|credentials|workspace)(?![\\w+=-])|https?:\\/\\/(?![^\\s/"\']{0,300}@)|[\\w/-]{1,200}\\.(?:pem|key|crt|cer|json|ya?ml|txt|env|conf|cfg|ini|properties|go|py|js|ts|rb|java|php)(?![\\w.+/=]))'
/** Four words are a sentence; so is one followed by a colon or a lower-case word. */
const SENTENCE = '[a-z]{1,20}(?: [a-z]{1,20}){3}'
const PROSE = `(?:[A-Z]?[a-z]{1,20}|[A-Z]{2,8})(?:(?:, |: | )(?!["']?[\\w.-]{1,40}["']?\\s?(?:=|:(?!\\/\\/)\\S))["'(/\\w]|:$)`
/** An object in a controller's log: `secret="shop/db"`. */
const OBJECT = '[a-z\\d-]{1,63}\\/[a-z\\d][a-z\\d.-]{0,252}(?=["\'\\s,)}\\]]|$)'

const NOT = `(?!${PLACEHOLDER}|${WORD}|${PATH}|${SENTENCE})`

/** A quoted value, up to its closing quote or the end of the line, blanks included. */
const QUOTED = ['"', "'", '`']
  .map(
    quote =>
      `${quote}(?!${PLACEHOLDER}|${WORD}|${PATH}|${quote})((?:[^${quote}\\\\\\r\\n]|\\\\[^\\r\\n]|${quote}(?=\\w)){1,4000})`,
  )
  .join('|')
const VALUE = `${MARKED}(?:${WRAPPED}(?:${QUOTED})|(?!${WRAPPED}["'\`])${NOT}${BARE})`
/** Not a word or an object's name: letters mixed with digits or punctuation. */
const MIXED =
  '(?!(?:[a-z\\d]+-){1,10}[a-z\\d]{1,63}(?![\\w@#$%^*+!/]))(?=[A-Za-z@#$%^*+!]{0,100}\\d)(?=[\\d@#$%^*+!]{0,100}[A-Za-z])[^\\s"\'`,;|()[\\]{}<>]{8,400}'
/** The output of a key generator: long, with digits and letters of both cases. */
const RANDOM =
  '(?=[A-Za-z+/_=.%-]{0,200}\\d)(?=[a-z\\d+/_=.%-]{0,200}[A-Z])(?=[A-Z\\d+/_=.%-]{0,200}[a-z])[\\w+/=.%-]{20,4000}(?![\\w/@]|:\\S)'
const ARGUMENT = `(?:${NOT}(?!-)([^\\s"'\`;|<>]{1,400})|(?:${QUOTED}))`

const after = (source: string, flags = '') => new RegExp(`^(?:${source})`, `d${flags}`)
const anywhere = (source: string, flags = 'gi') => new RegExp(source, `${flags}d`)

/**
 * What follows a telling name in settings, documents, printed objects and commands. The value is in the last group that
 * matches.
 */
export const FOLLOWING = {
  /** `"password": "…"`, `'pass' => '…'`, `["password"]=> string(6) "…"`, `[password:protected] => …`, `"password";s:6:"…"` */
  quoted: after(
    `(?:["']?(?::"[^"\\r\\n]{1,80}")?:(?:protected|private)\\]|["'\`\\]]{1,2})\\s{0,4}(?:=>|:=|:|=(?!>)|;s:\\d{1,5}:)\\s{0,20}(?![{[])${VALUE}`,
  ),
  /** `["password"]` of one value: `"password": ["…"]` */
  listed: after(`["'\`]\\s{0,4}[:=]\\s{0,4}\\[\\s{0,4}(?:${QUOTED})`),
  /** `"password":{"value":"…"}`, `variable "password" { default = "…" }` */
  nested: after(
    `["'](?:\\s{0,4}:\\s{0,4}\\{\\s{0,20}["']\\w{0,20}[vV]alue["']\\s{0,4}:|\\s{0,4}\\{[^{}"]{0,300}(?<!\\w)default\\s{0,20}=)\\s{0,4}(?:${QUOTED})`,
  ),
  /** `("password", "…")`, `define('DB_PASSWORD', '…')` */
  tuple: after(`["'],\\s{0,4}(?:${QUOTED})(?=["']\\s{0,4}[)\\]}])`),
  /** `[Password, …]` */
  pair: after(`,[ \\t]${NOT}([^\\s,\\])"']{1,400})(?=\\])`),
  /** `{password,"…"}` */
  paired: after(`\\s?,\\s{0,4}${WRAPPED.replace('?(?=', '(?:<<)?(?=')}(?:<<)?(?:${QUOTED})`),
  /** `password=…`, `Password := …`, `:password=>"…"` */
  equals: after(
    `(?:=(?![=>])|:(?=[^\\s:=])|[ \\t]{1,4}(?::?=(?![=>])|=>)[ \\t]{0,4}|:=[ \\t]{0,4}|=>[ \\t]{0,4})${VALUE}`,
  ),
  /** `password: …`, unless what follows is a sentence */
  colon: after(
    `[ \\t]{0,4}:[ \\t]{1,20}${MARKED}(?:${WRAPPED}(?:${QUOTED})|(?!${WRAPPED}["'\`]|${PROSE}|[{[(|>&*-](?:\\s|$))${NOT}(?![{[])${BARE})`,
  ),
  /** `:password "…"`, `wrong password '…'`, `PASSWORD FOR 'u'@'%' = '…'` */
  said: after(`(?: (?:is|was|of|=)|[ ]for [^\\s=]{1,200} =)?[ \\t]{1,4}(?:${QUOTED})`, 'i'),
  /** `password -> …`, `| password | …` */
  pointed: after(`["']?[ \\t]{1,20}(?:->|\\|)[ \\t]{1,20}["']?${NOT}(${MIXED})`),
  /** `password …`, `password is …`, `set password to …`, `wrong password for user shop: …` */
  bare: after(
    `(?:(?: (?:for|of) (?:(?:the )?user )?[\\w.@-]{1,60}(?: user)?)?(?: (?:is|was)(?: set to)?:?|:)| to)?[ \\t]{1,20}(?![\\w.-]{1,60}(?:=|:\\S))${NOT}(${MIXED}|[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12})`,
  ),
  /** `password[…]`, `password(…)` */
  held: after(`[[(](${MIXED})(?=[\\])])`),
  /** `?password=…&x=1` */
  query: after(`=${NOT}${IN_QUERY}`),
  /** `<password>…</password>` */
  tag: after(
    `(?:(?:\\s[^<>]{0,300})?>(?:\\s{0,20}<!\\[CDATA\\[)?|<\\/key>\\s{0,40}<string>)(?:\\s{0,20}${NOT}([^<\\r\\n\\]]{1,4000})(?=<\\/|\\]\\])|(?!\\s)${NOT}([^<\\r\\n\\]]{1,4000}))`,
  ),
  /** `<add key="Password" value="…"/>`, `<entry key="password">…` */
  attribute: after(
    `["'][^<>]{0,200}?(?:\\b[Vv]alue\\s?=\\s?(?:${QUOTED})|(?<!\\/)>\\s{0,20}${NOT}([^<\\s][^<]{0,4000}))`,
  ),
  /** `{"name":"DB_PASSWORD","value":"…"}`, `Name:DB_PASSWORD Value:…` */
  named: after(
    `["']?[\\s,;]{1,20}(?:["']?\\w{1,30}["']?:\\s?(?:null|nil|true|false|\\d{1,9}|""),\\s{0,20}){0,3}["']?[Vv]al(?:ue)?["']?\\s{0,2}[:=]\\s{0,4}(?:${NOT}${BARE}|(?:${QUOTED}))`,
  ),
  /** A field of a form: `name="password"`, an empty line, the value. */
  part: after(`"(?:\\r?\\n[\\w-]{1,40}:[^\\r\\n]{1,200}){0,3}(?:\\r?\\n){2}([^\\r\\n]{1,4000})`),
  /** `--password …`, `"--token","…"` */
  option: after(`["']?(?:,\\s{0,4}|[ \\t]{1,4})${ARGUMENT}`),
} as const

/** A number after a name with many occurrences: `tokens: 1200`. */
export const COUNTED = /^\d{1,6}(?:\.\d{1,3})?%?$/
/** An object in a controller's log: `secret="shop/db"`. */
export const OBJECT_NAME = new RegExp(`^${OBJECT}`)
/** What precedes the name of a variable in a list of variables. */
export const NAME_FIELD = /\b(?:name|key|var|variable|env|id)["']?\s{0,2}[:=]\s{0,2}["']?$/i
/** The same with the value first: `{"value":"…","name":"DB_PASSWORD"}`. */
export const VALUE_FIRST =
  /\bvalue["']?\s{0,2}:\s{0,2}"([^"\\\r\n]{1,1000})",\s{0,20}["']?(?:name|key)["']?\s{0,2}:\s{0,2}["']$/di

/** Options of well-known commands that take a secret. */
export const OPTIONS: readonly RegExp[] = [
  // curl -u user:…
  anywhere(
    `\\b(?:curl|wget|https?|xh|ab|etcdctl)\\b[^\\n|;]{0,500}?\\s["']?(?:-u|--(?:proxy-)?user|--basic-auth|-a)(?:[ =]{1,2}|["'],\\s{0,2})?["']?[\\w.@$%+-]{0,100}:(?!\\/\\/)${NOT}([^\\s"']{1,400})`,
  ),
  // mysql -p…, redis-cli -a …, docker login -p …, sshpass -p …, ldapsearch -w …, sqlcmd -P …
  anywhere(
    `\\b(?:mysql|mysqldump|mysqladmin|mariadb|mysqlsh|7z[az]?)\\b[^\\n|;&]{0,300}?\\s["']?-p(?:${QUOTED}|(?=[^\\s"',])${NOT}([^\\s"',;]{1,400}))`,
    'g',
  ),
  anywhere(`\\b(?:redis-cli|valkey-cli)\\b[^\\n|;&]{0,300}?\\s["']?-a["']?[,\\s]{1,4}${ARGUMENT}`, 'g'),
  anywhere(
    `\\b(?:login|sshpass|mongo|mongosh|mongodump|mongorestore|az|cqlsh|rabbitmqadmin|vault)\\b[^\\n|;&]{0,300}?\\s["']?-p["']?[,\\s]{0,4}(?=[^\\s-])${ARGUMENT}`,
    'g',
  ),
  anywhere(`\\b(?:ldapsearch|ldapadd|ldapmodify|ldapwhoami)\\b[^\\n|;&]{0,300}?\\s-w[,\\s]{0,4}${ARGUMENT}`, 'g'),
  anywhere(`\\b(?:sqlcmd|bcp|isql)\\b[^\\n|;&]{0,300}?\\s-P[,\\s]{0,4}${ARGUMENT}`, 'g'),
  anywhere(
    `\\b(?:vault|doctl|fly|heroku|vercel) (?:login|auth)[ \\t]{1,4}(?!-|with\\b|failed|to\\b)([\\w.-]{16,400})`,
    'g',
  ),
  anywhere(`(?<![\\w-])-pass(?:in|out)?["']?[,\\s]{1,4}["']?pass:([^\\s"']{1,400})`, 'g'),
  // keytool -storepass …, htpasswd -b FILE USER …, zip -P …, snmpget -A …, smbclient -U user%…, xfreerdp /p:…, mc alias set NAME URL KEY …
  anywhere(`\\s-(?:storepass|keypass|srcstorepass|deststorepass)[,\\s]{1,4}${ARGUMENT}`, 'g'),
  anywhere(`\\bhtpasswd (?:-\\w{1,10} ){1,5}[^\\s-]\\S{0,200} [\\w.@-]{1,60} ${ARGUMENT}`, 'g'),
  anywhere(`\\b(?:zip|unzip)\\b[^\\n|;&]{0,300}?\\s-P[,\\s]{0,4}${ARGUMENT}`, 'g'),
  anywhere(`\\bsnmp\\w{2,10}\\b[^\\n|;&]{0,300}?\\s-[AX][,\\s]{1,4}${ARGUMENT}`, 'g'),
  anywhere(`\\bsmbclient\\b[^\\n|;&]{0,300}?\\s-U[ '"]{0,3}[\\w.@\\\\-]{1,60}%([^\\s'"]{1,200})`, 'g'),
  anywhere(`\\s\\/p:([^\\s"']{1,200})(?= |$)`, 'g'),
  anywhere(`\\bmc (?:alias set|config host add) \\S{1,100} \\S{1,300} \\S{1,200} ${ARGUMENT}`, 'g'),
  // kubectl create secret … --from-literal=KEY=…, erl -setcookie …
  anywhere(`--from-literal(?:=|[ \\t]{1,4})["']?[\\w.-]{1,100}=${ARGUMENT}`, 'g'),
  anywhere(`(?<![\\w-])--?setcookie[= \\t]{1,4}${ARGUMENT}`, 'g'),
  // echo … | docker login --password-stdin, echo user:… | chpasswd
  anywhere(
    `\\b(?:echo|printf)(?: -\\w)? (?:["']([^\\n"'|]{1,200})["']|([^\\s"'|]{1,200})) ?\\|[^\\n|]{0,60}--?password-stdin`,
    'g',
  ),
  anywhere(`\\b(?:echo|printf)(?: -\\w)? ["']?[\\w.-]{1,60}:([^\\n"'|]{1,200})["']? ?\\|[^\\n|]{0,20}chpasswd`, 'g'),
  anywhere(`\\bnet use (?:[A-Za-z*]:? )?\\\\\\\\[^\\s"']{1,200} (?!\\/)${ARGUMENT}`),
  anywhere(`\\bConvertTo-SecureString (?:-String )?(?:${QUOTED})`),
  // Redis: AUTH USER …, ACL SETUSER … >…; IMAP: LOGIN USER …
  anywhere(`(?<![\\w-])AUTH (?!PLAIN|LOGIN|XOAUTH2|CRAM|DIGEST|GSSAPI)[\\w.-]{1,60} (${MIXED})`, 'g'),
  anywhere(
    `\\b(?:ACL SETUSER|user) [\\w.@-]{1,60} (?:[\\w~*+@&-]{1,60} ){0,10}>([^\\s"']{1,400})(?= [~+-]| ?["']?$)`,
    'g',
  ),
  anywhere(`(?<![\\w.-])\\w{1,8}\\d LOGIN "?[\\w.@-]{1,100}"? ${ARGUMENT}`, 'g'),
  // AUTH …, requirepass …, aws_secret_access_key …, IDENTIFIED BY …
  anywhere(
    `(?<![\\w-])AUTH["']?[ \\t]{1,4}(?:(?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5)[ \\t]{1,4}([\\w+/]{8,2000}={0,2})|"([^"\\r\\n]{1,400})")`,
    'g',
  ),
  anywhere(
    `\\b(?:requirepass|masterauth|rootpw|bindpw|aws_secret_access_key|aws_session_token|identified by)[ \\t]{1,20}${ARGUMENT}`,
  ),
]

/** A text that may contain one of them: a command with one of its options, or something that needs no option. */
export const OPTION_HINT =
  /\b(?:curl|wget|https?(?= )|xh|ab(?= )|etcdctl|mysql|mariadb|redis-cli|valkey-cli|login|sshpass|mongo|az(?= )|cqlsh|rabbitmqadmin|vault|ldap[asmw]|sqlcmd|bcp|isql|7z|htpasswd|zip|unzip|snmp|smbclient)[^\n]{0,520}?\s["']?-|\b(?:(?:vault|doctl|fly|heroku|vercel) [la]|AUTH["'\s]|requirepass|masterauth|rootpw|bindpw|aws_s|identified|mc (?:alias|config)|ConvertTo-S|ACL SETUSER|(?:user|LOGIN|net use) )|-\w{0,8}pass|--from-l|-setcookie|chpasswd|\/p:/i

/** Schemes of Authorization headers. */
const SCHEMES = 'bearer|basic|token|api-?key|digest|negotiate|ntlm|key|oauth|hawk|sharedkey|splunk|bot|apikeyauth'

/** Headers and URLs that carry a secret. */
export const CARRIERS: readonly RegExp[] = [
  // Authorization: Bearer …; Authorization: Digest username="…", response="…"; map[Authorization:[Basic …]]
  anywhere(
    `\\bauthorization["']?\\]?\\s{0,4}(?:=>|[:=,])[ \\t]{0,4}[[("']{0,3}(?![[("']|redacted\\]|${WORD}|(?!(?:${SCHEMES})\\b)[a-z]{1,20}:? [a-z]{1,20}(?![\\w=])|(?:${SCHEMES}) {0,3}(?:$|["'$\\\\])|[A-Za-z][\\w-]{0,40} {1,4}\\[redacted\\]|["'\\]])(?:([A-Za-z][\\w-]{0,40} [\\w-]{1,40}=(?:"[^"\\r\\n]{0,2000}"|[^\\s,"']{1,2000})(?:, ?[\\w-]{1,40}=(?:"[^"\\r\\n]{0,2000}"|[^\\s,"']{1,2000})){0,30})|(?:${SCHEMES}) {1,4}(?!\\[redacted\\]|\\$[({])([^\\s"',;\\])]{4,4000})|(?!(?:${SCHEMES}) )((?:[A-Za-z][A-Za-z-]{1,18} {1,4})?[^\\s"',;\\])]{4,4000}))`,
  ),
  // "auth": "…" of a registry
  anywhere(`"auth"\\s{0,4}:\\s{0,4}"([A-Za-z0-9+/=]{8,4000})`),
  // Cookie: a=b; c=d
  anywhere(
    `\\b(?:set-)?cookie["']?\\]?\\s{0,4}(?:=>|[:=])[ \\t]{0,4}[[("']{0,3}(?!\\[redacted\\])([\\w.!#$%&*+^|~-]{1,100}=(?!\\[redacted\\])[^\\s;"']{1,4000}(?:;[ \\t]{0,4}[\\w.!#$%&*+^|~-]{1,100}(?:=[^\\s;"']{0,4000})?){0,50})`,
  ),
  // scheme://user:password@host, scheme://token@host, but not a port.
  anywhere(
    `\\b[a-z][\\w+.-]{1,30}:\\/\\/[^\\s:/@'"]{0,200}:(?!\\d{1,5}(?:[/?#]|$))(?!(?:\\[redacted\\]|\\*+)@)((?:(?!:\\/\\/)[^\\s'"<>\`]|['<](?=\\w)){1,400})@`,
  ),
  anywhere(`\\b[a-z][\\w+.-]{1,30}:\\/\\/(?=[A-Za-z_-]{0,60}\\d)([\\w-]{20,400})@[\\w.-]`),
  // user:password@tcp(host:3306)/db, user:password@host:3128
  anywhere(`(?<![\\w./:@-])[\\w.-]{1,64}:(?!\\/\\/|\\[redacted\\]@)([^\\s"']{1,400})@(?:tcp6?|udp|unix|cloudsql)\\(`),
  anywhere(
    `(?<![\\w./:@-])[A-Za-z][\\w.-]{0,64}:(?!\\/\\/|\\[redacted\\]@|[a-z]{1,100}@)([^\\s"'/@,]{3,200})@(?!sha\\d)[A-Za-z\\d][\\w.-]{0,253}:\\d{2,5}(?!\\w)`,
  ),
  anywhere(
    `\\b(?:oracle:thin:|sqlplus |(?:cx_Oracle|oracledb)\\.connect\\(["'])[\\w.-]{1,64}\\/(?!\\[redacted\\]"?@)(?:"([^"\\r\\n]{1,200})"|([^\\s"'@]{1,200}))@`,
  ),
  anywhere(`(?<![\\w./:@-])[A-Za-z]\\w{0,30}\\/(?!\\[redacted\\]@)([^\\s"'@/]{3,100})@\\/\\/[\\w.-]{1,253}[:/]`),
  // host:port:database:user:password of .pgpass
  anywhere(
    `(?<![\\w./:-])(?:[A-Za-z][\\w.-]{0,200}|\\*):(?:[1-9]\\d{3,4}|\\*):[\\w*-]{1,60}:[\\w.*-]{1,60}:(?!\\[redacted\\])([^\\s"'\`,:)]{3,200})(?=$|[\\s"'\`)]|:\\s)`,
    'gm',
  ),
  // user:password@host without a port, if the password has punctuation, or letters of both cases and digits: most such
  // words are mail addresses.
  anywhere(
    `(?<![\\w./:@-])(?!mailto:|sips?:|xmpp:|acct:)[A-Za-z][\\w.-]{0,64}:(?!\\/\\/|\\[redacted\\]@)(?=[^\\s@]{0,200}\\d)((?=[^\\s@]{0,200}[a-z])(?=[^\\s@]{0,200}[A-Z])[^\\s"'/@,]{8,200}|(?=[^\\s@]{0,200}[!$%^&*#+=?])[^\\s"'/@,]{6,200})@(?!sha\\d)[A-Za-z\\d][\\w-]{0,63}(?:\\.[\\w-]{1,63}){0,8}(?![\\w:])`,
    'g',
  ),
  // PIN: 4711; your one-time code is 123456
  anywhere(
    `(?<![\\w-])(?:pin|t?otp|one-time (?:code|password|passcode|pin)|(?:verification|2fa|mfa|otp|pin) code)["']?(?: is | ?[:=] ?| )["']?(\\d{4,8})(?![\\w.])`,
  ),
  // A line of a cookie jar.
  anywhere(`\\t(?:TRUE|FALSE)\\t\\d{1,12}\\t[^\\t\\r\\n]{1,200}\\t([^\\s]{8,4000})`),
  // A call with a password: url.UserPassword("user", "…"), PDO->__construct('…', 'user', '…'), simple_bind_s("cn=…", "…")
  anywhere(
    `\\b(?:UserPassword|(?:PDO|mysqli)(?:->|::)__construct|mysqli?_(?:real_)?p?connect|oci_p?connect|ftp_login|ldap_bind|(?:ldap_)?simple_bind(?:_s)?|ssh2_auth_password|pgp_sym_(?:de|en)crypt|login)\\((?:[^\\s"'(),]{1,100}, ?|["'][^"'\\r\\n]{0,300}["'], ?){1,2}(?:${QUOTED})(?=["'][,)])(?!["'], ?["']\\[redacted)`,
  ),
  anywhere(`\\bUnseal Key \\d{1,2}: ([\\w+/=]{20,100})`),
  anywhere(`\\bBUNDLE_[A-Z\\d_]{1,80}=["']?(?!\\[redacted\\])([^\\s"':]{1,100}(?::[^\\s"':]{1,200})?)`, 'g'),
  // Random text after a name that often, but not always, denotes a secret.
  anywhere(
    `(?<![A-Za-z\\d])(?:[A-Za-z][\\w.-]{0,60}[_.-])?(?:${inAnyCase('key pat signature sig seed sid session sessionid session_id bearer jwt auth csrf csrftoken xsrf')}|Identity\\.Application|SAML(?:Response|Request))["']?(?:\\s?=|:)\\s?["']?(${RANDOM})`,
    'g',
  ),
  anywhere(
    `(?<![A-Za-z\\d])(?:[A-Za-z][\\w.-]{0,60}[_.-])?(?:${inAnyCase('signature signature-256 hmac session sessionid session_id sid')})["']?(?:\\s?=|:)\\s?["']?(?:sha\\d{1,3}=)?((?=[a-z]{0,60}\\d)[a-z\\d]{26,128})(?!\\w)`,
    'g',
  ),
]
