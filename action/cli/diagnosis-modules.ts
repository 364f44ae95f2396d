/** Modules that take long to load, in one chunk, so that a live cluster can be asked first. */
export { reducer } from '../../core/kube/reduce.ts'
export { lacksOf } from '../../core/path.ts'
export { renderers } from '../../core/render/index.ts'
export { pathRenderers } from '../../core/render/path.ts'
export { readHostFacts } from '../host-facts/read.ts'
export { changesIn } from './changes.ts'
export { pathOn, reportOn } from './scope.ts'
export { readSource } from './source.ts'
