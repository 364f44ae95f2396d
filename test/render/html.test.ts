import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { HTML_POLICY, html, htmlBody } from '../../core/render/html/index.ts'
import { fold, widthOf } from '../../core/render/html/measure.ts'
import { timeScale } from '../../core/render/html/time-scale.ts'
import { lanesOf, markOf } from '../../core/render/html/timeline-marks.ts'
import type { TimelineEntry } from '../../core/report.ts'
import { PAYLOADS, poisoned } from './hostile.ts'
import { crashMissingEnv, healthy, imageProblem, imageTagTypo, nodeLost } from './reports.ts'

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

describe('html', () => {
  test('allows its own style and script by their hashes, and nothing from anywhere', () => {
    const document = html(nodeLost)
    const style = /<style>([\s\S]*?)<\/style>/.exec(document)?.[1] ?? ''
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(document)?.[1] ?? ''
    expect(HTML_POLICY).toContain(`style-src ${hashOf(style)}`)
    expect(HTML_POLICY).toContain(`script-src ${hashOf(script)}`)
    expect(HTML_POLICY).toMatch(/^default-src 'none';/)
    expect(document).toContain(`<meta http-equiv="Content-Security-Policy" content="${HTML_POLICY}">`)
    expect(document.match(/<(?:script|style|link)\b/g)).toEqual(['<link', '<style', '<script'])
    expect(document).not.toMatch(/ (?:src|style|on\w+)=/)
  })

  test('says verdict, cause, fix, evidence, what was unseen and not used', () => {
    const document = html(nodeLost)
    for (const { title, fix, evidence, id } of nodeLost.problems) {
      expect(document).toContain(title.slice(1))
      expect(document).toContain(`id="p-${id}"`)
      for (const { text } of fix) expect(document).toContain(text)
      for (const { path } of evidence) expect(document).toContain(path)
    }
    for (const { kind } of nodeLost.unseen) expect(document).toContain(kind)
    for (const { name } of nodeLost.skipped) expect(document).toContain(name)
  })

  test('links causes where their catalogue is known', () => {
    expect(html(imageTagTypo)).not.toContain('<a href="h')
    expect(html(imageTagTypo, { causesUrl: 'https://kubewhy.example/causes' })).toContain(
      '<a href="https://kubewhy.example/causes/image-not-found" target="_blank" rel="noopener noreferrer">',
    )
  })

  test('is the same for the same report, whatever was drawn before', () => {
    const first = html(nodeLost)
    for (const report of [imageTagTypo, crashMissingEnv, healthy]) html(report)
    expect(html(nodeLost)).toBe(first)
  })

  test('stays bounded, whatever the report', () => {
    const many = {
      ...imageTagTypo,
      problems: Array.from({ length: 2000 }, (_, index) => ({
        ...imageProblem,
        id: String(index),
        affects: Array.from({ length: 5000 }, (_, at) => ({ kind: 'Pod', namespace: 'shop', name: `web-${at}` })),
        evidence: Array.from({ length: 100 }, () => ({ ...imageProblem.evidence[0], value: 'x'.repeat(10_000) })),
      })),
    } as typeof imageTagTypo
    expect(htmlBody(many).length).toBeLessThan(8_000_000)
  })

  test.each(Object.entries(PAYLOADS))('with %s in every text has no markup but its own', (_, payload) => {
    const body = htmlBody(poisoned(nodeLost, payload, true), { causesUrl: 'https://kubewhy.example/causes' })
    const names = new Set([...body.matchAll(/<([a-z]\w*)/g)].map(([, name]) => name))
    for (const name of ['script', 'img', 'iframe', 'object', 'base', 'meta', 'link', 'style'])
      expect(names).not.toContain(name)
    expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000]/)
  })
})

