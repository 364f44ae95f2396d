const KEYS =
  'api|app|application|access|account|secret|private|public[_-]?secret|encryption|encrypt|signing|signature|master|deploy|ssh|session|cookie|crypt|crypto|cipher|licen[sc]e|auth|shared|hmac|fernet|webhook|subscription|integration|ingest|ingestion|recovery|aes|rsa|jwt|functions|storage|admin|root|write|server|hash|pre[_-]?shared|instrumentation|unseal'

/** Names of secrets, at the end of a longer name: `DB_PASSWORD`, `smtp.pass`, `x-api-key`. */
const ENDINGS = [
  'pass[_-]?(?:word|wd|phrase|code)',
  '(?<![a-z])(?:bind|root|admin)?(?:pwd|pswd|pw)',
  // The same in other languages.
  'passwort|kennwort|mot de passe|contrase(?:ñ|n)a|(?<![a-z])senha|wachtwoord|has[łl]o(?![a-z])|пароль|密码|密碼|パスワード|비밀번호',
  '(?<=[_.-]|\\b(?:db|user|smtp|mail|ftp|redis|pg|mysql|root|admin|ssh|http|proxy|ldap|mongo|rabbit|auth))pass',
  'secret(?:[_-]?(?:key(?:[_-]?base)?|access[_-]?key|id|string)| id)?',
  '(?<!unexpected |illegal |invalid |near |public[_-]?key)token',
  'credential|(?<![a-z])creds?',
  `(?:${KEYS})[_-]?key(?:[_-]?id)?`,
  'client[_-]key[_-]data',
  '(?<=[_-])auth|authtok(?:en)?|auth[_-]?header|honeycomb-team|sonar\\.login',
  '(?<![a-z])psk|mnemonic|seed[_-]?phrase|device[_-]?code|code[_-]?verifier|(?<=[_-])(?:pepper|salt)|erlang[_-]cookie|authident',
  'jsessionid|phpsessid|asp\\.net_sessionid|connect\\.sid',
].join('|')

/** What may follow: `PASSWORD_2`, `token_value`, `passwordHash`, `secrets`. */
const TAIL = '(?:s|[_-]?(?:\\d{1,3}|v\\d|value|base64|b64|text|plain|hash|old|new|current|previous))?'

/** The end of a telling name. Plain `pass` is too common a word except in quotes, before `=`, and in tags. */
export const TELLING = new RegExp(`(?:${ENDINGS}|(?<![a-z])pass)${TAIL}(?![a-z])`, 'gi')

const SETTING =
  /pass(?!ive|enger|through|age|ing)|(?:^|[^a-z])pw|pwd|secret|token|cred|private|(?:^|[^a-z])auth|authorization|dsn|connection[_-]?string|conn[_-]?str|cookie|webhook|jwt|(?:^|[^a-z])salt(?![a-z])/i
const KEY = new RegExp(`(?:${KEYS})[_-]?key`, 'i')
/** Properties of a secret, and where it is: `TOKEN_URL`, `PASSWORD_FILE`, `AUTH_ENABLED`. */
const ABOUT =
  /(?:ur[il]|host(?:name)?|port|file(?:name)?|path|dir|mount|ttl|expiry|expires?(?:[_-]?(?:in|at))?|timeout|name|namespace|enabled|disabled|required|type|method|mode|users?|username|realm|issuer|audience|alg(?:orithm)?|endpoint|provider|length|size|count|limit|policy|version|scopes?|class|domain|server|service|key[_-]?ref|ref)$/i

/** Whether the value of a setting or field with this name is a secret. */
export function isTellingName(name: string): boolean {
  return (SETTING.test(name) || KEY.test(name)) && !ABOUT.test(name)
}
