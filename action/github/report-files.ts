import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { json } from '../../core/render/json.ts'
import { type SarifOptions, sarif } from '../../core/render/sarif.ts'
import type { Report } from '../../core/report.ts'
import { insideWorkspace } from '../workspace.ts'

export interface ReportFiles {
  /** `RUNNER_TEMP`: deleted when the job ends. */
  readonly directory: string
  /** Where to write SARIF, inside `workspace`; not written if absent. */
  readonly sarifPath?: string
  readonly workspace: string
  readonly sarif: SarifOptions
}

/**
 * Writes the report as JSON, and as SARIF if requested; returns the absolute paths. Throws if a file cannot be written
 * or leads outside the workspace.
 */
export async function writeReportFiles(
  report: Report,
  files: ReportFiles,
): Promise<{ readonly 'report-path': string; readonly 'sarif-path'?: string }> {
  const reportPath = join(files.directory, 'kubewhy-report.json')
  await write(reportPath, json(report))
  if (files.sarifPath === undefined) return { 'report-path': reportPath }
  const sarifPath = await insideWorkspace(files.workspace, files.sarifPath)
  await write(sarifPath, sarif(report, files.sarif))
  return { 'report-path': reportPath, 'sarif-path': sarifPath }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
