import * as z from 'zod/mini'

/** What the API's description says about a schema beyond its form. */
export interface Meta {
  /** The name by which other schemas refer to it. */
  readonly id?: string
  readonly description?: string
  readonly examples?: readonly unknown[]
}

/** All descriptions of schemas; only the generator reads them. */
export const registry = z.registry<Meta>()

export function described<S extends z.core.$ZodType>(schema: S, meta: Meta): S {
  registry.add(schema, meta as Meta & z.core.GlobalMeta)
  return schema
}
