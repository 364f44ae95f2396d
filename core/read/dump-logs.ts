import { MAX_LOG_BYTES } from './limits.ts'
import type { LogBook } from './log-book.ts'

const START = /^==== START logs for container ([^\s/]{1,253}) of pod ([^\s/]{1,253})\/([^\s/]{1,253}) ====\s*$/
const END = /^==== END logs for container [^\s/]{1,253} of pod [^\s/]{1,253}\/[^\s/]{1,253} ====\s*$/
const MAX_MARK = 900

/** Printed by `kubectl cluster-info dump` for a log that it could not read. */
const NO_LOG = /^(?:Create|Request) log error: /

/** Reads the log blocks of `kubectl cluster-info dump` line by line. */
export class DumpLogs {
  private readonly logs: LogBook
  private block: { namespace: string; pod: string; container: string; text: string } | undefined

  constructor(logs: LogBook) {
    this.logs = logs
  }

  /** Whether a line, without its newline, belongs to a block. */
  line(line: string): boolean {
    const { block } = this
    if (line.length < MAX_MARK && line.startsWith('==== ')) {
      if (block && END.test(line)) {
        this.close()
        return true
      }
      const start = block ? null : START.exec(line)
      if (start) {
        const [, container = '', namespace = '', pod = ''] = start
        this.block = { namespace, pod, container, text: '' }
        return true
      }
    }
    if (!block) return false
    block.text += `${line}\n`
    if (block.text.length > 2 * MAX_LOG_BYTES) block.text = block.text.slice(-MAX_LOG_BYTES)
    return true
  }

  /** Whether a block is open: the next line is log text. */
  get open(): boolean {
    return this.block !== undefined
  }

  /** Ends the text. A block without an end mark keeps its lines. */
  close(): void {
    const { block } = this
    if (!block) return
    this.block = undefined
    const { namespace, pod, container, text } = block
    const reference = { namespace, pod, container }
    if (NO_LOG.test(text) && text.indexOf('\n') === text.length - 1)
      this.logs.notRead(reference, 'the dump could not read this log')
    else this.logs.add(reference, 'current', text.slice(-MAX_LOG_BYTES))
  }
}
