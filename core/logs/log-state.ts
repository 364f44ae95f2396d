/** What is known about a container's log: `unread` if it could not be read, `empty` if nothing was written. */
export type LogState = 'read' | 'empty' | 'unread'

/**
 * Errors that the kubelet, the runtime or kubectl prints in place of a log. A container that runs kubectl also prints `Error from
 * server`: Forbidden and NotFound count only if they are about a pod's log or the pod.
 */
const ERRORS =
  /^(?:unable to retrieve container logs for |failed to try resolving symlinks in path |failed to open log file |failed to watch file |Error from server(?! \(Forbidden\): (?!pods? .{0,600}\bpods\/log\b))(?! \(NotFound\): (?!pods? ))(?: \(\w+\))?: |error: (?:container |a container name must be specified|you must be logged in)|previous terminated container |container ".{1,253}" in pod ".{1,253}" is (?:waiting to start|not available|terminated)|a container name must be specified |rpc error: code = \w+ desc = (?:an error occurred when try to find container|could not find container|failed to get container)|can not get logs from container |Get "?https?:\/\/[^\s]{1,300}\/containerLogs\/)/

/**
 * Whether the text is not a log: empty, or the one-line error of the kubelet, the container runtime or kubectl
 * (`unable to retrieve container logs for containerd://…`).
 */
export function isMissingLog(text: string): boolean {
  if (isBlank(text)) return true
  const trimmed = text.slice(0, 4096).trim()
  return text.length <= 4096 && !trimmed.includes('\n') && ERRORS.test(trimmed)
}

/** True if nothing was written. */
export function isBlank(text: string): boolean {
  return text.slice(0, 4096).trim() === '' && (text.length <= 4096 || text.trim() === '')
}
