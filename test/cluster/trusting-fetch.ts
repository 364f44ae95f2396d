import { Agent, fetch as undiciFetch } from 'undici'

/** A `fetch` that trusts one authority besides the public ones: on the edge the platform would have to. */
export function trusting(ca: string): typeof fetch {
  const dispatcher = new Agent(ca === '' ? {} : { connect: { ca } })
  return ((input: URL, init: RequestInit) =>
    undiciFetch(input, {
      ...(init as object),
      headers: Object.fromEntries(new Headers(init.headers)),
      dispatcher,
    })) as unknown as typeof fetch
}
