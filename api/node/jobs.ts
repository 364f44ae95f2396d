import { extname } from 'node:path'
import type { RenderOptions } from '../../core/render/index.ts'
import { bodyOf } from '../body.ts'
import type { Deps } from '../deps.ts'
import type { Asker } from '../diagnosis.ts'
import { gateOf } from '../live/gate.ts'
import type { Live } from '../live/live.ts'
import { checkOrigin } from '../mcp/origin.ts'
import { isForCaller } from '../problem.ts'
import type { Config } from './config.ts'
import { asData, type Job, type LimitedJob, type LiveSettings, type McpJob, orThrow, type Reply } from './job.ts'
import { type LaneSize, type Sizes, sizesFor } from './memory.ts'
import { Processes } from './processes.ts'
import { Slots } from './slots.ts'
import { type Upload, Uploads } from './uploads.ts'

/** Limit on the duration of a job, in milliseconds; a small one that takes longer continues as a large one. */
export const RUN_MS = 60_000
const SMALL_RUN_MS = 5_000
/** Limits in milliseconds on the wait of a job for a process, of a body for its next byte, and of a body for memory. */
export const WAIT_MS = 30_000
const IDLE_MS = 10_000
const PATIENCE_MS = 30_000
const MAX_WAITING = 32
const MIB = 1024 * 1024

export interface LaneState {
  readonly name: 'small' | 'large'
  readonly running: number
  readonly waiting: number
  readonly processes: number
  readonly size: number
  readonly heldBytes: number
}

/** The parts of a service that work in other processes. */
export interface Jobs extends Pick<Deps, 'diagnose' | 'live' | 'maxBodyBytes'> {
  readonly mcp: NonNullable<Deps['mcp']>
  readonly maxConnections: number
  /** The current load of each kind of process. */
  state(): readonly LaneState[]
  close(): Promise<void>
}

/** Runs jobs on uploads in the processes of both sizes. */
interface Lanes {
  readonly small: Processes<LimitedJob, Reply>
  readonly large: Processes<LimitedJob, Reply>
  /** What turns out to be too much for a small process is repeated in a large one. */
  inSmall(job: Job, upload: Upload): Promise<Reply>
  /** `keep`: keeps the blocks of the body for another run. */
  inLarge(job: Job, upload: Upload, keep?: boolean): Promise<Reply>
  readCluster(job: Job, upload: Upload): Promise<Reply>
}

function startLanes(sizes: Sizes): Lanes {
  const entry = new URL(`./job-process${extname(import.meta.url)}`, import.meta.url)
  const start = ({ processes, heapMiB }: LaneSize, maxRunMs: number) =>
    new Processes<LimitedJob, Reply>({
      entry,
      size: processes,
      heapMiB,
      maxRunMs,
      maxWaiting: MAX_WAITING,
      maxWaitMs: WAIT_MS,
    })
  const small = start(sizes.small, SMALL_RUN_MS)
  const large = start(sizes.large, RUN_MS)
  // Reading a cluster is mostly waiting: if there are several processes, one is left to other jobs.
  const reading = new Slots({
    size: Math.max(1, sizes.large.processes - 1),
    maxWaiting: MAX_WAITING,
    maxWaitMs: WAIT_MS,
  })

  const inLarge = async (job: Job, upload: Upload, keep = false) => {
    const reply = await large.run({ ...job, limits: sizes.large.limits }, upload.blocks(keep), upload.asker)
    return orThrow(reply)
  }

  return {
    small,
    large,
    inLarge,
    async inSmall(job, upload) {
      // The response to a message mentions limits itself.
      const limits = job.kind === 'mcp' ? sizes.large.limits : sizes.small.limits
      try {
        return orThrow(await small.run({ ...job, limits }, upload.whole(), upload.asker))
      } catch (error) {
        if (isForCaller(error) && error.status === 413 && error.code !== 'inflates-too-much')
          return inLarge(job, upload)
        throw error
      }
    },
    async readCluster(job, upload) {
      const leave = await reading.take(upload.asker)
      try {
        return await inLarge(job, upload)
      } finally {
        leave()
      }
    },
  }
}

/** Receives a body, passes it to `use` and frees its memory. */
type Receive = <T>(
  source: Parameters<Deps['diagnose']>[0],
  asker: Asker,
  use: (upload: Upload) => Promise<T>,
) => Promise<T>

