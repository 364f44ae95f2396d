import { parseTime } from '../time.ts'
import { codeAt } from './characters.ts'

/** As the kubelet writes it, with nine digits, before each line that is asked for with `timestamps=true` (`pkg/kubelet/kuberuntime/logs/logs.go`). */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(?:Z|[+-]\d\d:\d\d)) /

/** The codes of the `T` that parts day and time, and of the dot before the fraction. */
const [T, DOT] = [84, 46]

/** The kubelet's timestamp of a log line, milliseconds since 1970, and the rest of the line. */
export function splitStamp(line: string): { readonly time?: number; readonly text: string } {
  if (codeAt(line, 10) !== T || codeAt(line, 19) !== DOT) return { text: line }
  const stamp = STAMP.exec(line)?.[1]
  const time = parseTime(stamp)
  return stamp === undefined || time === undefined ? { text: line } : { time, text: line.slice(stamp.length + 1) }
}
