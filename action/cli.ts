#!/usr/bin/env node
import { EXIT } from './cli/exit-code.ts'
import { runCli } from './cli/program.ts'

// A reader that has exited, such as `head`, is not an error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

const [major = 0] = process.versions.node.split('.').map(Number)
if (major >= 22) {
  process.exitCode = await runCli(process.argv.slice(2))
} else {
  process.stderr.write(`kubewhy: Node ${process.versions.node} is too old.\n  Run it with Node 22.19 or newer.\n`)
  process.exitCode = EXIT.failed
}
