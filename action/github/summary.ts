import { type MarkdownOptions, markdown } from '../../core/render/markdown.ts'
import type { Report } from '../../core/report.ts'

/**
 * The runner drops a step's summary above 1,024 KiB completely (actions/runner, FileCommandManager.cs). A UTF-16 unit
 * takes at most three bytes.
 */
const MAX_SUMMARY = 300_000

/** `summary` of @actions/core. */
export interface SummarySink {
  addRaw(text: string, addEol?: boolean): SummarySink
  write(): Promise<unknown>
}

/**
 * Adds the diagnosis to the job summary, which needs no permission. Returns why it could not be written, if so; never
 * throws.
 */
export async function writeSummary(
  sink: SummarySink,
  report: Report,
  options: Omit<MarkdownOptions, 'maxLength'>,
): Promise<string | undefined> {
  try {
    await sink.addRaw(markdown(report, { ...options, maxLength: MAX_SUMMARY }), true).write()
    return undefined
  } catch (error) {
    return `The job summary could not be written: ${error instanceof Error ? error.message : 'unknown error'}`
  }
}
