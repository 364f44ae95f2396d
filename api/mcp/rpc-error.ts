/** The arguments of a request are not as they should be (JSON-RPC 2.0, 5.1). */
export const INVALID_PARAMS = -32602
/** What was asked to be read does not exist (MCP, server/resources). */
export const RESOURCE_NOT_FOUND = -32002
/** The fault is the server's own (JSON-RPC 2.0, 5.1). */
export const INTERNAL_ERROR = -32603

/** An answer that is a protocol error. The message says what was wrong and repeats nothing of what was sent. */
export class RpcError extends Error {
  readonly code: number
  readonly data: Readonly<Record<string, string>> | undefined

  constructor(code: number, message: string, data?: Readonly<Record<string, string>>) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.data = data
  }
}
