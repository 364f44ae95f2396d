import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runCli } from '../support/cli-run.ts'
import { CLUSTERS } from '../support/scenarios.ts'

// Each test starts several programs, beside other tests.
vi.setConfig({ testTimeout: 120_000 })

const FOLDER = join(CLUSTERS, 'image-tag-typo')
const DESCRIBE = join(CLUSTERS, '../formats/describe-shop.txt')
const NO_CLUSTER = 'There is no kubeconfig: KUBECONFIG is not set, ~/.kube/config does not exist, and this is no pod.'

describe('what cannot be done is said in a sentence, with what to do, and ends with 2', () => {
  it.each<readonly [readonly string[], string, string]>([
    [['diagnose', 'missing.json'], 'missing.json is no file, directory or workload.', 'KIND/NAME'],
    [['diagnoze'], 'diagnoze is no file, directory or workload.', 'KIND/NAME'],
    [[FOLDER, DESCRIBE], 'More than one file is named.', 'one directory or archive'],
    [[FOLDER, 'deploy/a', 'sts/b'], 'More than one workload is named.', 'Name one'],
    [['diagnose', DESCRIBE], 'the output of kubectl describe', '-o json'],
    [['diagnose', FOLDER, '--format', 'pdf'], "argument 'pdf' is invalid", 'text, markdown, json, html, sarif'],
    [['diagnose', FOLDER, '--color-me'], "unknown option '--color-me'", 'kubewhy --help'],
    [['diagnose', FOLDER, '-o', '/missing/report'], '/missing/report cannot be written (ENOENT).', 'folder'],
    [['diagnose', FOLDER, '--hosts', '/missing'], '/missing cannot be read (ENOENT).', 'host-facts'],
    [['diagnose', FOLDER, '--context', 'x'], `--context has no use with ${FOLDER}.`, 'Leave it out'],
    [['diagnose', '-n', ''], '"" is no name of a namespace.', 'kubectl get namespaces'],
    [['diagnose', '-n', 'shop', '-A'], '-n and -A exclude each other.', 'Leave one out.'],
    [['diagnose', '--timeout', 'soon'], 'soon is no time limit.', 'seconds between 1 and 600'],
    [['diagnose'], NO_CLUSTER, '--kubeconfig'],
    [['diagnose', 'deploy/web'], NO_CLUSTER, 'kubewhy diagnose FILE'],
    [['diagnose', '--kubeconfig', '/missing'], 'The kubeconfig could not be read', '--context'],
    [['collect'], "required option '-o, --output <file>' not specified", 'kubewhy --help'],
    [['collect', '-o', 'snapshot.tar.gz'], NO_CLUSTER, '--kubeconfig'],
    [['explain', 'image-not-fuond'], 'There is no cause image-not-fuond.', 'Did you mean image-not-found?'],
    [['explain', 'nothing-like-it'], 'There is no cause nothing-like-it.', 'kubewhy causes'],
    [['explain'], "missing required argument 'cause'", 'kubewhy --help'],
    [['rbac', '-n', 'shop', '--cluster'], '-n and --cluster exclude each other.', 'Leave one out.'],
    [['rbac', '-n', 'No Such'], 'The namespace must be a DNS label', 'lower-case'],
    [['host-facts', 'a;b'], 'The node must be named as in `kubectl get nodes`', 'lower-case'],
  ])('%j', async (words, message, advice) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(advice)
    expect(stderr).not.toMatch(/^\s+at |node:/m)
    expect(stderr.split('\n').length).toBeLessThanOrEqual(4)
  })

  it.each([
    ['a web page', '<html><body>Sign in</body></html>', 'This is a web page, not a snapshot.'],
    ['an empty list', '{"apiVersion":"v1","kind":"List","items":[]}', 'The input holds no Kubernetes object'],
    ['cut JSON', '{"apiVersion":"v1","kind":"List","items":[{"apiVer', 'The JSON is cut off'],
    ['nothing, asked for by name', '', 'The input is empty.'],
  ])('%s on standard input', async (_, stdin, message) => {
    const { code, stdout, stderr } = await runCli(['diagnose', '-'], { stdin })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it('an address on which the service cannot listen', async () => {
    const { code, stderr } = await runCli(['serve'], { env: { PORT: 'http' } })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^kubewhy cannot serve: PORT .*\n$/)
  })
})

describe('standard input on which nothing comes', () => {
  it('is waited for, but not in silence', async () => {
    const program = join(import.meta.dirname, '../../action/cli.ts')
    const child = spawn(process.execPath, [program, 'deploy/web'], { stdio: ['pipe', 'ignore', 'pipe'] })
    const said = await new Promise(resolve => child.stderr.setEncoding('utf8').once('data', resolve))
    child.kill()
    expect(said).toContain('waiting for a snapshot on standard input; for the live cluster add </dev/null')
  })
})

describe('a reader that goes', () => {
  it('is no error', async () => {
    const program = join(import.meta.dirname, '../../action/cli.ts')
    const child = spawn(process.execPath, [program, 'page'], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.once('data', () => child.stdout.destroy())
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const code = await new Promise(resolve => child.on('close', resolve))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
