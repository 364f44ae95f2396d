import type { Report } from '../../core/index.ts'
import type { PathReport } from '../../core/path.ts'
import type { ClusterOrder, SnapshotOrder } from './messages.ts'

/** The service returned a problem, or did not respond. */
export class ServiceError extends Error {
  readonly hint: string
  readonly where: string | undefined

  constructor(message: string, hint: string, where?: string) {
    super(message)
    this.hint = hint
    this.where = where
  }
}

function fileOf({ input }: SnapshotOrder): Blob {
  if (input.kind === 'file') return input.file
  throw new ServiceError('Folders cannot be sent to the service.', 'Send one file: pack the folder as .tar.gz or .zip.')
}

/** Has the service trace a path in the input; returns its report. Throws `ServiceError`. */
export async function askServiceForPath(
  order: SnapshotOrder,
  { from, to }: NonNullable<SnapshotOrder['path']>,
  url: string,
): Promise<PathReport> {
  const address = new URL('/v1/path', url)
  const { namespace } = order.scope
  const query = { format: 'json', from, to, ...(namespace === undefined ? {} : { namespace }) }
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return answerTo<PathReport>(address, { body: fileOf(order) }, 'trace in this page')
}

/** Sends the input to the service at `url`; returns its report. Throws `ServiceError`. */
export async function askService(order: SnapshotOrder, url: string): Promise<Report> {
  const { scope } = order
  const address = new URL('/v1/diagnose', url)
  address.searchParams.set('format', 'json')
  if (scope.namespace !== undefined) address.searchParams.set('namespace', scope.namespace)
  if (scope.workload !== undefined)
    address.searchParams.set('workload', `${scope.workload.kind}/${scope.workload.name}`)
  return answerTo(address, { body: fileOf(order) }, 'diagnose in this page')
}

/** Has the service read a live cluster; returns its report. Throws `ServiceError`. */
export async function askAboutCluster({ cluster, token, service }: ClusterOrder): Promise<Report> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const address = new URL('/v1/clusters/diagnose?format=json', service)
  return answerTo(address, { body: JSON.stringify(cluster), headers }, 'take a snapshot and diagnose it in this page')
}

async function answerTo<T = Report>(address: URL, request: RequestInit, instead: string): Promise<T> {
  const response = await fetch(address, { method: 'POST', credentials: 'omit', ...request }).catch(() => {
    throw new ServiceError('The service did not respond.', `Check the connection, or ${instead}.`)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  const { detail, hint, where } = (answer ?? {}) as Partial<Record<'detail' | 'hint' | 'where', string>>
  throw new ServiceError(
    detail ?? `The service returned status ${response.status}.`,
    hint ?? `Try again later, or ${instead}.`,
    where,
  )
}
