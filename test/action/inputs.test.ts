import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { credentialsIn } from '../../action/cluster/credentials.ts'
import { outputsOf } from '../../action/github/outputs.ts'
import { parseLabelSelector } from '../../action/inputs/label-selector.ts'
import { INPUT_NAMES, readInputs } from '../../action/inputs.ts'
import { diagnose } from '../../core/index.ts'
import { readRecording } from '../support/scenarios.ts'

const action = parse(readFileSync('action.yml', 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const read = (given: Readonly<Record<string, string>>) => readInputs(name => given[name] ?? '')

describe('action.yml', () => {
  it('describes every input and output that there is, and no other', () => {
    expect(Object.keys(action.inputs).sort()).toEqual([...INPUT_NAMES].sort())
    const outputs = outputsOf(diagnose(readRecording('image-tag-typo')), {})
    expect(Object.keys(action.outputs).sort()).toEqual(Object.keys(outputs).sort())
    expect(action.runs).toEqual({ using: 'node24', main: 'action/dist/index.js' })
  })

  it('has the defaults that stand in for an empty input', () => {
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default])
    const given = Object.fromEntries(defaults.filter(([name]) => name !== 'token'))
    expect(readInputs(name => given[name] ?? '')).toEqual(read({}))
  })
})

describe('inputs', () => {
  it('are read in the forms that people write', () => {
    const inputs = read({
      workloads: 'deploy/web, sts/db\njobs.batch/migrate svc/front',
      manifests: 'k8s/*.yaml\n\n  !k8s/old.yaml ',
      timeout: '1h5m',
      settle: '0s',
      'pr-number': '17',
      logs: 'off',
    })
    expect(inputs.workloads).toEqual([
      { kind: 'Deployment', name: 'web' },
      { kind: 'StatefulSet', name: 'db' },
      { kind: 'Job', name: 'migrate' },
      { kind: 'Service', name: 'front' },
    ])
    expect(inputs).toMatchObject({ manifests: ['k8s/*.yaml', '!k8s/old.yaml'], timeout: 3_900_000, settle: 0 })
    expect(inputs).toMatchObject({ 'pr-number': 17, logs: false, namespace: undefined, 'fail-fast': 'normal' })
  })

  it.each([
    ['timeout', '10'],
    ['timeout', '0s'],
    ['timeout', '25h'],
    ['settle', '-1s'],
    ['workloads', 'web'],
    ['workloads', 'secret/web'],
    ['workloads', 'deploy/Web'],
    ['selector', 'app in'],
    ['namespace', 'Shop'],
    ['pr-number', '0'],
    ['comment', 'sometimes'],
    ['fail-fast', 'on'],
    ['fail-on', 'always'],
    ['logs', 'true'],
  ])('%s does not take %s', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`- ${name}: ${JSON.stringify(value)}`)
  })

  it('that are mutually exclusive are refused', () => {
    expect(() => read({ snapshot: 'a.json', kubeconfig: 'b', selector: 'a=b' })).toThrow(
      /^Invalid inputs:\n- kubeconfig: .*\n- selector: .*$/,
    )
  })
})

describe('a label selector', () => {
  it('is read as kubectl reads it', () => {
    expect(
      parseLabelSelector('app=web,tier!=cache,env in (a, b),zone notin (c),!old,acme.io/new')?.matchExpressions,
    ).toEqual([
      { key: 'app', operator: 'In', values: ['web'] },
      { key: 'tier', operator: 'NotIn', values: ['cache'] },
      { key: 'env', operator: 'In', values: ['a', 'b'] },
      { key: 'zone', operator: 'NotIn', values: ['c'] },
      { key: 'old', operator: 'DoesNotExist', values: [] },
      { key: 'acme.io/new', operator: 'Exists', values: [] },
    ])
  })

  it.each(['', ',', 'a=b=c', 'a in b', 'a in (b', 'a=(b)', '=b', 'a>1', '-a=b'])('is not %j', text => {
    expect(parseLabelSelector(text)).toBeUndefined()
  })
})

describe('the credentials of a kubeconfig', () => {
  it('are found wherever a user may keep them', () => {
    const key = Buffer.from('-----BEGIN KEY-----\nCANARY-key').toString('base64')
    const users = [
      { name: 'a', user: { token: 'CANARY-token', 'client-key-data': key } },
      { name: 'b', user: { username: 'x', password: 'CANARY-password' } },
      { name: 'c', user: { exec: { command: 'login', env: [{ name: 'SECRET', value: 'CANARY-exec' }] } } },
      {
        name: 'd',
        user: { 'auth-provider': { config: { 'refresh-token': 'CANARY-refresh', 'client-id': 'public' } } },
      },
    ]
    expect(credentialsIn(JSON.stringify({ users })).sort()).toEqual(
      [
        '-----BEGIN KEY-----\nCANARY-key',
        'CANARY-exec',
        'CANARY-password',
        'CANARY-refresh',
        'CANARY-token',
        key,
      ].sort(),
    )
  })

  it.each(['', 'users: 5', '{', 'a: [', 'users: [{user: 7}, 8]'])('are none in %j', text => {
    expect(credentialsIn(text)).toEqual([])
  })
})
