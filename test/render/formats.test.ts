import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { annotations, FORMATS, mediaTypes, renderers } from '../../core/render/index.ts'
import { json } from '../../core/render/json.ts'
import { sarif } from '../../core/render/sarif.ts'
import type { Report } from '../../core/report.ts'
import { PAYLOADS, poisoned } from './hostile.ts'
import { crashMissingEnv, healthy, imageProblem, imageTagTypo, nodeLost } from './reports.ts'
import { sarifSubset } from './sarif-subset.ts'

const REPORTS = { imageTagTypo, crashMissingEnv, nodeLost, healthy }
const locations = {
  [imageProblem.id]: { file: 'deploy/web, new:50%.yaml', startLine: 17, endLine: 18, startColumn: 9 },
}

describe('json', () => {
  test.each(Object.entries(REPORTS))('of %s reads back as the report', (_, report) => {
    expect(JSON.parse(json(report))).toEqual(report)
    expect(json(report).endsWith('}\n')).toBe(true)
  })

  test('writes the keys in the order of the contract, whatever order they come in', () => {
    const reversed = reverse(imageTagTypo) as Report
    expect(Object.keys(reversed)[0]).toBe('schema')
    expect(json(reversed)).toBe(json(imageTagTypo))
    const keys = [...json(imageTagTypo).matchAll(/^ {2}"(\w+)"/gm)].map(match => match[1])
    expect(keys.slice(0, 5)).toEqual(['schema', 'takenAt', 'verdict', 'summary', 'problems'])
  })

  test('leaves a patch as it is', () => {
    const patch = { spec: { b: 1, a: [{ value: 'x', path: '/y', op: 'add' }] } }
    const report = { ...imageTagTypo, problems: [{ ...imageProblem, fix: [{ text: 'Patch it.', patch }] }] }
    expect(json(report)).toContain(JSON.stringify(patch, null, 2).split('\n').join('\n          '))
  })
})

describe('sarif', () => {
  const valid = new Ajv({ allErrors: true }).compile(sarifSubset)
  const catalogue = (cause: string) => ({
    title: `About ${cause}`,
    what: 'What {it} is.',
    fix: 'See [here](https://x).',
  })

  test.each(Object.entries(REPORTS))('of %s has the shape of SARIF 2.1.0', (_, report) => {
    const log: unknown = JSON.parse(
      sarif(report, { catalogue, locations, version: '1.2.3', causesUrl: 'https://kubewhy.example/v1/causes' }),
    )
    expect(valid(log), JSON.stringify(valid.errors)).toBe(true)
  })

  test('has a rule for each cause, and points at it from each result', () => {
    const report = { ...nodeLost, problems: [...nodeLost.problems, ...nodeLost.problems, imageProblem] }
    const [run] = JSON.parse(sarif(report, { catalogue })).runs
    const rules: { id: string }[] = run.tool.driver.rules
    expect(rules.map(({ id }) => id)).toEqual(['config-map-missing', 'image-not-found', 'node-not-ready'])
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]?.id).toBe(ruleId)
    expect(run.tool.driver.rules[0].help.text).toBe('What {{it}} is. See [here] (https://x).')
  })

  test('says where, how bad, and what to recognise it by', () => {
    const results = [nodeLost, imageTagTypo].flatMap(report => JSON.parse(sarif(report, { locations })).runs[0].results)
    expect(results.map(({ level }) => level)).toEqual(['warning', 'error', 'error'])
    expect(results.at(-1)).toMatchObject({
      message: { text: expect.stringContaining('Deployment shop/web: image nginx:1.72 does not exist. The registry') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'deploy/web%2C%20new%3A50%25.yaml' },
            region: { startLine: 17, startColumn: 9, endLine: 18 },
          },
          logicalLocations: [{ fullyQualifiedName: 'Deployment/shop/web', name: 'web', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'kubewhy/v1': imageProblem.id },
    })
    expect(results[0].locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: 'Node/node-2', name: 'node-2', kind: 'resource' }] },
    ])
  })

  test('of a problem that recovers is a note', () => {
    const problems = [{ ...imageProblem, outlook: 'self-healing' as const }]
    expect(JSON.parse(sarif({ ...imageTagTypo, problems })).runs[0].results[0].level).toBe('note')
  })

  test.each(Object.entries(PAYLOADS))('with %s in every text stays valid, without an embedded link', (_, payload) => {
    const log = JSON.parse(sarif(poisoned(nodeLost, payload, true)))
    expect(valid(log), JSON.stringify(valid.errors)).toBe(true)
    for (const { message } of log.runs[0].results) expect(message.text.replaceAll('{{', '')).not.toMatch(/\]\(|\{/)
  })
})

