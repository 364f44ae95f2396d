/**
 * Writes test/fixtures/github/openapi.json.gz: the part of GitHub's own OpenAPI description that covers what the
 * action asks for. The whole package is 385 MB, so it is no dependency. To refresh:
 *
 *   cd "$(mktemp -d)" && npm pack @octokit/openapi@<version> && tar xzf octokit-openapi-*.tgz
 *   node scripts/github-openapi.ts <that directory>/package
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  '/user': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': ['post'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls/comments/{comment_id}': ['delete'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
}
const PROSE = new Set(['description', 'summary', 'externalDocs', 'tags', 'title'])

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Drops prose, examples and vendor extensions. Under `properties` every key is a name. */
function withoutProse(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map(item => withoutProse(item))
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(
    ([key]) => names || !(PROSE.has(key) || key === 'example' || key === 'examples' || key.startsWith('x-')),
  )
  return Object.fromEntries(
    kept.map(([key, item]) => [key, withoutProse(item, !names && ['properties', 'headers', 'schemas'].includes(key))]),
  )
}

function references(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) references(item, found)
  else if (isObject(value))
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string') found.add(item)
      else references(item, found)
    }
}

function lookup(root: JsonObject, path: readonly string[]): Json {
  let at: Json | undefined = root
  for (const key of path) at = isObject(at) ? at[key] : undefined
  if (at === undefined) throw new Error(`GitHub's description has no ${path.join(' › ')}`)
  return at
}

function extract(root: JsonObject): JsonObject {
  const paths: JsonObject = {}
  for (const [path, methods] of Object.entries(OPERATIONS)) {
    paths[path] = Object.fromEntries(
      methods.map(method => [method, withoutProse(lookup(root, ['paths', path, method]))]),
    )
  }
  const components: { [section: string]: JsonObject } = {}
  const wanted = new Set<string>()
  references(paths, wanted)
  for (const reference of wanted) {
    const [, , section = '', name = ''] = reference.split('/')
    const part = withoutProse(lookup(root, ['components', section, name]))
    components[section] = { ...components[section], [name]: part }
    references(part, wanted)
  }
  return { openapi: lookup(root, ['openapi']), paths, components }
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('usage: node scripts/github-openapi.ts <unpacked @octokit/openapi package>')
  process.exit(2)
}
const description: JsonObject = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'))
const version = lookup(description, ['info', 'version'])
const text = JSON.stringify({ source: `@octokit/openapi ${String(version)}`, ...extract(description) })
const target = new URL('../test/fixtures/github/openapi.json.gz', import.meta.url)
const bytes = gzipSync(text, { level: 9 })
writeFileSync(target, bytes)
console.log(`${bytes.length} bytes, ${text.length} unpacked`)
