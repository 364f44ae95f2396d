/** Invalid arguments of a request (JSON-RPC 2.0, 5.1). */
export const INVALID_PARAMS = -32602
/** The requested resource does not exist (MCP, server/resources). */
export const RESOURCE_NOT_FOUND = -32002
/** The server's own error (JSON-RPC 2.0, 5.1). */
export const INTERNAL_ERROR = -32603

/** A protocol error. The message says what was wrong without repeating any of the request. */
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
