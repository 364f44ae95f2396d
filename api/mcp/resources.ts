import type { ReadResourceResult, Resource } from '@modelcontextprotocol/sdk/types.js'
import { CAUSES } from '../../core/index.ts'
import { bundledReference } from '../bundled-reference.ts'
import { causeOf } from '../catalogue/causes.ts'
import { causeMarkdown } from './cause-markdown.ts'
import { RESOURCE_NOT_FOUND, RpcError } from './rpc-error.ts'

const BASE = 'kubewhy://causes/'
const MARKDOWN = 'text/markdown'

/** Every cause of the catalogue as a resource. */
export const CAUSE_RESOURCES: readonly Resource[] = CAUSES.map(({ id, text }) => ({
  uri: BASE + id,
  name: id,
  title: text.summary,
  mimeType: MARKDOWN,
}))

/** The URIs of these resources. */
export const CAUSE_TEMPLATE = {
  uriTemplate: `${BASE}{id}`,
  name: 'cause',
  title: 'A root cause: symptoms, reasons and fix',
  mimeType: MARKDOWN,
}

/** Rejects with an `RpcError` if there is no such resource. */
export async function readResource(uri: string): Promise<ReadResourceResult> {
  const known = CAUSE_RESOURCES.find(each => each.uri === uri)
  if (known === undefined) {
    throw new RpcError(RESOURCE_NOT_FOUND, `No such resource. URIs have the form ${CAUSE_TEMPLATE.uriTemplate}.`)
  }
  const cause = causeOf(await bundledReference.catalogue(), known.name)
  return { contents: [{ uri, mimeType: MARKDOWN, text: causeMarkdown(cause) }] }
}
