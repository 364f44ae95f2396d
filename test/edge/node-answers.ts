import type { TestProject } from 'vitest/node'
import { configFrom } from '../../api/node/config.ts'
import { startServer } from '../../api/node/server.ts'
import { type ContractRequest, REQUESTS } from '../contract/requests.ts'

/** What the service on Node answered to a request of the contract. */
export interface NodeAnswer {
  readonly request: ContractRequest
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    nodeAnswers: readonly NodeAnswer[]
  }
}

/** Asks the service on Node before the tests in workerd ask theirs the same. */
export default async function setup({ provide }: TestProject): Promise<void> {
  const server = await startServer(configFrom({ PORT: '0' }), () => undefined)
  const answers: NodeAnswer[] = []
  for (const request of REQUESTS) {
    const { method, path, headers, body } = request
    const response = await fetch(server.url + path, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      ...(body !== undefined && { body: Buffer.from(body, 'base64') }),
    })
    const { status } = response
    answers.push({ request, status, headers: Object.fromEntries(response.headers), text: await response.text() })
  }
  await server.stop(10_000)
  provide('nodeAnswers', answers)
}
