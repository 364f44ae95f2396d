import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import type { RequestNotes } from '../deps.ts'
import { CAUSE_RESOURCES, CAUSE_TEMPLATE, readResource } from './resources.ts'
import { INVALID_PARAMS, RpcError } from './rpc-error.ts'
import type { Tool } from './tool.ts'
import { causeTools } from './tools/causes.ts'
import { type ClusterAdapter, diagnoseCluster } from './tools/diagnose-cluster.ts'
import { diagnoseSnapshot } from './tools/diagnose-snapshot.ts'
import { traceClusterPath, tracePath } from './tools/path.ts'
import type { SnapshotAdapter } from './tools/snapshot-input.ts'

/** What a server needs from its runtime. */
export interface McpDeps extends SnapshotAdapter {
  /** How live clusters are reached; without it there is no tool for them. */
  readonly cluster?: ClusterAdapter
  readonly version: string
}

const INSTRUCTIONS =
  'kubewhy finds out why a Kubernetes rollout stalled: root cause, evidence and fix, from the state of the cluster. Call diagnose_snapshot with the output of kubectl get … -o json.'

/** A server for one connection. */
export function mcpServer(deps: McpDeps, notes: RequestNotes, aborted?: AbortSignal): Server {
  // The SDK's `McpServer` answers invalid arguments with a result. Here they are protocol errors.
  const server = new Server(
    { name: 'kubewhy', version: deps.version },
    { instructions: INSTRUCTIONS, capabilities: { tools: {}, resources: {} } },
  )
  const tools = toolsOf(deps)
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(({ listing }) => listing) }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) => {
    const called = tools.find(({ listing }) => listing.name === params.name)
    if (called === undefined) throw noSuchTool(tools)
    const either = aborted === undefined ? signal : AbortSignal.any([signal, aborted])
    return called.call(params.arguments, { signal: either, notes })
  })
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [...CAUSE_RESOURCES] }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [CAUSE_TEMPLATE] }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => readResource(params.uri))
  return server
}

function toolsOf(deps: McpDeps): readonly Tool[] {
  const { cluster, render } = deps
  return [
    diagnoseSnapshot(deps),
    tracePath(deps),
    ...(cluster === undefined ? [] : [diagnoseCluster(cluster, render), traceClusterPath(cluster, render)]),
    ...causeTools,
  ]
}

function noSuchTool(tools: readonly Tool[]): RpcError {
  return new RpcError(INVALID_PARAMS, `No such tool. Tools: ${tools.map(each => each.listing.name).join(', ')}.`)
}
