import { describe, expect, test } from 'vitest'
import { text } from '../../core/render/text.ts'
import { PAYLOADS, poisoned } from './hostile.ts'
import { crashMissingEnv, healthy, imageProblem, imageTagTypo, nodeLost } from './reports.ts'

/** A line that the runner of GitHub Actions takes for a command. */
const COMMAND = /^\s*::|##\[/m
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u

const lines = (...options: Parameters<typeof text>) => text(...options).split('\n')

describe('text', () => {
  test('gives verdict, cause and fix in the first three lines', () => {
    expect(lines(imageTagTypo).slice(0, 5)).toEqual([
      '✗ Deployment shop/web is stalled: image nginx:1.72 does not exist.',
      '  Cause     image-not-found in container web',
      '  Fix       Run: Set the image to a tag that exists; nginx:1.27 is what the',
      '            previous revision runs.',
      '              kubectl -n shop set image deployment/web web=nginx:1.27',
    ])
  })

  test('says verdict, subject and title where the summary does not', () => {
    const report = { ...imageTagTypo, summary: 'The rollout cannot finish.' }
    expect(lines(report).slice(0, 3)).toEqual([
      '✗ Stalled: The rollout cannot finish.',
      '  Cause     image-not-found in Deployment shop/web, container web: image',
      '            nginx:1.72 does not exist',
    ])
    const longer = {
      ...imageTagTypo,
      summary: 'Deployment shop/web-2 is stalled: image nginx:1.72-alpine does not exist.',
    }
    expect(lines(longer)[1]).toContain('image-not-found in Deployment shop/web, container web: image')
  })

  test('proves the answer: values, chain, changes, age', () => {
    const output = text(imageTagTypo, { causesUrl: 'https://kubewhy.example/v1/causes/' })
    expect(output).toContain(
      'Pod shop/web-58fb588565-s8bfg,\n            status.containerStatuses[name=web].state.waiting.message',
    )
    expect(output).toContain('            │ docker.io/library/nginx:1.72: not found\n')
    expect(output).toContain(
      '            → ReplicaSet shop/web-58fb588565: 0 of 1 pods is ready\n              → Pod shop/web-58fb',
    )
    expect(output).toContain('now nginx:1.72, suggested: nginx:1.27')
    expect(output).toContain('spec.containers[name=web].image changed: nginx:1.27 → nginx:1.72')
    expect(output).toContain('Since     2026-11-23T21:18:43Z, 88s before the snapshot')
    expect(output).toContain("Outlook   won't recover on its own")
    expect(output).toContain('Affects   Service shop/web')
    expect(output).toContain('https://kubewhy.example/v1/causes/image-not-found\n')
    expect(output).not.toContain('Certainty')
  })

  test('keeps the shape of log lines and says how sure it is', () => {
    const output = text(crashMissingEnv)
    expect(output).toContain(
      "            │     url = os.environ['SMTP_URL']\n            │           ~~~~~~~~~~^^^^^^^^^^^^\n",
    )
    expect(output).toContain('  Certainty likely: ')
  })

  test('numbers further problems and lists what else matters', () => {
    const output = text(nodeLost)
    expect(output).toContain('is not ready (and 1 more problem).\n')
    expect(output).toContain(
      '\n\n2. Deployment suite/back: ConfigMap suite/back-conf does not exist.\n  Cause     config-map-missing\n',
    )
    expect(output).not.toContain('  StatefulSet ledger/ledger: stalled')
    expect(output).toContain(
      '  Deployment suite/front: progressing, 2 of 3 ready, 2 updated; watch: the\n    startup probe has 40 s left\n',
    )
    expect(output).toContain('\nCould not be read\n  Secret in suite: forbidden.')
    expect(output).toContain('\n    {apiGroups: [""], resources: [secrets], verbs: [get, list]}\n')
    expect(output).toContain('\nInput not used\n  notes.txt: not a Kubernetes object\n')
  })

  test('counts input that was not used for one reason, and names one of it', () => {
    const copies = ['a', 'b', 'c', 'd'].map(name => ({ name: `logs/${name}.insecure.log`, why: 'a copy of a log' }))
    expect(text({ ...nodeLost, skipped: [...nodeLost.skipped, ...copies] })).toContain(
      '  notes.txt: not a Kubernetes object\n  4 files: a copy of a log, for example logs/a.insecure.log\n',
    )
  })

  test('does not count a pod that has done its work', () => {
    const done = {
      kind: 'Pod',
      namespace: 'suite',
      name: 'installer',
      verdict: 'healthy',
      ready: 0,
      wanted: 1,
    } as const
    expect(text({ ...healthy, workloads: [...healthy.workloads, { ...done, updated: 1, problems: [] }] })).toContain(
      '3 workloads, 5 of 5 pods ready',
    )
  })

  test('is two lines when all is well', () => {
    expect(text(healthy)).toBe(
      '✓ 2 workloads, all healthy.\n  2 workloads, 5 of 5 pods ready, as of 2026-11-23T21:20:11Z.\n',
    )
  })

  test('says why a rollout without a problem is not done', () => {
    const [front] = nodeLost.workloads.filter(({ name }) => name === 'front')
    const report = {
      ...healthy,
      verdict: 'progressing' as const,
      summary: 'The rollout is progressing.',
      workloads: front ? [front] : [],
    }
    expect(text(report)).toContain('… The rollout is progressing.\n  1 workload, 2 of 3 pods ready')
    expect(text(report)).toContain('\nWorkloads\n  Deployment suite/front: progressing, 2 of 3 ready')
  })

  test('says that a cause is not known instead of giving the word as an id', () => {
    const output = text(
      { ...imageTagTypo, problems: [{ ...imageProblem, cause: 'unknown' }] },
      { causesUrl: 'https://x' },
    )
    expect(output).toContain('\n  Cause     not found in the snapshot')
    expect(output).not.toContain('https://x')
  })

  test('says of environment values only that they changed', () => {
    const changed = [
      { path: 'spec.containers[name=web].env[name=DB_URL]' },
      { path: 'spec.nodeName', after: 'a' },
      { path: 'x', before: '' },
    ]
    const output = text({ ...imageTagTypo, problems: [{ ...imageProblem, changed }] })
    expect(output).toContain('env[name=DB_URL] changed\n')
    expect(output).toContain('spec.nodeName added: a\n')
    expect(output).toContain('x removed: ""\n')
  })

  test('breaks prose at the width, but no command, log line or word', () => {
    for (const width of [40, 80, 120]) {
      for (const report of [imageTagTypo, crashMissingEnv, nodeLost]) {
        const long = lines(report, { width })
          .slice(1)
          .filter(line => line.length > width && !/^ *(?:kubectl|\{|│)/.test(line))
        for (const line of long) expect(line.slice(12).trim().replace(/^→ /, '')).not.toContain(' ')
      }
    }
  })

  test('names among the affected only what the chain does not', () => {
    const [top, replicaSet] = imageProblem.chain
    const affects = [top, replicaSet]
      .flatMap(link => link ?? [])
      .concat(imageProblem.affects.map(ref => ({ ...ref, symptom: '', text: '' })))
    expect(text({ ...imageTagTypo, problems: [{ ...imageProblem, affects }] })).toContain(
      '\n  Affects   Service shop/web\n  Since',
    )
  })

  test('has colour only when asked, and the same words', () => {
    expect(text(nodeLost)).not.toContain('\x1b')
    const coloured = text(nodeLost, { colour: true })
    expect(coloured).toContain('\x1b[1;31m✗ StatefulSet')
    expect(coloured.replace(/\x1b\[[0-9;]*m/g, '')).toBe(text(nodeLost))
  })

  test.each(Object.entries(PAYLOADS))('gives %s no power over the terminal or the runner', (_, payload) => {
    for (const report of [imageTagTypo, crashMissingEnv, nodeLost, healthy]) {
      for (const whole of [true, false]) {
        const output = text(poisoned(report, payload, whole), { causesUrl: 'https://kubewhy.example' })
        expect(output).not.toMatch(UNSAFE)
        expect(output).not.toMatch(COMMAND)
        expect(output.length).toBeLessThan(60_000)
      }
    }
  })

  test('bounds every list', () => {
    const many = <T>(item: T) => Array.from({ length: 500 }, () => item)
    const problem = {
      ...imageProblem,
      evidence: many(imageProblem.evidence[0] ?? never()),
      affects: many(imageProblem.subject),
    }
    const output = text({
      ...nodeLost,
      problems: many(problem),
      workloads: many({ ...(nodeLost.workloads[2] ?? never()) }),
      unseen: many({ kind: 'Secret', why: 'forbidden' }),
    })
    expect(output).toContain('… and 494 more')
    expect(output).toContain('450 more problems in namespace shop (450): see the JSON report.')
    expect(output).toContain('and 470 more')
    expect(lines({ ...nodeLost, problems: [problem] }).length).toBeLessThan(100)
  })
})

function never(): never {
  throw new Error('the report has it')
}
