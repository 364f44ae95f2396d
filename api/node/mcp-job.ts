import manifest from '../../package.json' with { type: 'json' }
import type { RequestNotes } from '../deps.ts'
import { diagnoseInProcess } from '../diagnosis.ts'
import { mcpOverHttp } from '../mcp/http.ts'
import { liveAdapter } from '../mcp/live-adapter.ts'
import { asError, type LimitedJob, type McpJob, type Reply } from './job.ts'
import { connectorOf } from './live.ts'

class EntryNeeded extends Error {}

/** Answers one message; its request is rebuilt from the job and the body. */
export async function answerMcp(job: LimitedJob & McpJob, body: BodyInit): Promise<Reply> {
  const { url, headers, maxBytes, publicUrl, origins, render, live, entry, limits } = job
  const notes: RequestNotes = {}
  let isAsking = false
  const enter = async () => {
    if (entry === 'granted') return () => undefined
    if (entry !== 'unasked') throw asError(entry)
    isAsking = true
    throw new EntryNeeded()
  }
  const answer = mcpOverHttp({
    maxBodyBytes: maxBytes,
    diagnose: diagnoseInProcess(limits),
    render,
    version: manifest.version,
    origins,
    ...(publicUrl !== undefined && { publicUrl }),
  })
  const sent = [...headers].map(([name, value]): [string, string] => [name, value])
  const streamed = { method: 'POST', headers: sent, body, duplex: 'half' }
  const request = new Request(url, streamed)
  const response = await answer(request, notes, live && liveAdapter(connectorOf(live), enter))
  const text = await response.text()
  if (isAsking) return { asksEntry: true }
  return { response: { status: response.status, headers: [...response.headers], body: text }, notes }
}
