import type { Command } from 'commander'
import { print } from '../output.ts'

/** Adds `serve`, `page` and `mcp`; what they need is loaded when they run. `done` gets the exit code. */
export function addServices(program: Command, done: (code: number) => void): void {
  program
    .command('serve')
    .summary('serve the HTTP API')
    .description('Serve the HTTP API on HOST:PORT (127.0.0.1:8787).')
    .addHelpText('after', '\nExamples:\n  kubewhy serve\n  HOST=0.0.0.0 PORT=8080 kubewhy serve')
    .action(async () => {
      const { serve } = await import('../../../api/node/serve.ts')
      await serve(process.env)
      done(Number(process.exitCode ?? 0))
    })
  program
    .command('page')
    .summary('print the diagnosis page as one HTML file')
    .description('Print the diagnosis page for the browser, as one file that works offline.')
    .addHelpText('after', '\nExample:\n  kubewhy page > kubewhy.html')
    .action(async () => {
      const { builtPage } = await import('../../../api/page/built.ts')
      await print(await builtPage('offline'))
    })
  program
    .command('mcp')
    .summary('run an MCP server on standard input and output')
    .description('Run a Model Context Protocol server on standard input and output.')
    .addHelpText(
      'after',
      '\nExample, in the configuration of an MCP client:\n  {"command": "npx", "args": ["kubewhy", "mcp"]}',
    )
    .action(async () => {
      const { runMcp } = await import('./mcp.ts')
      await runMcp()
    })
}
