import type { Report } from '../../core/index.ts'
import { changedFiles } from '../github/changed-files.ts'
import { createClient, type Octokit } from '../github/client.ts'
import { commentKey } from '../github/key.ts'
import type { Pin } from '../github/pins.ts'
import { pinProblems } from '../github/pins.ts'
import { findPullRequests } from '../github/pull-request.ts'
import type { Run } from '../github/run.ts'
import { type UpdateResult, updatePullRequests } from '../github/update-pull-requests.ts'
import type { Inputs } from '../inputs.ts'
import { loadManifests } from '../manifests/load.ts'
import type { Outcome } from '../outcome.ts'
import { throughManifests } from './through-manifests.ts'

/** What was written to pull requests, and the locations of the problems' fields. */
export interface GitHubResult extends UpdateResult {
  readonly pins: readonly Pin[]
}

interface Context {
  /** In its published form. */
  readonly report: Report
  readonly logs: boolean
  readonly run: Run | undefined
  readonly workspace: string
  /** `RUNNER_TEMP`. */
  readonly temp: string
}

type Pulls = Parameters<typeof updatePullRequests>[2]

/** Locates the problems in the manifests and writes to the run's pull requests. Never throws. */
export async function reportOnGitHub(inputs: Inputs, outcome: Outcome, context: Context): Promise<GitHubResult> {
  const notices: string[] = []
  const client = await connect(inputs, context.run, notices)
  const pulls = client === undefined ? [] : await pullsOf(client, inputs, notices)
  const pins = await pinsOf(inputs, context, pulls, notices)
  if (client === undefined) return { pins, notices }
  const { octokit, run } = client
  const updated = await updatePullRequests(octokit, run, pulls, {
    report: throughManifests(context.report, pins),
    failed: outcome.failure !== undefined || context.report.verdict === 'degraded',
    mode: inputs.comment,
    key: commentKey(run, outcome.namespaces, inputs.key),
    at: outcome.at,
    now: new Date().toISOString(),
    logs: context.logs,
    pins,
    ...(outcome.took === undefined ? {} : { took: outcome.took }),
  })
  return { ...updated, pins, notices: [...notices, ...updated.notices] }
}

interface Client {
  readonly octokit: Octokit
  readonly run: Run
}

async function connect(inputs: Inputs, run: Run | undefined, notices: string[]): Promise<Client | undefined> {
  if (run === undefined || inputs.comment === 'never') return undefined
  const { token } = inputs
  if (token === undefined) {
    notices.push('The input token is empty: summary and annotations only.')
    return undefined
  }
  const onWait = (seconds: number) => console.log(`GitHub's rate limit is exhausted: waiting ${seconds}s.`)
  return { octokit: await createClient({ token, apiUrl: run.apiUrl, onWait }), run }
}

async function pullsOf({ octokit, run }: Client, inputs: Inputs, notices: string[]): Promise<Pulls> {
  const { pulls, reason } = await findPullRequests(octokit, run, inputs['pr-number'])
  if (reason !== undefined) notices.push(`${reason} Summary and annotations only.`)
  const { owner, repo } = run
  return Promise.all(
    pulls.map(async pull => {
      const { files, message } = await changedFiles(octokit, { owner, repo, pull: pull.number, fork: pull.fork })
      if (message !== undefined) notices.push(message)
      return { ...pull, files }
    }),
  )
}

async function pinsOf(
  inputs: Inputs,
  { report, workspace, temp }: Context,
  pulls: Pulls,
  notices: string[],
): Promise<readonly Pin[]> {
  if (report.problems.every(({ field }) => field === undefined)) return []
  try {
    const changed = [...new Set(pulls.flatMap(pull => [...pull.files.keys()]))]
    const { sources, skipped } = await loadManifests(inputs.manifests, { cwd: workspace, temp, changed })
    notices.push(...skipped.slice(0, 10).map(({ name, why }) => `${name} was not read: ${why}.`))
    return pinProblems(report, sources)
  } catch (error) {
    notices.push(error instanceof Error ? error.message : 'The manifests could not be read.')
    return []
  }
}
