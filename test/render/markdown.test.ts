import { describe, expect, test } from 'vitest'
import { markdown } from '../../core/render/markdown.ts'
import type { Report } from '../../core/report.ts'
import { PAYLOADS, poisoned } from './hostile.ts'
import { blocks } from './markdown-blocks.ts'
import { crashMissingEnv, healthy, imageProblem, imageTagTypo, nodeLost } from './reports.ts'
import { expectSafeMarkdown } from './safe.ts'

const CAUSES = 'https://kubewhy.example/v1/causes'
const MARKER = '<!-- kubewhy:v1 key=staging/shop -->'
describe('markdown', () => {
  test('begins with verdict, cause and fix', () => {
    expect(markdown(imageTagTypo, { heading: MARKER, causesUrl: CAUSES }).split('\n').slice(0, 11)).toEqual([
      MARKER,
      '',
      '### ❌ Deployment shop/web is stalled: image nginx:1.72 does not exist.',
      '',
      '**Cause:** [`image-not-found`](<https://kubewhy.example/v1/causes/image-not-found>) in container web',
      '',
      '**Run:** Set the image to a tag that exists; nginx:1.27 is what the previous revision runs.',
      '',
      '```sh',
      'kubectl -n shop set image deployment/web web=nginx:1.27',
      '```',
    ])
  })

  test('proves the answer and folds the background', () => {
    const document = markdown(imageTagTypo)
    const { fences, prose } = blocks(document)
    expect(fences.map(({ body }) => body)).toContain(imageProblem.evidence[0]?.value)
    expect(document).toContain(
      '**Field:** `spec.template.spec.containers[name=web].image` of Deployment shop/web is `nginx:1.72`; suggested: `nginx:1.27`',
    )
    expect(document).toContain('- `spec.containers[name=web].image` changed: `nginx:1.27` → `nginx:1.72`')
    expect(document).toContain('- Deployment shop/web: 1 of 3 replicas is updated\n  - ReplicaSet shop/web-58fb588565')
    expect(document).toContain(
      '2026-11-23T21:20:02Z Warning Pod shop/web-58fb588565-s8bfg Failed (4 times): Error: ImagePullBackOff',
    )
    const summaries = prose.flatMap((line, index) => (line.startsWith('<details>') ? [index] : []))
    expect(summaries.length).toBe(4)
    for (const index of summaries) expect(prose[index + 1]).toBe('')
  })

  test('numbers several problems', () => {
    const document = markdown(nodeLost)
    expect(document).toContain(
      [
        '| | Workload | Cause | First step |',
        '| --- | --- | --- | --- |',
        '| 1 | StatefulSet ledger/ledger | `node-not-ready` node node-2 is not ready | Run: Bring the node back: look at its machine and its kubelet. |',
      ].join('\n'),
    )
    expect(document).toContain(
      '\n<details><summary>2 of 2: Deployment suite/back: ConfigMap suite/back-conf does not exist.</summary>\n',
    )
    expect(document).toContain(
      '- Deployment suite/front: progressing, 2 of 3 ready, 2 updated; watch: the startup probe has 40 s left',
    )
  })

  test('withholds log lines when logs are off, and nothing else', () => {
    const document = markdown(crashMissingEnv, { logs: false })
    expect(document).not.toContain('Traceback')
    expect(document).not.toContain('KeyError')
    expect(document).toContain(
      '**Evidence:** Pod notifications/sender-79c47bb649-s6jgt, log: withheld, because logs are off.',
    )
    expect(document).toContain('state.terminated.exitCode`: `1`')
    expect(blocks(markdown(crashMissingEnv)).fences.map(({ body }) => body)).toContain(
      crashMissingEnv.problems[0]?.evidence[0]?.value,
    )
  })

  test('is short when all is well', () => {
    expect(markdown(healthy)).toBe(
      '### ✅ 2 workloads, all healthy.\n\n2 workloads, 5 of 5 pods ready, as of 2026-11-23T21:20:11Z.\n',
    )
  })

  test.each(Object.entries(PAYLOADS))('gives %s no power over the page', (_, payload) => {
    for (const report of [imageTagTypo, crashMissingEnv, nodeLost, healthy]) {
      for (const whole of [true, false]) {
        const document = markdown(poisoned(report, payload, whole), { heading: MARKER, causesUrl: CAUSES })
        expectSafeMarkdown(document, MARKER)
        expect(document.length).toBeLessThanOrEqual(65_000)
      }
    }
  })
})

describe('a document over its limit', () => {
  const big: Report = {
    ...nodeLost,
    problems: Array.from({ length: 120 }, (_, index) => ({
      ...(crashMissingEnv.problems[0] ?? imageProblem),
      id: `${index}`,
      title: `Problem number ${index + 1}.`,
      evidence: [{ object: imageProblem.subject, path: 'previous log', value: 'a `log` line\n'.repeat(6000) }],
    })),
    workloads: Array.from({ length: 400 }, (_, index) => ({
      ...(nodeLost.workloads[2] ?? never()),
      name: `front-${index}`,
    })),
    timeline: Array.from({ length: 200 }, () => imageTagTypo.timeline[1] ?? never()),
  }

  test.each([40_000, 30_000, 10_000, 4000, 2000, 1100])('fits %i, keeping marker, verdict and cause', maxLength => {
    const document = markdown(big, { maxLength, heading: MARKER, causesUrl: CAUSES })
    expect(document.length).toBeLessThanOrEqual(maxLength)
    expect(document.startsWith(`${MARKER}\n\n### ❌ StatefulSet ledger/ledger is stalled`)).toBe(true)
    expect(document).toContain('app-missing-environment-variable')
    expect(document).toMatch(/_Shortened/)
    expectSafeMarkdown(document, MARKER)
  })

  test('fits even where every text is escaped tenfold', () => {
    const few = { ...big, problems: big.problems.slice(0, 30), workloads: big.workloads.slice(0, 100) }
    const hostile = poisoned(few, '#'.repeat(5000), true)
    for (const maxLength of [65_000, 5000, 1100]) {
      const document = markdown(hostile, { maxLength, heading: MARKER })
      expect(document.length).toBeLessThanOrEqual(maxLength)
      expect(document).toContain('app-missing-environment-variable')
      expectSafeMarkdown(document, MARKER)
    }
  })

  test('gives up other workloads first, then old events, and keeps the log', () => {
    const report = {
      ...imageTagTypo,
      problems: crashMissingEnv.problems,
      workloads: big.workloads,
      timeline: big.timeline,
    }
    const whole = markdown(report)
    expect(whole).not.toContain('_Shortened')
    const once = markdown(report, { maxLength: whole.length - 1 })
    expect(once).toContain('left out: other workloads.')
    expect(once).not.toContain('front-0')
    const twice = markdown(report, { maxLength: once.length - 1000 })
    expect(twice).toContain('left out: other workloads, older events.')
    expect(twice.split('Error: ImagePullBackOff').length - 1).toBe(20)
    expect(twice).toContain("KeyError: 'SMTP_URL'")
  })
})

function never(): never {
  throw new Error('the report has it')
}
