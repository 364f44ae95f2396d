import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'

interface Content {
  readonly content?: { readonly 'application/json'?: unknown }
}
interface Operation {
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const ROOT = 'github'
const pointer = (path: readonly string[]) =>
  path.map(part => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')

/** Judges requests and answers by GitHub's own OpenAPI description (test/fixtures/github/openapi.json.gz). */
export class GitHubSchema {
  readonly #description: Description
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  readonly #validators = new Map<string, ValidateFunction>()

  constructor() {
    const file = new URL('../fixtures/github/openapi.json.gz', import.meta.url)
    this.#description = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'))
    ajvFormats.default(this.#ajv)
    this.#ajv.addSchema({ $id: ROOT, ...this.#description }, ROOT)
  }

  /** What is wrong with a request; empty when nothing is. */
  request(method: string, path: string, query: URLSearchParams, body: unknown): string[] {
    const found = this.#operation(method, path)
    if (found === undefined) return [`${method} ${path}: GitHub describes no such operation`]
    const known = (found.operation.parameters ?? []).map(parameter => this.#resolve(parameter))
    const wrong = [...query.keys()]
      .filter(key => !known.some(parameter => parameter.in === 'query' && parameter.name === key))
      .map(key => `${method} ${path}: unknown query parameter ${key}`)
    if (found.operation.requestBody === undefined) return wrong
    return [...wrong, ...this.#check([...found.at, 'requestBody'], body, `${method} ${path} request`)]
  }

  /** What is wrong with an answer; empty when nothing is. */
  answer(method: string, path: string, status: number, body: unknown): string[] {
    const found = this.#operation(method, path)
    if (found === undefined) return []
    const response = found.operation.responses[String(status)]
    // GitHub's description leaves out 401, 5xx and some 403 and 404; an error then has the common shape.
    if (response === undefined) {
      return [401, 403, 404, 502].includes(status)
        ? this.#validate(`${ROOT}#/components/schemas/basic-error`, body, `${method} ${path} ${status}`)
        : [`${method} ${path}: GitHub describes no answer ${status}`]
    }
    const at = response.$ref?.replace('#/', '').split('/') ?? [...found.at, 'responses', String(status)]
    return this.#check(at, body, `${method} ${path} ${status}`)
  }

  #operation(method: string, path: string) {
    for (const [template, operations] of Object.entries(this.#description.paths)) {
      const parts = template.split('/')
      const given = path.split('/')
      const same = parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i])
      const operation = operations[method.toLowerCase()]
      if (same && operation !== undefined) return { operation, at: ['paths', template, method.toLowerCase()] }
    }
    return undefined
  }

  #resolve(parameter: { $ref?: string; name?: string; in?: string }) {
    const name = parameter.$ref?.split('/').at(-1)
    const target = name === undefined ? parameter : this.#description.components['parameters']?.[name]
    return target as { name?: string; in?: string }
  }

  #check(at: readonly string[], body: unknown, what: string): string[] {
    let node: unknown = this.#description
    for (const key of at) node = (node as Record<string, unknown> | undefined)?.[key]
    if ((node as Content | undefined)?.content?.['application/json'] === undefined) return []
    return this.#validate(`${ROOT}#/${pointer([...at, 'content', 'application/json', 'schema'])}`, body, what)
  }

  #validate(reference: string, body: unknown, what: string): string[] {
    const validate = this.#validators.get(reference) ?? this.#ajv.compile({ $ref: reference })
    this.#validators.set(reference, validate)
    if (validate(body)) return []
    return (validate.errors ?? []).map(error => `${what}: ${error.instancePath} ${error.message ?? ''}`)
  }
}
