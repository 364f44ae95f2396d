import type { GitHub } from '@actions/github/lib/utils'

export type Octokit = InstanceType<typeof GitHub>

/** Longest time that a rate limit may hold up a deployment, in seconds. */
const MAX_WAIT = 60

export interface ClientOptions {
  readonly token: string
  /** `GITHUB_API_URL`: another host on GitHub Enterprise. */
  readonly apiUrl: string
  /** Whether to retry failed requests and to keep GitHub's pace for writes; off only where time is simulated. */
  readonly patient?: boolean
  /** Told when a rate limit makes a request wait, with the seconds. */
  readonly onWait?: (seconds: number) => void
}

/**
 * A client of GitHub's REST API that retries 5xx answers, keeps the pace for writes and waits for a rate limit of up
 * to a minute. The libraries are loaded on the first call, since most of a rollout needs none of them.
 */
export async function createClient({ token, apiUrl, patient = true, onWait }: ClientOptions): Promise<Octokit> {
  const [{ getOctokit }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  const wait = (seconds: number, _options: unknown, _octokit: unknown, retries: number): boolean => {
    if (seconds > MAX_WAIT || retries > 1) return false
    onWait?.(seconds)
    return true
  }
  const options = {
    baseUrl: apiUrl.replace(/(?<!\/)\/+$/, ''),
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    retry: { enabled: patient },
    throttle: { enabled: patient, onRateLimit: wait, onSecondaryRateLimit: wait },
  }
  return getOctokit(token, options, retry, throttling)
}
