import { runMcp } from '../../action/cli/mcp.ts'

await runMcp()
