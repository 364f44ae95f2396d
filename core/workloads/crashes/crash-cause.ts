import type { Terminated } from '../../kube/container.ts'
import type { LogVerdict } from '../../logs/read-log.ts'
import type { ContainerView } from '../containers.ts'
import { isOutOfMemoryAtStart } from '../start/messages.ts'

/** Why a container that was started ended: ids of causes of the crash stage. */
export type CrashCause =
  | 'out-of-memory-killed'
  | 'exits-immediately'
  | 'application-error'
  | Exclude<
      LogVerdict['cause'],
      'container-command-not-found' | 'container-command-not-executable' | 'exec-format-error'
    >

/** Takes a container, its end and what its log says; returns the cause, `application-error` where nothing tells more. */
export function causeOf(view: ContainerView, ended: Terminated, verdict: LogVerdict | undefined): CrashCause {
  if (ended.reason === 'OOMKilled' || isOutOfMemoryAtStart(ended.message)) return 'out-of-memory-killed'
  if (ended.exitCode === 0 && view.role !== 'init') return 'exits-immediately'
  const cause = verdict?.cause
  if (
    cause === undefined ||
    cause === 'container-command-not-found' ||
    cause === 'container-command-not-executable' ||
    cause === 'exec-format-error'
  ) {
    return 'application-error'
  }
  return cause
}
