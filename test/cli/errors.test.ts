import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CliResult, callCli, runCli } from '../support/cli-run.ts'
import { PROGRAM } from '../support/program.ts'
import { CLUSTERS } from '../support/scenarios.ts'

const FOLDER = join(CLUSTERS, 'image-tag-typo')
const DESCRIBE = join(CLUSTERS, '../formats/describe-shop.txt')
const NO_CLUSTER =
  'No kubeconfig found: KUBECONFIG is not set, ~/.kube/config does not exist, and kubewhy is not running in a pod.'

describe('what cannot be done is said in a sentence, with what to do, and ends with 2', () => {
  type Row = readonly [words: readonly string[], message: string, advice: string]

  const isExplained = ({ code, stdout, stderr }: CliResult, message: string, advice: string) => {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(advice)
    expect(stderr).not.toMatch(/^\s+at |node:/m)
    expect(stderr.split('\n').length).toBeLessThanOrEqual(4)
  }

  it.each<Row>([
    [['diagnose', 'missing.json'], 'missing.json does not exist.', 'with -f'],
    [[FOLDER, DESCRIBE], 'More than one file given.', 'one directory or archive'],
    [[FOLDER, 'deploy/a', 'sts/b'], 'More than one target given.', 'Name one'],
    [['diagnose', DESCRIBE], 'kubectl describe output', '-o json'],
    [
      ['diagnose', FOLDER, '-o', 'pdf'],
      "argument 'pdf' is invalid",
      'text, summary, markdown, json, html, sarif, junit, yaml',
    ],
    [['diagnose', FOLDER, '--color-me'], "unknown option '--color-me'", 'kubewhy --help'],
    [['diagnose', FOLDER, '--output-file', '/missing/report'], '/missing/report cannot be written (ENOENT).', 'folder'],
    [['diagnose', FOLDER, '--hosts', '/missing'], '/missing cannot be read (ENOENT).', 'host-facts'],
    [['diagnose', FOLDER, '--context', 'x'], `--context cannot be used with ${FOLDER}.`, 'Remove it'],
    [['collect'], "required option '--output-file <file>' not specified", 'kubewhy collect --help'],
    [['explain', 'image-not-fuond'], 'image-not-fuond is not a cause or a status.', 'Did you mean image-not-found?'],
    [['explain', 'nothing-like-it'], 'nothing-like-it is not a cause or a status.', 'kubewhy causes'],
    [['explain'], "missing required argument 'word'", 'kubewhy explain --help'],
    [['rbac', '-n', 'shop', '--cluster'], '-n and --cluster are mutually exclusive.', 'Remove one of them.'],
    [['rbac', '--paths-to', 'istio-system'], '--paths-to cannot be used without -n.', 'whole cluster'],
    [['rbac', '-n', 'No Such'], 'The namespace must be a DNS label', 'lower-case'],
    [['host-facts', 'a;b'], 'Use the node’s name as in `kubectl get nodes`', 'lower-case'],
  ])('%j', async (words, message, advice) => isExplained(await callCli(words), message, advice))

  it.each<Row>([
    [['diagnoze'], 'diagnoze is not a command.', 'Did you mean diagnose?'],
    [['web'], 'web is not a file, directory or KIND/NAME.', 'deployment/web'],
    [['diagnose', '-n', ''], 'invalid namespace ""', 'kubectl get namespaces'],
    [['diagnose', '-n', 'shop', '-A'], '-n and -A are mutually exclusive.', 'Remove one of them.'],
    [['diagnose', '--timeout', 'soon'], 'invalid --timeout "soon"', 'seconds between 1 and 600'],
    [['diagnose'], 'Standard input is empty, and no cluster was specified.', '-n NAMESPACE'],
    [['diagnose', '-A'], NO_CLUSTER, '--kubeconfig'],
    [['diagnose', 'deploy/web'], NO_CLUSTER, 'kubewhy -f FILE'],
    [['diagnose', '--kubeconfig', '/missing'], 'The kubeconfig /missing could not be read', '--context'],
    [['collect', '--output-file', 'snapshot.tar.gz'], NO_CLUSTER, '--kubeconfig'],
    [['explian', 'Pending'], 'explian is not a command.', 'Did you mean explain?'],
    [['deploymen/web', '-n', 'shop'], 'the kind must be one of', 'did you mean deployment/web?'],
  ])('%j, with nothing on standard input and no kubeconfig', async (words, message, advice) =>
    isExplained(await runCli(words), message, advice),
  )

  it.each([
    ['a web page', '<html><body>Sign in</body></html>', 'This is a web page, not a snapshot.'],
    ['an empty list', '{"apiVersion":"v1","kind":"List","items":[]}', 'The input has no Kubernetes objects'],
    ['cut JSON', '{"apiVersion":"v1","kind":"List","items":[{"apiVer', 'The JSON is truncated'],
    ['nothing, asked for by name', '', 'The input is empty.'],
  ])('%s on standard input', async (_, stdin, message) => {
    const { code, stdout, stderr } = await runCli(['diagnose', '-'], { stdin })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it.each([
    ['a pipe on which nothing came', [], '', 'The input is empty.'],
    ['the same with a namespace', ['-n', 'shop'], '', 'The input is empty.'],
  ])('%s is no healthy cluster', async (_, words, stdin, message) => {
    const { code, stdout, stderr } = await runCli(words, { stdin })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it.each([['a lone ConfigMap', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"}}']])(
    '%s is not healthy either',
    async (_, stdin) => {
      const all = await runCli([], { stdin })
      expect(all).toMatchObject({ code: 2, stderr: '' })
      expect(all.stdout).toContain('No workloads found: add deployments, replicasets, pods and events')
      expect(all.stdout).not.toContain('1970')
      expect((await runCli(['-n', 'shop'], { stdin })).code).toBe(2)
    },
  )

  it('an address on which the service cannot listen', async () => {
    const { code, stderr } = await runCli(['serve'], { env: { PORT: 'http' } })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^kubewhy cannot serve: PORT .*\n$/)
  })
})

describe('standard input on which nothing comes', () => {
  it('is waited for, but not in silence', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'deploy/web'], { stdio: ['pipe', 'ignore', 'pipe'] })
    const said = await new Promise(resolve => child.stderr.setEncoding('utf8').once('data', resolve))
    child.kill()
    expect(said).toContain('waiting for a snapshot on standard input; to read the live cluster, add --context NAME')
  })
})

describe('a reader that goes', () => {
  it.each(['page', '--help'])('is no error: %s', async word => {
    const child = spawn(process.execPath, [PROGRAM, word], { stdio: ['ignore', 'pipe', 'pipe'] })
    if (word === 'page') child.stdout.once('data', () => child.stdout.destroy())
    else child.stdout.destroy()
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise(resolve => child.on('close', resolve))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
