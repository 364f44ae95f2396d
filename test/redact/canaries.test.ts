import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { published } from '../../action/report/published.ts'
import { snapshotArchive } from '../../action/snapshot/archive.ts'
import { redactedSnapshot } from '../../action/snapshot/redacted.ts'
import { createApp } from '../../api/app.ts'
import { bundledReference } from '../../api/bundled-reference.ts'
import type { LogEntry } from '../../api/deps.ts'
import { diagnoseInProcess } from '../../api/diagnosis.ts'
import { inProcessMcp } from '../../api/mcp/in-process.ts'
import { Cluster } from '../../core/cluster/cluster.ts'
import { diagnose, type Snapshot } from '../../core/index.ts'
import { textRedactor } from '../../core/redact/redact.ts'
import { secretValues } from '../../core/redact/secret-values.ts'
import { annotations, FORMATS, renderers } from '../../core/render/index.ts'
import { callCli } from '../support/cli-run.ts'
import { sampler } from '../support/sample.ts'
import { readRecording, readScenario, scenarioIds } from '../support/scenarios.ts'
import { CANARIES, withCanaries } from './canaries.ts'

const sample = sampler(4)

const cases = scenarioIds.map((id, index) => {
  const { namespace } = readScenario(id)
  return { id, namespace, recording: readRecording(id), planted: withCanaries(readRecording(id), namespace, index * 7) }
})

/** Hides as the action does. */
const hideIn = (snapshot: Snapshot) => textRedactor(secretValues(new Cluster(snapshot)))

/** The canaries that a text shows. */
const shown = (text: string) => CANARIES.filter(canary => text.includes(canary))

const folder = mkdtempSync(join(tmpdir(), 'kubewhy-canaries-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('no secret of a snapshot is in', () => {
  it.each(sample(cases))('any format of the report on $id', ({ planted, namespace }) => {
    const report = diagnose(planted, { namespace })
    expect(report.broken).toEqual([])
    for (const format of FORMATS) expect(shown(renderers[format](report))).toEqual([])
    expect(shown(annotations(report).join('\n'))).toEqual([])
  })

  it('what the API answers and logs', async () => {
    const entries: LogEntry[] = []
    const diagnoseIt = diagnoseInProcess({})
    const mcp = inProcessMcp({ diagnose: diagnoseIt, maxBodyBytes: 1 << 26, render: {}, version: '0' })
    const app = createApp({
      diagnose: diagnoseIt,
      maxBodyBytes: 1 << 26,
      log: entry => entries.push(entry),
      mcp,
      reference: bundledReference,
    })
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    for (const { planted } of sampler(16)(cases)) {
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: planted.objects })
      const lost = `?workload=deploy/${CANARIES[0]?.toLowerCase()}`
      for (const request of ['', '?format=html', '?format=sarif', '?namespace=nowhere', lost]) {
        const response = await app.request(`/v1/diagnose${request}`, { method: 'POST', body })
        expect(shown(await response.text())).toEqual([])
      }
      for (const damaged of [body.slice(0, -9), body.replaceAll('"Secret"', '"Secret'), body.replace('{', '{{')]) {
        const response = await app.request('/v1/diagnose', { method: 'POST', body: damaged })
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(shown(await response.text())).toEqual([])
      }
      const params = { name: 'diagnose_snapshot', arguments: { snapshot: body } }
      const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })
      const answer = await (await app.request('/mcp', { method: 'POST', headers, body: call })).text()
      expect(answer).toContain('"result"')
      expect(shown(answer)).toEqual([])
    }
    expect(shown(JSON.stringify(entries))).toEqual([])
  })

  it('what the command line prints', async () => {
    for (const { id, planted, namespace } of cases.filter((_, index) => index % 62 === 0)) {
      const directory = join(folder, id)
      const file = `${directory}.json`
      writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: planted.objects }))
      writeFileSync(`${file}.cut`, JSON.stringify(planted.objects).slice(0, -30))
      for (const name of [file, `${file}.cut`]) {
        const { stdout, stderr } = await callCli(['diagnose', name, '-n', namespace])
        expect(stdout + stderr).not.toBe('')
        expect(shown(stdout + stderr)).toEqual([])
      }
    }
  })

  it('what the action publishes, with and without logs', async () => {
    for (const { planted, namespace } of sample(cases)) {
      const report = diagnose(planted, { namespace })
      const hide = hideIn(planted)
      for (const logs of [false, true]) expect(shown(renderers.json(published(report, hide, logs)))).toEqual([])
    }
    for (const { planted } of sampler(16)(cases)) {
      const hide = hideIn(planted)
      for (const logs of [false, true]) {
        const archive = await snapshotArchive(redactedSnapshot(planted, hide, logs))
        const text = gunzipSync(archive).toString('utf8')
        expect(text).toContain('"kanarie"')
        expect(shown(text)).toEqual([])
      }
    }
  })
})

describe('a secret that looks like a word of a sentence', () => {
  it.each(['nonesuch77', 'password-1', 'emptyhanded', 'is@home', 'value42', 'value-1', 'value.', 'values'])(
    '%s is hidden',
    secret => {
      expect(textRedactor([])(`login with password=${secret} failed`)).toBe('login with password=[redacted] failed')
    },
  )
})

describe('what is no secret', () => {
  it.each(sample(cases))('stays in the report on $id', ({ recording, namespace }) => {
    const report = renderers.json(diagnose(recording, { namespace }))
    const named = { ...recording, objects: [...recording.objects, secretOfNames(recording.objects, namespace)] }
    expect(renderers.json(diagnose(named, { namespace }))).toBe(report)
  })

  it.each([
    'secret "db" not found',
    'secrets "registry-token" is forbidden: User "system:serviceaccount:shop:default" cannot get resource "secrets"',
    "couldn't find key password in Secret shop/db",
    'Password authentication failed for user "shop"',
    'error: token: required',
    'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (acme)',
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    'open /etc/passwd: not a directory',
    'kubectl create secret docker-registry pull --docker-username=USER --docker-password=PASSWORD',
    'kubectl set env deployment/db -c postgres POSTGRES_PASSWORD=VALUE -n shop',
    'https://registry.example:5000/v2/shop/web/manifests/1.2',
    'ghcr.io/acme/web@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'the password: is shown to nobody who may not see it',
  ])('%s stays as it is', text => {
    expect(textRedactor([])(text)).toBe(text)
  })
})

/** A Secret that holds nothing but what the snapshot's objects, containers and images are called. */
function secretOfNames(objects: readonly unknown[], namespace: string): object {
  const names = new Set<string>()
  for (const object of objects) {
    const { metadata, kind, spec } = object as {
      metadata: { name: string }
      kind: string
      spec?: { containers?: { name: string; image: string }[] }
    }
    names.add(metadata.name).add(kind)
    if (kind === 'Pod') for (const { name, image } of spec?.containers ?? []) names.add(name).add(image)
  }
  const data = Object.fromEntries(
    [...names].map((name, index) => [`key-${index}`, Buffer.from(name).toString('base64')]),
  )
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'names', namespace }, data }
}
