import { ProblemError } from '../problem.ts'

/**
 * Identifies a caller by an Authorization header; rejects with a `ProblemError` (401). Its duration reveals nothing
 * about a token: digests are compared, all of them, to their end.
 */
export function callersOf(tokens: readonly string[]): (authorization: string | undefined) => Promise<string> {
  const known = Promise.all(tokens.map(digestOf))
  return async authorization => {
    const given = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization ?? '')?.[1]
    const digest = await digestOf(given ?? '')
    let found = -1
    for (const [index, each] of (await known).entries()) if (equal(each, digest)) found = index
    if (given === undefined || found < 0) throw unknownCaller(given !== undefined)
    return `caller ${found}`
  }
}

async function digestOf(token: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}

function unknownCaller(given: boolean): ProblemError {
  return new ProblemError(
    401,
    given ? 'unknown-token' : 'no-token',
    given ? 'The bearer token is not valid for this service.' : 'Reading a live cluster requires a bearer token.',
    'Send Authorization: Bearer TOKEN with a token from KUBEWHY_TOKENS; ask the operator of the service.',
    { where: 'header Authorization', headers: { 'www-authenticate': 'Bearer realm="kubewhy"' } },
  )
}
