import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as core from '@actions/core'
import type { Report } from '../core/index.ts'
import { annotations, hasErrors } from '../core/render/annotations.ts'
import { inertLine, terminal } from '../core/render/escape.ts'
import { text } from '../core/render/text.ts'
import { setOutputs, type Written } from './github/outputs.ts'
import { locationsOf } from './github/pins.ts'
import { writeReportFiles } from './github/report-files.ts'
import type { Run } from './github/run.ts'
import { writeSummary } from './github/summary.ts'
import type { Inputs } from './inputs.ts'
import type { Outcome } from './outcome.ts'
import { published } from './report/published.ts'
import { type GitHubResult, reportOnGitHub } from './report/report-on-github.ts'
import { throughManifests } from './report/through-manifests.ts'
import { snapshotArchive } from './snapshot/archive.ts'
import { redactedSnapshot } from './snapshot/redacted.ts'

export interface Surroundings {
  readonly run: Run | undefined
  readonly workspace: string
  /** `RUNNER_TEMP`. */
  readonly temp: string
  /** Redacts secret values in a text. */
  readonly hide: (text: string) => string
}

/**
 * Reports the outcome everywhere: in the log first, then the summary, files, annotations and the pull request. A
 * failure in one place is a notice and does not affect the others. Fails the step if the outcome does.
 */
export async function conclude(inputs: Inputs, outcome: Outcome, around: Surroundings): Promise<void> {
  const { run, workspace, temp, hide } = around
  const logs = inputs.logs ?? run?.isPublic === false
  const report = published(outcome.report, hide, logs)
  core.info(text(report, { width: 120 }))
  const unwritten = await writeSummary(core.summary, report, { logs })
  if (unwritten !== undefined) core.notice(unwritten)
  const said = outcome.cancelled
    ? nothingWritten()
    : await reportOnGitHub(inputs, outcome, { report, logs, run, workspace, temp })
  const locations = locationsOf(said.pins)
  const placed = throughManifests(report, said.pins)
  for (const line of annotations(placed, locations)) core.info(line)
  for (const notice of said.notices) core.notice(hide(notice))
  const written = await writeFiles(placed, outcome, { inputs, around, logs, sarif: { locations } })
  setOutputs(core, placed, { ...written, 'comment-url': said.commentUrl })
  if (outcome.failure === undefined) return
  // An error at the line of its cause is more useful than one without a location.
  if (!hasErrors(placed)) return core.setFailed(hide(outcome.failure))
  core.info(inertLine(terminal(hide(outcome.failure), 1000)))
  process.exitCode = core.ExitCode.Failure
}

function nothingWritten(): GitHubResult {
  return { pins: [], notices: ['The run was cancelled: nothing was written to the pull request.'] }
}

interface Files {
  readonly inputs: Inputs
  readonly around: Surroundings
  readonly logs: boolean
  readonly sarif: Parameters<typeof writeReportFiles>[1]['sarif']
}

async function writeFiles(report: Report, outcome: Outcome, files: Files): Promise<Written> {
  const { inputs, around, logs, sarif } = files
  const { temp: directory, workspace, hide } = around
  const sarifPath = inputs['sarif-path']
  try {
    const place = { directory, workspace, sarif, ...(sarifPath === undefined ? {} : { sarifPath }) }
    const written = await writeReportFiles(report, place)
    const htmlPath = join(directory, 'kubewhy-report.html')
    const { html } = await import('../core/render/html/index.ts')
    await writeFile(htmlPath, html(report))
    const snapshotPath = join(directory, 'kubewhy-snapshot.tar.gz')
    await writeFile(snapshotPath, await snapshotArchive(redactedSnapshot(outcome.snapshot, hide, logs)))
    return { ...written, 'html-path': htmlPath, 'snapshot-path': snapshotPath }
  } catch (error) {
    core.notice(`A report could not be written: ${error instanceof Error ? hide(error.message) : 'unknown error'}`)
    return {}
  }
}
