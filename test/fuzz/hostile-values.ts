/** Names that mean something to the prototype of every object. */
export const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then'] as const

/** Times that are none, or that no cluster has. */
const TIMES = [
  '0000-00-00T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '2026-02-30T25:61:61Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '2026-11-23T21:18:45.123456789+14:00',
  'yesterday',
]

const STRINGS = [
  '',
  ' ',
  '\0\u0001\u001b[31m\u009b',
  'a\u202egpj.exe\u2066\u200b\ufeff',
  '\ud800',
  '😀'.repeat(300),
  '<script>alert(1)</script>',
  '::error::x\n::stop-commands::t',
  '$(reboot); `reboot` | tee && :',
  '../../../../etc/passwd',
  '/'.repeat(500),
  ','.repeat(10_000),
  'x'.repeat(200_000),
  '0/3 nodes are available: '.repeat(400),
  '[]{}()*+?.\\^$|',
  '%s%n%d',
  '999999999999999999999999999Gi',
  '1e400',
  '-1m',
  '*/0 60-1 */-5 L W',
  '::ffff:1.2.3.4/129',
  '256.256.256.256/33',
  'true',
  'null',
]

const NUMBERS = [-1, 0, 0.5, 1e308, -1e308, Number.MAX_SAFE_INTEGER + 2, 2 ** 31]

function nested(depth: number): unknown {
  let value: unknown = 'deep'
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { deep: value }
  return value
}

/** What may stand in the place of any value of a snapshot. */
export const VALUES: readonly unknown[] = [
  ...PROTOTYPE_KEYS,
  ...TIMES,
  ...STRINGS,
  ...NUMBERS,
  null,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [{}],
  ['', 0, null, {}],
  { '': '' },
  { name: null },
  { name: {} },
  JSON.parse('{"__proto__":{"name":"polluted"},"constructor":{"prototype":{"polluted":"yes"}}}'),
  Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`key-${index}`, `${index}`])),
  Array.from({ length: 5000 }, (_, index) => ({ name: `item-${index}`, value: index })),
  nested(90),
]

/** Returns a new value, deeper than any reader lets through. */
export const bottomless = (): unknown => nested(20_000)
