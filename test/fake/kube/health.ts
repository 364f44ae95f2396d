import { recorded } from './recorded.ts'
import { type Answer, textAnswer } from './respond.ts'

/**
 * `/readyz`, `/livez` or `/healthz`, from the recorded answers. Of failed checks the API server says
 * `[-]<name> failed: reason withheld` and answers 500 (`apiserver/pkg/server/healthz/healthz.go`).
 */
export function healthAnswer(path: string, verbose: boolean, failed: readonly string[]): Answer {
  if (failed.length === 0 && !verbose) return textAnswer('ok')
  const healthy = recorded(path === '/readyz' ? 'readyz-verbose' : 'livez').body
  if (failed.length === 0) return textAnswer(healthy)
  const missing = failed.filter(name => !healthy.includes(`[+]${name} ok`)).map(name => `[+]${name} ok\n`)
  const body = failed.reduce(
    (text, name) => text.replace(`[+]${name} ok`, `[-]${name} failed: reason withheld`),
    missing.join('') + healthy,
  )
  return textAnswer(body.replace(/\w+ check passed\s*$/, `${path.slice(1)} check failed\n`), 500)
}
