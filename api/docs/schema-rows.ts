/** A JSON Schema as written by zod-to-openapi. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly format?: string
  readonly pattern?: string
  readonly example?: unknown
}

/** One field of an object, as a row of a table. */
export interface Row {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description: string
}

export function rowsOf(schema: Schema): readonly Row[] {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: schema.required?.includes(name) ?? false,
    description: field.description ?? '',
  }))
}

/** A schema's type in a few words: `array of Fix`, `"healthy" or "stalled"`. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map(value => JSON.stringify(value)).join(' or ')
  const parts = schema.oneOf ?? schema.anyOf ?? schema.allOf
  if (parts !== undefined) return parts.map(typeOf).join(' or ')
  if (schema.type === 'array') return `array of ${typeOf(schema.items ?? {})}`
  const type = typeof schema.type === 'string' ? schema.type : (schema.type ?? ['any']).join(' or ')
  return schema.format === undefined ? type : `${type} (${schema.format})`
}