function liveSettings({ allowPrivate, allowLoopback, allowInsecure }: Config, sizes: Sizes): LiveSettings {
  const { heapMiB, limits } = sizes.large
  const answers = {
    maxBytes: limits.maxValueBytes ?? sizes.maxBodyBytes,
    maxTotalBytes: Math.min(512, 2 * heapMiB) * MIB,
    maxHeldBytes: Math.floor((heapMiB * MIB) / 4),
    maxValues: limits.maxValues ?? 1_000_000,
  }
  return { allowPrivate, allowLoopback, allowInsecure, answers }
}

/** Answers agents' messages in other processes; `live`: including those that read a cluster. */
function mcpJobs(
  config: Config,
  render: RenderOptions,
  { sizes, lanes, receive }: { readonly sizes: Sizes; readonly lanes: Lanes; readonly receive: Receive },
  live: { readonly reads: Live; readonly settings: LiveSettings } | undefined,
): Jobs['mcp'] {
  const { publicUrl, origins } = config
  return async (request, notes, asker) => {
    checkOrigin(request, config)
    return receive(bodyOf(request, sizes.maxMessageBytes, notes), asker, async upload => {
      const job: McpJob = {
        kind: 'mcp',
        url: request.url,
        headers: [...request.headers].filter(([name]) => name !== 'authorization'),
        maxBytes: sizes.maxMessageBytes,
        ...(publicUrl !== undefined && { publicUrl }),
        origins,
        render,
        ...(live && { live: live.settings }),
        entry: 'unasked',
      }
      let reply = upload.isSmall ? await lanes.inSmall(job, upload) : await lanes.inLarge(job, upload, true)
      if ('asksEntry' in reply && live)
        reply = await entered(live.reads, request, entry => lanes.readCluster({ ...job, entry }, upload))
      if (!('response' in reply)) throw new Error('a message has no response')
      Object.assign(notes, reply.notes)
      const { status, headers, body } = reply.response
      return new Response(body, { status, headers: headers.map(([name, value]): [string, string] => [name, value]) })
    })
  }
}

/** Starts the processes that parse, collect and diagnose; this one only receives and responds. */
export function startJobs(config: Config, mcpRender: RenderOptions): Jobs {
  const sizes = sizesFor(config.memoryMiB)
  const uploads = new Uploads({ ...sizes, idleMs: IDLE_MS, patienceMs: PATIENCE_MS })
  const lanes = startLanes(sizes)
  const { small, large } = lanes
  const receive: Receive = async (source, asker, use) => {
    const upload = await uploads.receive(source, asker)
    try {
      return await use(upload)
    } finally {
      upload.release()
    }
  }

  const settings = liveSettings(config, sizes)
  const { tokens } = config
  const live: Live | undefined =
    tokens.length === 0
      ? undefined
      : {
          tokens,
          diagnose: (source, how, asker) =>
            receive(source, asker, async upload =>
              answerIn(await lanes.readCluster({ kind: 'cluster', how, live: settings }, upload)),
            ),
        }

  return {
    maxBodyBytes: sizes.maxBodyBytes,
    maxConnections: sizes.maxConnections,
    diagnose: (source, question, asker) =>
      receive(source, asker, async upload => {
        const job: Job = { kind: 'snapshot', question }
        return answerIn(await (upload.isSmall ? lanes.inSmall(job, upload) : lanes.inLarge(job, upload)))
      }),
    ...(live && { live }),
    mcp: mcpJobs(config, mcpRender, { sizes, lanes, receive }, live && { reads: live, settings }),
    state: () => [
      { name: 'small', ...small.state, heldBytes: uploads.held.small },
      { name: 'large', ...large.state, heldBytes: uploads.held.large },
    ],
    async close() {
      await Promise.all([small.close(), large.close()])
    },
  }
}

/** Checks whether the caller of a message may have a cluster read, and calls `next` with the result. */
async function entered<T>(live: Live, request: Request, next: (entry: McpJob['entry']) => Promise<T>): Promise<T> {
  let leave = () => {}
  try {
    leave = await gateOf(live)(request.headers.get('authorization') ?? undefined)
  } catch (error) {
    if (isForCaller(error)) return next(asData(error))
    throw error
  }
  try {
    return await next('granted')
  } finally {
    leave()
  }
}

function answerIn(reply: Reply) {
  if ('answer' in reply) return reply.answer
  throw new Error('a job has no answer')
}
