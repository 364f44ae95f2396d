/**
 * Writes a snapshot of the largest cluster that Kubernetes supports (150,000 pods, more than 1 GB) and gives it to the
 * command line: `node test/bench/large.ts [PODS] [FOLDER]`. Prints time and peak memory; exits with 1 above 2.5 GB.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { multiply } from '../support/multiply.ts'

const LIMIT = 2.5e9
const CLI = join(import.meta.dirname, '../../action/cli.ts')
const BATCH = 1 << 20

async function write(file: string, pods: number): Promise<void> {
  const out = createWriteStream(file)
  let text = '{"apiVersion":"v1","kind":"List","items":['
  let separator = ''
  for (const object of multiply({ pods }).objects()) {
    text += separator + object
    separator = ','
    if (text.length < BATCH) continue
    if (!out.write(text)) await once(out, 'drain')
    text = ''
  }
  out.end(`${text}],"metadata":{"resourceVersion":""}}\n`)
  await once(out, 'finish')
}

/** The most memory that a process has had resident so far, bytes, as Linux counts it. */
function peakOf(pid: number): number {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kibibytes ?? 0) * 1024
  } catch {
    return 0
  }
}

const pods = Number(process.argv[2] ?? 150_000)
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'kubewhy-large-'))
const file = join(folder, 'cluster.json')
try {
  await write(file, pods)
  const bytes = statSync(file).size
  const began = performance.now()
  const child = spawn(process.execPath, [CLI, 'diagnose', file, '-o', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let report = ''
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0))
  }, 50)
  child.stdout.on('data', chunk => {
    report += chunk
  })
  const [code] = await once(child, 'close')
  clearInterval(watch)
  const seconds = (performance.now() - began) / 1000
  const { problems } = JSON.parse(report) as { problems: readonly unknown[] }
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(2)} GB`
  console.log(`${pods} pods, ${gigabytes(bytes)}: ${problems.length} problems in ${seconds.toFixed(1)} s`)
  console.log(`peak memory ${gigabytes(peak)} of ${gigabytes(LIMIT)}; the command line ended with ${code}`)
  process.exitCode = peak > 0 && peak <= LIMIT ? 0 : 1
} finally {
  rmSync(file, { force: true })
}
