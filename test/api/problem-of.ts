import { expect } from 'vitest'
import * as z from 'zod/mini'
import { problem } from '../../api/schemas/problem.ts'

/** What an error response says; its form is checked (RFC 9457). */
export async function problemIn(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const said = z.parse(problem, JSON.parse(await response.text()))
  expect(said.status).toBe(response.status)
  expect(said.hint).toMatch(/^.{10,}[.]$/s)
  expect(JSON.stringify(said)).not.toMatch(/\bat .*\.(ts|js):\d/)
  return { ...said, code: said.type.replace('urn:kubewhy:problem:', '') }
}
