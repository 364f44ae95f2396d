/** A module of its own, so that a bundler sees that nothing else of the large package is used. */
export { KubeConfig } from '@kubernetes/client-node'
