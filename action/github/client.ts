import type { GitHub } from '@actions/github/lib/utils'

export type Octokit = InstanceType<typeof GitHub>

/** Longest delay of a deployment by a rate limit, in seconds. */
const MAX_WAIT = 60

export interface ClientOptions {
  readonly token: string
  /** `GITHUB_API_URL`: another host on GitHub Enterprise. */
  readonly apiUrl: string
  /** Whether to retry failed requests and respect GitHub's rate of writes; off only with simulated time. */
  readonly patient?: boolean
  /** Called with the seconds when a rate limit delays a request. */
  readonly onWait?: (seconds: number) => void
}

/**
 * A client of GitHub's REST API that retries 5xx responses, respects the rate of writes and waits up to a minute for a
 * rate limit. The libraries are loaded on the first call, since most of a rollout does not need them.
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