describe('the timeline', () => {
  const entry = (reason: string, text: string, warning: boolean): TimelineEntry => ({
    at: '2026-11-23T21:18:43Z',
    object: { kind: 'Pod', namespace: 'shop', name: 'web' },
    reason,
    text,
    warning,
  })

  test('tells restarts, probes, failures and revisions apart', () => {
    expect(markOf(entry('BackOff', 'Back-off restarting failed container web in pod web', true))).toBe('restart')
    expect(markOf(entry('BackOff', 'Back-off pulling image "nginx:1.72"', false))).toBe('failure')
    expect(markOf(entry('Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 404', true))).toBe(
      'probe',
    )
    expect(markOf(entry('ScalingReplicaSet', 'Scaled up replica set web-58fb588565 from 0 to 1', false))).toBe(
      'revision',
    )
    expect(markOf(entry('Scheduled', 'Successfully assigned shop/web to node-1', false))).toBe('event')
  })

  test('orders its lanes from the workload down, and leaves out what cannot be placed', () => {
    const report = { ...imageTagTypo, timeline: [...imageTagTypo.timeline].reverse() }
    expect(lanesOf(report).lanes.map(({ object }) => object.kind)).toEqual(['Deployment', 'Pod'])
    expect(lanesOf({ ...report, timeline: [{ ...entry('Killing', '', true), at: 'yesterday' }] }).lanes).toEqual([])
  })

  test('shows what came repeatedly as a series from the first time, of a node from the start of the rollout', () => {
    const series = (object: TimelineEntry['object']): TimelineEntry => ({
      ...entry('BackOff', 'Back-off restarting failed container web in pod web', true),
      object,
      at: '2026-11-23T21:20:05Z',
      count: 7,
      from: '2026-11-23T21:17:00Z',
    })
    const report = { ...imageTagTypo, timeline: [...imageTagTypo.timeline, series({ kind: 'Node', name: 'node-1' })] }
    const begin = Date.parse('2026-11-23T21:18:43Z')
    expect(lanesOf(report).lanes.map(({ moments }) => moments.map(({ from, at }) => at - from))).toEqual([
      [0],
      [0],
      [Date.parse('2026-11-23T21:20:05Z') - begin],
    ])
    const ofPod = { ...report, timeline: [series({ kind: 'Pod', namespace: 'shop', name: 'web' })] }
    expect(lanesOf(ofPod).lanes[0]?.moments[0]?.from).toBe(Date.parse('2026-11-23T21:17:00Z'))
    const drawn = html(ofPod)
    expect(drawn).toMatch(/<path class="series restart" d="M250 /)
    expect(drawn).toContain('BackOff ×7 since <time>2026-11-23T21:17:00Z</time>')
    expect(drawn).toContain('(7 times since 2026-11-23T21:17:00Z)')
    expect(html(imageTagTypo)).not.toContain('class="series')
    expect(html(imageTagTypo)).not.toContain('repeated since')
  })

  test('is linear, but for long empty stretches, which are marked with their length', () => {
    const minute = 60_000
    const plain = timeScale([0, minute, 2 * minute], 100, 600)
    expect([0, minute, 2 * minute].map(plain.x)).toEqual([100, 400, 700])
    expect(plain.breaks).toEqual([])
    const cut = timeScale([0, minute, 3 * 24 * 60 * minute, (3 * 24 * 60 + 1) * minute], 100, 600)
    expect(cut.breaks.map(({ label }) => label)).toEqual(['2d'])
    expect(cut.x(minute)).toBeGreaterThan(300)
    expect(cut.ticks.length).toBeGreaterThanOrEqual(2)
    expect(timeScale([minute], 100, 600).x(minute)).toBe(400)
  })
})

describe('fold', () => {
  test('breaks a name where it has joints, and says when it cuts', () => {
    expect(fold('shop/web-58fb588565-s8bfg', 110, 13, 3)).toEqual(['shop/web-', '58fb588565-', 's8bfg'])
    expect(fold('a'.repeat(100), 100, 12, 2).at(-1)).toMatch(/…$/)
    for (const line of fold('W'.repeat(50), 100, 12, 9)) expect(widthOf(line, 12)).toBeLessThanOrEqual(100)
  })
})
