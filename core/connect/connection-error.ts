import { type ConnectionFailure, KubeConnectionError } from '../collect/kube-get.ts'
import { sizeText } from '../read/limits.ts'

const SENTENCES: Readonly<Record<ConnectionFailure, string>> = {
  name: 'the host name of the API server does not resolve',
  refused: 'the API server refused the connection',
  timeout: 'the API server did not respond in time',
  tls: 'the TLS connection to the API server failed: its certificate is not trusted, not valid for this name, or expired',
  cut: 'the connection to the API server closed before the response was complete',
  'refused-target': 'connections to this server are not allowed',
  'too-large': 'the API server sent more than the limit',
  other: 'the API server could not be reached',
}

const BY_CODE: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ECONNRESET: 'cut',
  ECONNABORTED: 'cut',
  EPIPE: 'cut',
  UND_ERR_SOCKET: 'cut',
  Z_BUF_ERROR: 'cut',
  EPROTO: 'tls',
  HOSTNAME_MISMATCH: 'tls',
}

/** Prefixes of Node's TLS, OpenSSL and X.509 error codes (`tls` and `errors` in the Node.js documentation). */
const TLS = /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|ERROR_IN_CERT_)/

/** What is wrong with a certificate, by OpenSSL's code. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  HOSTNAME_MISMATCH: 'is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself, and certificate-authority-data does not name it',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that certificate-authority-data does not name',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that certificate-authority-data does not name',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that certificate-authority-data does not name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that certificate-authority-data does not name',
}

/**
 * Converts any error of a socket, TLS or fetch to a KubeConnectionError. Keeps only the original's code: its text may
 * contain hosts or credentials.
 */
export function connectionError(error: unknown): KubeConnectionError {
  if (error instanceof KubeConnectionError) return error
  const code = codeOf(error)
  const failure = code === undefined ? 'other' : (BY_CODE[code] ?? (TLS.test(code) ? 'tls' : 'other'))
  const certificate = code === undefined ? undefined : CERTIFICATE[code]
  const sentence = certificate === undefined ? SENTENCES[failure] : `the API server's certificate ${certificate}`
  return new KubeConnectionError(failure, `${sentence}${code === undefined ? '' : ` (${code})`}`)
}

/** The connection ended during the response. */
export function cutShort(): KubeConnectionError {
  return new KubeConnectionError('cut', SENTENCES.cut)
}

/** The server redirects. */
export function redirected(status: number): KubeConnectionError {
  return new KubeConnectionError('refused-target', `the server redirects (${status}), and redirects are not followed`)
}

/** The response is larger than `maxBytes`. */
export function tooLarge(maxBytes: number): KubeConnectionError {
  return new KubeConnectionError('too-large', `a response was larger than ${sizeText(maxBytes)}`)
}

/** All responses of one collection together are larger than `maxBytes`. */
export function tooMuch(maxBytes: number): KubeConnectionError {
  return new KubeConnectionError('too-large', `all responses together were larger than ${sizeText(maxBytes)}`)
}

/** The response is JSON with more than `maxValues` values. */
export function tooManyValues(maxValues: number): KubeConnectionError {
  return new KubeConnectionError('too-large', `a response had more than ${maxValues} JSON values`)
}

function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; depth < 4 && typeof at === 'object' && at !== null; depth++) {
    const code = 'code' in at ? at.code : undefined
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code
    at = 'cause' in at ? at.cause : 'errors' in at && Array.isArray(at.errors) ? at.errors[0] : undefined
  }
  return undefined
}
