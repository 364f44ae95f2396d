/** Its own module, so that a bundler sees that nothing else of the large package is used. */
export { KubeConfig } from '@kubernetes/client-node'
