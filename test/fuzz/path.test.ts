import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reportPath } from '../../core/path.ts'
import { InputError } from '../../core/read/error.ts'
import { pathRenderers } from '../../core/render/path.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { mutate, mutation, sideMutation } from './mutations.ts'
import { bounded } from './seed.ts'

const WAYS = scenarioIds
  .filter(id => /^ready-(?:policy|egress|ingress|wrong|scaled|dependency)|^(?:ingress-backend|egress-denied)$/.test(id))
  .map(id => {
    const { namespace } = readScenario(id)
    const snapshot = readRecording(id)
    const named = snapshot.objects as readonly { kind: string; metadata: { name: string; namespace?: string } }[]
    const own = named.filter(({ metadata }) => metadata.namespace === namespace)
    const ends = own.flatMap(({ kind, metadata }) =>
      ['Deployment', 'StatefulSet', 'Pod', 'Service', 'Ingress'].includes(kind)
        ? [`${kind.toLowerCase()}/${metadata.name}`]
        : [],
    )
    return { snapshot, namespace, ends: [...ends, 'internet', 'node/node-1', '203.0.113.9'] }
  })

const hostText = fc.oneof(
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom(
    'a.b.svc',
    'x:0',
    '[::1]:80',
    'http://u:p@h:1/',
    '..',
    '/',
    'svc/',
    'svc/x:y:z',
    '0.0.0.0',
    '::',
    'a'.repeat(400),
  ),
)

it('any two ends of any mutated snapshot get an answer, or an error that says what to do', () => {
  fc.assert(
    fc.property(
      fc.nat(WAYS.length - 1),
      fc.array(mutation, { maxLength: 8 }),
      sideMutation,
      fc.nat(),
      fc.oneof(fc.nat(), hostText),
      fc.constantFrom('', ':80', ':http', ':8080'),
      (index, mutations, side, fromAt, toAt, port) => {
        const way = WAYS[index]
        if (way === undefined) throw new Error(`no recording ${index}`)
        const { snapshot, namespace, ends } = way
        const from = ends[fromAt % ends.length] ?? ''
        const to = typeof toAt === 'string' ? toAt : `${ends[toAt % ends.length]}${port}`
        try {
          const report = reportPath(mutate(snapshot, mutations, side), { from, to, namespace })
          for (const render of Object.values(pathRenderers)) expect(render(report)).not.toBe('')
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          expect(error.hint).not.toBe('')
        }
      },
    ),
    bounded(300),
  )
})
