import type { Schema } from '../docs/schema-rows.ts'

/** The bodies that an operation accepts or returns, by media type. */
export type Content = Readonly<Record<string, { readonly schema?: Schema }>>

export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: Schema
  }[]
  readonly requestBody?: { readonly description?: string; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

/** The OpenAPI document of the service, as far as its page shows it. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly summary?: string; readonly description?: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
