import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrongByte } from '../../core/read/wrong-byte.ts'

const encoder = new TextEncoder()
const offsetIn = (text: string) => wrongByte(encoder.encode(text))

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the first wrong byte', () => {
  it.each([
    ['{"a":1 "b":2}', 7],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['{,}', 1],
    ['{"a",1}', 4],
    ['{"a":}', 5],
    ['{a:1}', 1],
    ['{1:1}', 1],
    ['[1}', 2],
    ['{"a":[}', 6],
    ['{"a":1]', 6],
    ['{} {}', 3],
    ['[tru]', 4],
    ['[nulll]', 5],
    ['[NaN]', 1],
    ["['a']", 1],
    ['[01]', 2],
    ['[-]', 2],
    ['[+1]', 1],
    ['[-.5]', 2],
    ['[1.]', 3],
    ['[1.e2]', 3],
    ['[1e]', 3],
    ['[1e+]', 4],
    ['["a\nb"]', 3],
    ['["\\x"]', 3],
    ['["\\u12G4"]', 6],
    ['["\\u12"]', 6],
    ['["é\\q"]', 5],
    ['\ufeff{}', 0],
  ])('of %j is %i', (text, offset) => {
    expect(isJson(text)).toBe(false)
    expect(offsetIn(text)).toBe(offset)
  })

  it.each(['', ' ', '{', '[1', '["a', '["\\', '["\\u00', '{"a"', '{"a":', '[-', '[1.', '[1e', '[tr'])(
    'of %j, which ends too early, is its end',
    text => {
      expect(offsetIn(text)).toBe(text.length)
    },
  )

  it('of JSON is its end', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom('', '\n', '\t\r '), (json, space) => {
        expect(offsetIn(space + json + space)).toBe(encoder.encode(space + json + space).length)
      }),
    )
  })

  it('is where V8 stops too, where it says where', () => {
    const characters = [...'{}[],:"\\/0123-+.eEtrufalsn \n\u0001é']
    const json = '{"a":1,"b":[true,false,null,-1.5e+3,0,"x\\u00e9\\n",{}],"c":{"d":[]},"é":"ü"}'
    let compared = 0
    const edit = fc.tuple(fc.nat(json.length), fc.constantFrom(...characters), fc.constantFrom(0, 1))
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), edits => {
        const text = edits.reduce((all, [at, put, left]) => all.slice(0, at) + put + all.slice(at + left), json)
        let position: string | undefined
        try {
          JSON.parse(text)
        } catch (thrown) {
          position = /at position (\d+)/.exec(String(thrown))?.[1]
          // Of a bad escape it names another byte.
          if (String(thrown).includes('Bad Unicode escape')) position = undefined
        }
        if (position === undefined) return
        compared++
        expect(offsetIn(text)).toBe(encoder.encode(text.slice(0, Number(position))).length)
      }),
      { numRuns: 2000 },
    )
    expect(compared).toBeGreaterThan(500)
  })

  it('is found deep inside and in time that grows with the length alone', () => {
    const depth = 1_000_000
    expect(offsetIn(`${'['.repeat(depth)}x`)).toBe(depth)
    expect(offsetIn(`["${'\\n'.repeat(depth)}\n"]`)).toBe(2 + 2 * depth)
  })
})
