import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROGRAM } from '../support/program.ts'
import { ROOT, type RunningService, startService } from './running-server.ts'

const MIB = 1024 * 1024

/** The service under a memory limit, with what it took at most. */
export interface LimitedService extends RunningService {
  /** Whether it runs as a user without a name, on a root that cannot be written: where the machine lets tests do so. */
  readonly isConfined: boolean
  /** The most MiB that all its processes took together. */
  peakMiB(): number
  /** How often the kernel ended a process because the limit was reached; 0 where no limit can be set. */
  outOfMemory(): number
}

/** A control group of the kernel with a memory limit: version 2 or 1. */
interface Group {
  readonly folder: string
  readonly peak: string
  readonly events: string
}

function groupOf(mib: number): Group | undefined {
  const name = `kubewhy-test-${process.pid}-${mib}`
  for (const [root, limit, peak, events] of [
    ['/sys/fs/cgroup', 'memory.max', 'memory.peak', 'memory.events'],
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes', 'memory.max_usage_in_bytes', 'memory.oom_control'],
  ] as const) {
    const folder = join(root, name)
    try {
      mkdirSync(folder)
      writeFileSync(join(folder, limit), String(mib * MIB))
      readFileSync(join(folder, peak))
      return { folder, peak: join(folder, peak), events: join(folder, events) }
    } catch {
      try {
        rmdirSync(folder)
      } catch {
        // It was not made.
      }
    }
  }
  return undefined
}

/** The user of `api/deploy/`. */
export const USER = 65532

/** Runs a command as the manifests let it run: no name, no capability, nothing to write to. */
const CONFINED = [
  ...['unshare', '--mount', '/bin/sh', '-c'],
  `mount --bind / / && mount -o remount,ro,bind / && cd "$PWD" && exec setpriv --reuid ${USER} --regid ${USER} --clear-groups --no-new-privs "$@"`,
  'sh',
]

function canConfine(): boolean {
  const [command = '', ...args] = [
    ...CONFINED,
    process.execPath,
    '-e',
    'require("fs").readFileSync(process.argv[1])',
    PROGRAM,
  ]
  return spawnSync(command, args, { cwd: ROOT, stdio: 'ignore' }).status === 0
}

/**
 * Starts the service with `mib` MiB for all its processes: in a control group where one may be made, so that the kernel
 * holds it to them; elsewhere it is told, and its processes are watched.
 */
export async function startLimited(mib: number, env: Readonly<Record<string, string>> = {}): Promise<LimitedService> {
  const group = groupOf(mib)
  const into = group ? ['/bin/sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group.folder] : []
  const isConfined = canConfine()
  const service = await startService(group ? env : { KUBEWHY_MEMORY_MIB: String(mib), ...env }, [
    ...into,
    ...(isConfined ? CONFINED : []),
  ])
  let most = 0
  const watch = () => {
    most = Math.max(most, residentMiB(service.process.pid ?? 0))
  }
  const timer = group ? undefined : setInterval(watch, 50)
  return {
    ...service,
    isConfined,
    peakMiB: () => (group ? Number(readFileSync(group.peak, 'utf8')) / MIB : most),
    outOfMemory: () => Number(/^oom_kill (\d+)$/m.exec(group ? readFileSync(group.events, 'utf8') : '')?.[1] ?? 0),
    async stop() {
      clearInterval(timer)
      const code = await service.stop()
      if (group) await removed(group.folder)
      return code
    },
  }
}

/** A group is empty only a moment after its last process has ended. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    try {
      return rmdirSync(folder)
    } catch {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
}

/** What a process and its children take of memory that is theirs alone; 0 where there is no /proc. */
export function residentMiB(pid: number): number {
  try {
    const parents = readdirSync('/proc').filter(name => /^\d+$/.test(name))
    return parents.reduce((sum, name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8')
        const isOurs = Number(name) === pid || Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) === pid
        return sum + (isOurs ? Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024 : 0)
      } catch {
        return sum
      }
    }, 0)
  } catch {
    return 0
  }
}
