import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Snapshot } from '../../core/index.ts'
import type { Change } from '../../core/patch/patched.ts'
import { type PathReport, reportPath } from '../../core/path.ts'
import { casesOf } from '../support/cases.ts'
import { variationsOf } from '../support/pinned-variations.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { varied } from '../support/variation.ts'

interface Named {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly spec?: { readonly ports?: readonly { readonly port: number }[] }
}

const CLIENTS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])
const LIMIT = 2

/** Paths within the namespace, and from outside into it. */
function pathsOf({ objects }: Snapshot, namespace: string): readonly (readonly [from: string, to: string])[] {
  const own = (objects as readonly Named[]).filter(({ metadata }) => metadata.namespace === namespace)
  const services = own.filter(({ kind }) => kind === 'Service')
  const clients = own
    .filter(({ kind }) => CLIENTS.has(kind))
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`)
  const ports = services
    .slice(0, LIMIT)
    .map(({ metadata: { name }, spec }) => [name, spec?.ports?.[0]?.port ?? 80] as const)
  return [
    ...clients.slice(0, LIMIT).flatMap(from => ports.map(([name, port]) => [from, `${name}:${port}`] as const)),
    ...ports.map(([name]) => ['internet', `svc/${name}`] as const),
    ...own
      .filter(({ kind }) => kind === 'Ingress' || kind === 'HTTPRoute')
      .slice(0, LIMIT)
      .map(({ kind, metadata }) => ['internet', `${kind.toLowerCase()}/${metadata.name}`] as const),
  ]
}

function traced(snapshot: Snapshot, from: string, to: string, namespace: string): PathReport | string {
  try {
    return reportPath(snapshot, { from, to, namespace })
  } catch (error) {
    const { message, hint } = error as { readonly message: string; readonly hint?: string }
    return `${message} ${hint ?? ''}`
  }
}

/** A path as text: all its hops, or only those that are not open. */
function said(report: PathReport | string, isWhole: boolean): string {
  if (typeof report === 'string') return report
  const hops = report.hops
    .filter(({ state }) => isWhole || state !== 'open')
    .map(({ hop, state, text, check }) => `${hop} ${state}: ${text}${check === undefined ? '' : ` (${check})`}`)
  const { cause } = report
  const blamed =
    cause === undefined
      ? []
      : [
          `${cause.cause ?? 'no cause'} on ${cause.subject.kind} ${cause.subject.name}`,
          ...cause.fix.map(({ text }) => text),
        ]
  expect(blamed.join('\n')).not.toContain('`')
  return [report.state, ...hops, ...blamed].join('\n    ')
}

/** What becomes of a path with the patch of its fix, and with those of what then is broken. */
function fixed(snapshot: Snapshot, from: string, to: string, namespace: string): string {
  const changes: Change[] = []
  for (let report = reportPath(snapshot, { from, to, namespace }); ; ) {
    const { cause } = report
    const patch = cause?.fix.find(step => step.patch !== undefined)?.patch
    if (cause === undefined || patch === undefined || changes.length === 5)
      return changes.length === 0 ? '' : `    ${report.state} after ${changes.length} patches\n`
    changes.push({ target: cause.subject, patch })
    report = reportPath(snapshot, { from, to, namespace, changes })
  }
}

const golden = (name: string) => join(import.meta.dirname, `../goldens/paths/${name}.txt`)

it('traces the paths of each recording as pinned', async () => {
  const texts = scenarioIds.flatMap(id => {
    const { namespace } = readScenario(id)
    const snapshot = readRecording(id)
    return pathsOf(snapshot, namespace).map(([from, to]) => {
      const answer = said(traced(snapshot, from, to, namespace), true)
      return `${id}, ${from} to ${to}: ${answer}\n${fixed(snapshot, from, to, namespace)}`
    })
  })
  await expect(texts.join('')).toMatchFileSnapshot(golden('recordings'))
})

it('traces the paths that differ in each network case as pinned', async () => {
  const texts = [...(await casesOf('network'))].flatMap(([cause, cases]) =>
    Object.entries(cases).flatMap(([name, { recording, varied: variations = [] }]) => {
      const { namespace } = readScenario(recording)
      const [usual, snapshot] = [readRecording(recording), varied(recording, ...variations)]
      return pathsOf(snapshot, namespace).flatMap(([from, to]) => {
        const answer = said(traced(snapshot, from, to, namespace), false)
        return answer === said(traced(usual, from, to, namespace), false)
          ? []
          : `${cause}, ${name}: ${from} to ${to}: ${answer}\n`
      })
    }),
  )
  await expect(texts.join('')).toMatchFileSnapshot(golden('cases'))
})

it('traces the paths that differ with a kind unread or gone as pinned', async () => {
  const ids = scenarioIds.filter(id =>
    /^(?:ready-policy|ready-ingress|ingress|lb|service|healthy-full|egress|ready-scaled|ready-host)/.test(id),
  )
  const texts = ids.flatMap(id => {
    const { namespace } = readScenario(id)
    const usual = readRecording(id)
    return pathsOf(usual, namespace).flatMap(([from, to]) => {
      const before = said(traced(usual, from, to, namespace), false)
      const groups = new Map<string, string[]>()
      for (const { name, snapshot } of variationsOf(id)) {
        const answer = said(traced(snapshot, from, to, namespace), false)
        if (answer !== before) groups.set(answer, [...(groups.get(answer) ?? []), name])
      }
      return [...groups].map(([answer, names]) => `${id}, ${from} to ${to}, ${names.join(', ')}: ${answer}\n`)
    })
  })
  await expect(texts.join('')).toMatchFileSnapshot(golden('variations'))
})

/** Forms of a destination, for a recording whose Services and pods are all there. */
const ENDS = [
  'recommendations',
  'recommendations:8080',
  'recommendations:http',
  'recommendations:9',
  'recommendations.reading-club:8080',
  'recommendations.reading-club.svc:8080',
  'recommendations.reading-club.svc.cluster.local:8080',
  'recommendations.reading-club.svc.cluster.local.:8080',
  'RECOMMENDATIONS:8080',
  'http://recommendations:8080/items?q=1',
  'https://recommendations/items',
  'recommendations.reading-club.scv:8080',
  'recommendations.reading-club.svc.cluster.locl:8080',
  'recommendations.elsewhere:8080',
  'recommendations.elsewhere.svc.cluster.local:8080',
  'recommendations.default:8080',
  'recommendations.kube-system.svc:8080',
  'kubernetes.default.svc:443',
  'kube-dns.kube-system:53',
  'localhost:8080',
  '127.0.0.1:8080',
  '[::1]:8080',
  '10.96.0.1:443',
  '10.96.0.10:53',
  '10.244.255.250:80',
  '203.0.113.7:443',
  '[2001:db8::7]:443',
  'example.com',
  'api.example.com:443',
  'recommendations.svc:8080',
  'recommendations.com:8080',
  'nobody:8080',
  'deploy/recommendations:8080',
  'deploy/web:1',
  'node/node-1:10250',
  'svc/recommendations:http',
  'svc/recommendations.reading-club',
] as const

it.each([
  ['ready-host-name-typo', 'deploy/web', 'reading-club'],
  ['ready-host-name-typo', 'node/node-1', 'reading-club'],
])('%s: reads each form of a destination as pinned, from %s', async (id, from, namespace) => {
  const snapshot = readRecording(id)
  const texts = ENDS.map(to => `${to}: ${said(traced(snapshot, from, to, namespace), false)}\n`)
  await expect(texts.join('')).toMatchFileSnapshot(golden(`ends-from-${from.replace('/', '-')}`))
})
