import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { buildPage } from '../../scripts/build-page.ts'
import { type CliResult, runCli } from '../support/cli-run.ts'
import { PACKAGE, SOURCE } from '../support/program.ts'
import { CLUSTERS } from '../support/scenarios.ts'
import { inFolder } from '../support/temporary.ts'

const run = promisify(execFile)
const FOLDER = join(CLUSTERS, 'image-tag-typo')

/** As kubectl writes it, of a cluster that is not there. */
const PLAIN = `apiVersion: v1
kind: Config
current-context: shop
contexts:
- name: shop
  context:
    cluster: shop
    user: shop
clusters:
- name: shop
  cluster:
    server: https://127.0.0.1:1
users:
- name: shop
  user:
    token: shown-to-nobody
`

async function npm(words: readonly string[], cwd: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    npm_config_cache: join(cwd, 'cache'),
  }
  return (await run('npm', [...words, '--offline', '--no-audit', '--no-fund'], { cwd, env })).stdout
}

it('the package installs offline with nothing besides, and its commands work', async () => {
  await inFolder({ 'here/package.json': '{}', kubeconfig: PLAIN }, async folder => {
    if (PACKAGE === undefined) throw new Error('The package was not built.')
    const [packed] = JSON.parse(await npm(['pack', PACKAGE, '--json'], folder))
    // What a person downloads before the first answer.
    expect(packed.size).toBeLessThan(1_800_000)
    expect(packed.unpackedSize).toBeLessThan(6_000_000)
    const here = join(folder, 'here')
    await npm(['install', '--ignore-scripts', join(folder, packed.filename)], here)
    expect(readdirSync(join(here, 'node_modules')).filter(name => !name.startsWith('.'))).toEqual(['kubewhy'])

    const installed = join(here, 'node_modules/kubewhy')
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    expect(manifest).not.toHaveProperty('private')
    expect(Object.keys(manifest).filter(key => /dependencies|scripts/i.test(key))).toEqual([])
    expect(manifest.repository.url).toContain('github.com/kubewhy/kubewhy')
    const names = readdirSync(installed, { recursive: true }).map(String)
    expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'licenses.txt']))
    expect(names.filter(name => !/\.(?:js|html|json|txt|md)$|^LICENSE$|^kubectl_complete-why$/.test(name))).toEqual([])
    expect(Math.max(...names.map(name => statSync(join(installed, name)).size))).toBeLessThan(2_000_000)
    const licences = readFileSync(join(installed, 'licenses.txt'), 'utf8')
    for (const name of ['@kubernetes/client-node', 'commander', 'yaml', 'zod']) expect(licences).toContain(`\n${name} `)

    const bin = (name: string, words: readonly string[]): Promise<CliResult> =>
      runCli(words, { program: join(here, 'node_modules/.bin', name) })
    const [help, diagnosed, plugin, page, source] = await Promise.all([
      bin('kubewhy', ['--help']),
      bin('kubewhy', ['diagnose', FOLDER]),
      bin('kubectl-why', ['-n', 'shop', 'deploy/web', FOLDER]),
      bin('kubewhy', ['page']),
      runCli(['diagnose', FOLDER], { program: SOURCE }),
    ])
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Usage: kubewhy /) })
    expect(diagnosed).toEqual(source)
    expect(plugin).toEqual(source)
    expect(page.stdout).toBe(await buildPage('offline'))
    expect(await bin('kubewhy', ['diagnose', '-n', 'shop'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No kubeconfig found'),
    })
    // Without the client that reads every other kubeconfig.
    for (const name of names.filter(each => each.startsWith('kube-config'))) rmSync(join(installed, name))
    const plain = join(folder, 'kubeconfig')
    expect(await bin('kubewhy', ['diagnose', '-n', 'shop', '--kubeconfig', plain])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('the API server cannot be reached'),
    })
    const answer = await served(join(here, 'node_modules/.bin/kubewhy'))
    expect(answer).toContain('image nginx:1.72 does not exist')
  })
})

/** Starts the installed service, has it diagnose in one of its threads and stops it. */
async function served(program: string): Promise<string> {
  const child = execFile(process.execPath, [program, 'serve'], { env: { PORT: '0' } })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', line => resolve(JSON.parse(line).url))
      child.on('close', code => reject(new Error(`The service ended with ${code}.`)))
    })
    const body = readFileSync(join(FOLDER, 'state.json'))
    const response = await fetch(`${url}/v1/diagnose?format=text`, { method: 'POST', body })
    return await response.text()
  } finally {
    child.kill()
  }
}
