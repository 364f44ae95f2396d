import type { Payload } from './payload.ts'

/** The current workflow run. */
export interface Run {
  readonly owner: string
  readonly repo: string
  readonly event: string
  readonly payload: Payload
  readonly sha: string
  readonly id: number
  readonly attempt: number
  readonly serverUrl: string
  readonly apiUrl: string
  /** Whether anyone can read the run's log; undefined if the event does not say. */
  readonly isPublic: boolean | undefined
}

/**
 * The run as described by the runner: its environment and the event's file, read with `readText`. Throws if the
 * environment is not that of a workflow run, or the file is not a JSON object.
 */
export function readRun(env: Readonly<Record<string, string | undefined>>, readText: (path: string) => string): Run {
  const [owner, repo, ...rest] = (env['GITHUB_REPOSITORY'] ?? '').split('/')
  if (!owner || !repo || rest.length > 0) {
    throw new Error('GITHUB_REPOSITORY does not have the form owner/name: this is not a workflow step.')
  }
  const path = env['GITHUB_EVENT_PATH']
  const payload: unknown = path === undefined || path === '' ? {} : parse(readText(path))
  if (typeof payload !== 'object' || payload === null)
    throw new Error('GITHUB_EVENT_PATH does not contain a JSON object.')
  const isPrivate = (payload as { repository?: { private?: unknown } | null }).repository?.private
  return {
    owner,
    repo,
    event: env['GITHUB_EVENT_NAME'] ?? '',
    payload: payload as Payload,
    sha: env['GITHUB_SHA'] ?? '',
    id: Number(env['GITHUB_RUN_ID'] ?? 0) || 0,
    attempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? 1) || 1,
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
    isPublic: typeof isPrivate === 'boolean' ? !isPrivate : undefined,
  }
}

/** The URL of the run's page, for this attempt. */
export function runUrl(run: Run): string {
  return `${run.serverUrl}/${run.owner}/${run.repo}/actions/runs/${run.id}/attempts/${run.attempt}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('GITHUB_EVENT_PATH does not contain JSON.')
  }
}
