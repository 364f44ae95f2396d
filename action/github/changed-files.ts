import type { Octokit } from './client.ts'
import { explainFailure } from './failure.ts'
import type { Target } from './own-comments.ts'

/** Patches by POSIX path relative to the root of the repository; empty if GitHub shows none (large, binary). */
export type ChangedFiles = ReadonlyMap<string, string>

/** The files that a pull request adds or changes, at most the 3,000 that GitHub lists. Never throws. */
export async function changedFiles(
  octokit: Octokit,
  { owner, repo, pull }: Target,
): Promise<{ readonly files: ChangedFiles; readonly message?: string }> {
  try {
    const request = { owner, repo, pull_number: pull, per_page: 100 }
    const all = await octokit.paginate(octokit.rest.pulls.listFiles, request)
    const kept = all.filter(file => file.status !== 'removed')
    return { files: new Map(kept.map(file => [file.filename, file.patch ?? ''])) }
  } catch (error) {
    const attempt = { doing: 'list the files of the pull request', needs: 'pull-requests: read' }
    return { files: new Map(), message: explainFailure(error, attempt) }
  }
}
