import { HOST_FACTS_SCRIPT } from './script.ts'

const IMAGE = 'busybox:1.37'

/**
 * The shell command that prints the facts of `node` as one line of JSON. It starts a debug pod with the host's network
 * (`kubectl debug`, profile `sysadmin` since Kubernetes 1.27: firewall rules need it). Throws a RangeError if `node` is
 * not a valid node name.
 */
export function hostFactsCommand(node: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(node)) {
    throw new RangeError('Use the node’s name as in `kubectl get nodes`: lower-case letters, digits, hyphens and dots.')
  }
  return [
    '# Prints one line of JSON; append it to a file, node by node, and give that file to `kubewhy diagnose --hosts`.',
    `# The pod that it leaves behind is node-debugger-${node}-…: delete it afterwards.`,
    `kubectl debug node/${node} --quiet -i --profile=sysadmin --image=${IMAGE} -- sh -s ${node} <<'KUBEWHY'`,
    `${HOST_FACTS_SCRIPT}KUBEWHY`,
    '',
  ].join('\n')
}