describe('annotations', () => {
  test('stand at the line of the field', () => {
    expect(annotations(imageTagTypo, locations)).toEqual([
      '::error file=deploy/web%2C new%3A50%25.yaml,line=17,endLine=18,col=9,title=image-not-found%3A Deployment shop/web%2C container web::' +
        'Image nginx:1.72 does not exist.%0A' +
        'The registry docker.io answers that it has no tag 1.72 of library/nginx, so no pod of the new revision can start.%0A' +
        'Run: Set the image to a tag that exists; nginx:1.27 is what the previous revision runs.%0A' +
        'kubectl -n shop set image deployment/web web=nginx:1.27',
    ])
  })

  test('have no place where none is known, and the weight of the outlook', () => {
    const [lost, missing] = annotations(nodeLost)
    expect(lost).toMatch(/^::warning title=node-not-ready%3A Node node-2::/)
    expect(missing).toMatch(/^::error title=config-map-missing/)
    expect(annotations(healthy)).toEqual([])
  })

  test('are ten at most', () => {
    expect(annotations({ ...imageTagTypo, problems: Array.from({ length: 30 }, () => imageProblem) })).toHaveLength(10)
  })

  test.each(Object.entries(PAYLOADS))('with %s are one command of bounded length each', (_, payload) => {
    for (const line of annotations(poisoned(nodeLost, payload, true), {
      a41c00d2be71: { file: payload.slice(0, 2000), startLine: 1 },
    })) {
      expect(line.length).toBeLessThanOrEqual(4096)
      expect(line).toMatch(/^::(?:error|warning) (?:(?:file|line|title)=[^:,\r\n]*,?)+::[^\r\n]*$/)
      expect(line.replace(/%(?:25|0A|3A|2C)/g, '')).not.toContain('%')
    }
  })

  test('count the escaped length', () => {
    const [line] = annotations({
      ...imageTagTypo,
      problems: [{ ...imageProblem, title: '%'.repeat(1000), why: '%'.repeat(1000) }],
    })
    expect(line?.length).toBeGreaterThan(4000)
    expect(line?.length).toBeLessThanOrEqual(4096)
    expect(line).toMatch(/%25…$/)
  })
})

describe('formats', () => {
  test('each render every report, with options meant for all of them', () => {
    for (const format of FORMATS) {
      for (const report of Object.values(REPORTS)) {
        const rendered = renderers[format](report, {
          colour: false,
          logs: true,
          causesUrl: 'https://kubewhy.example',
          locations,
        })
        expect(rendered.endsWith('\n')).toBe(true)
        expect(rendered).toContain(report.summary)
        expect(renderers[format](report)).toBe(renderers[format](report))
      }
      expect(mediaTypes[format]).toMatch(/^(?:text|application)\//)
    }
  })
})

/** Every object of the contract with its keys the other way round, but for the first level, which `schema` still leads. */
function reverse(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return value.map(each => reverse(each, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, reverse(each, depth + 1)] as const)
  const turned = entries.reverse()
  return Object.fromEntries(depth === 0 ? [['schema', 1], ...turned] : turned)
}
