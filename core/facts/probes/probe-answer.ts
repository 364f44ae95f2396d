/** Takes a kubelet's message of a failed probe; returns what the program answered, for a title: `: HTTP status 503`. */
export function shortAnswer(message: string): string {
  const status = /statuscode: (\d{3})/.exec(message)?.[1]
  if (status !== undefined) return `: HTTP status ${status}`
  if (/executable file not found/.test(message)) return ': its command is not in the image'
  if (/connection refused/i.test(message)) return ': connection refused'
  if (/NOT_SERVING/.test(message)) return ': gRPC answers NOT_SERVING'
  if (/HTTP response to HTTPS client/i.test(message)) return ': it speaks HTTP, not HTTPS'
  return ''
}
