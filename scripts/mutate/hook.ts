import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const { KUBEWHY_MUTATED: mutated, KUBEWHY_MUTANT: mutant = '' } = process.env

// Loaded before all else: one module has the mutant's source.
registerHooks({
  load(url, context, nextLoad) {
    if (url.split('?', 1)[0] !== mutated) return nextLoad(url, context)
    return { format: 'module', source: readFileSync(mutant, 'utf8'), shortCircuit: true }
  },
})
