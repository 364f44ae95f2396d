/** What is known of a container's log: `unread` where it could not be read, `empty` where nothing was written. */
export type LogState = 'read' | 'empty' | 'unread'

/**
 * What the kubelet, the runtime or kubectl answers instead of a log. A container that runs kubectl prints `Error from server` as well:
 * Forbidden and NotFound count as such an answer only where they concern a pod's log or the pod.
 */
const ANSWERS =
  /^(?:unable to retrieve container logs for |failed to try resolving symlinks in path |failed to open log file |failed to watch file |Error from server(?! \(Forbidden\): (?!pods? .{0,600}\bpods\/log\b))(?! \(NotFound\): (?!pods? ))(?: \(\w+\))?: |error: (?:container |a container name must be specified|you must be logged in)|previous terminated container |container ".{1,253}" in pod ".{1,253}" is (?:waiting to start|not available|terminated)|a container name must be specified |rpc error: code = \w+ desc = (?:an error occurred when try to find container|could not find container|failed to get container)|can not get logs from container |Get "?https?:\/\/[^\s]{1,300}\/containerLogs\/)/

/**
 * Whether the text is no log but an excuse for one: empty, or the single-line answer of the kubelet, the container runtime
 * or kubectl (`unable to retrieve container logs for containerd://…`).
 */
export function isNoLog(text: string): boolean {
  if (isBlank(text)) return true
  const trimmed = text.slice(0, 4096).trim()
  return text.length <= 4096 && !trimmed.includes('\n') && ANSWERS.test(trimmed)
}

/** True for a log in which nothing was written. */
export function isBlank(text: string): boolean {
  return text.slice(0, 4096).trim() === '' && (text.length <= 4096 || text.trim() === '')
}
