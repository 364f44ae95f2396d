/** Input that could not be read: what is wrong, where, and what to do. Never contains parts of the input. */
export class InputError extends Error {
  readonly status: 400 | 413 | 415 | 422
  /** Kebab-case and stable: callers may depend on it. */
  readonly code: string
  /** File, line or byte. */
  readonly where?: string
  readonly hint: string

  constructor(status: 400 | 413 | 415 | 422, code: string, message: string, hint: string, where?: string) {
    super(message)
    this.name = 'InputError'
    this.status = status
    this.code = code
    this.hint = hint
    if (where !== undefined) this.where = where
  }

  /** The same error, located in the file `name`. */
  inFile(name: string): InputError {
    const where = this.where === undefined ? name : `${name}, ${this.where}`
    return new InputError(this.status, this.code, this.message, this.hint, where)
  }
}
