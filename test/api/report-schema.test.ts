import { expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod/mini'
import { bundledReference } from '../../api/bundled-reference.ts'
import { cause } from '../../api/schemas/causes.ts'
import { report } from '../../api/schemas/report.ts'
import { CAUSES, diagnose, type Report } from '../../core/index.ts'
import { json } from '../../core/render/json.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'

/** Without `readonly` and `| undefined`, which JSON does not know. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T

it('is the type that the core has', () => {
  expectTypeOf<Plain<z.output<typeof report>>>().toEqualTypeOf<Plain<Report>>()
})

it.each(scenarioIds)('fits the report on %s', id => {
  const { namespace } = readScenario(id)
  const text = json(diagnose(readRecording(id), { namespace }))
  expect(z.safeParse(report, JSON.parse(text)).error?.issues).toBeUndefined()
})

it('fits every cause of the catalogue', async () => {
  const catalogue = await bundledReference.catalogue()
  expect(catalogue.map(({ id }) => id)).toEqual(CAUSES.map(({ id }) => id))
  for (const each of catalogue) expect(z.safeParse(cause, each).error?.issues, each.id).toBeUndefined()
})
