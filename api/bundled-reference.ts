import { exampleOf } from './catalogue/example.ts'
import type { Reference } from './deps.ts'

/** The reference as part of the program, loaded on first use. */
export const bundledReference: Reference = {
  async catalogue() {
    const [{ EXAMPLES }, { CAUSES }, { patienceText }] = await Promise.all([
      import('./catalogue/examples.generated.ts'),
      import('../core/index.ts'),
      import('../core/patience.ts'),
    ])
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
