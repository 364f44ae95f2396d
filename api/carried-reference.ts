import { CAUSES } from '../core/index.ts'
import { patienceText } from '../core/patience.ts'
import { exampleOf } from './catalogue/example.ts'
import type { Reference } from './deps.ts'

/** The reference as part of the program; its large parts are loaded when they are first asked for. */
export const carriedReference: Reference = {
  async catalogue() {
    const { EXAMPLES } = await import('./catalogue/examples.generated.ts')
    return CAUSES.map(({ id, stage, owner, patience, text }) => {
      const { summary, shows, happens, fix, docs } = text
      const example = exampleOf(EXAMPLES, id)
      return {
        id,
        stage,
        owner,
        patience: patienceText(patience),
        summary,
        shows,
        happens,
        fix,
        docs,
        ...(example && { example }),
      }
    })
  },
  async openApi() {
    return (await import('./description/openapi.generated.ts')).OPENAPI
  },
}
