const USERINFO = /(:\/\/[^\s:/@'"]{0,128}):[^\s/@'"]{1,256}@/g
const ASSIGNED =
  /\b((?:[\w-]{0,40}(?:password|passwd|pwd|secret|token|api_?key|access_?key|credential)s?)["']?\s?[=:]\s?["']?)(?!not |is |was |missing|required|undefined|null|none|empty|yes\b|no\b)[^\s"',;&)}\]]{3,512}/gi
const BEARER = /\b((?:Bearer|Basic)\s)[\w.~+/=-]{8,4096}/g
const JWT = /\beyJ[\w-]{8,2048}\.[\w-]{8,4096}\.[\w-]{0,1024}/g
const AWS_KEY = /\b(AKIA|ASIA)[A-Z0-9]{12,20}\b/g

/** The text with what looks like a credential replaced by `***`: URL passwords, `password=…`, bearer tokens, JWTs, AWS key ids. */
export function redact(text: string): string {
  return text
    .replace(USERINFO, '$1:***@')
    .replace(BEARER, '$1***')
    .replace(JWT, '***')
    .replace(AWS_KEY, '$1***')
    .replace(ASSIGNED, '$1***')
}
