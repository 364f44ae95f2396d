import type { Step } from '../../cause.ts'
import { consequence, defineLogCause, readLog } from '../log-cause.ts'

const WRITE: Step = {
  kind: 'change',
  text: 'Mount a writable volume (emptyDir) where the app writes, or run it as the user that owns its files (runAsUser, fsGroup).',
}

/** An added capability reaches only an app that runs as root or whose file has it; the sysctl is a safe one. */
const BIND: readonly Step[] = [
  { kind: 'change', text: 'Listen on a port above 1023 and set the Service’s targetPort to it.' },
  {
    kind: 'change',
    text: 'Or allow low ports: sysctl net.ipv4.ip_unprivileged_port_start "0" in the pod’s securityContext; for an app that runs as root, the capability NET_BIND_SERVICE.',
  },
]

const NOT_ROOT: Step = {
  kind: 'change',
  text: 'Run it as a user other than root (securityContext.runAsUser), or start it through the entrypoint of its image, which changes the user: a command of the pod spec replaces that.',
}

export default defineLogCause({
  id: 'app-permission-denied',
  owner: 'app',
  patience: 'retry',
  specificity: 14,
  mayWait: false,
  running: 'own',
  field: () => ({ path: 'securityContext' }),
  text: {
    summary: 'The app is denied access to a file, port or system call',
    shows:
      'The container crashes; its log says `Permission denied`, `EACCES`, `Operation not permitted` or `Read-only file system`.',
    happens:
      'The container’s user does not own its files, the root file system is read-only, a capability is missing, or the app binds a port below 1024 without permission.',
    fix: 'Write to a volume (emptyDir), set `fsGroup` or `runAsUser`, use a port above 1023, or add the one capability that is needed.',
    docs: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/'],
  },

  explain(facts) {
    const { container, named } = facts
    const { port, bind, root } = named
    const isPort = port !== undefined || bind !== undefined
    if (root !== undefined)
      return {
        title: `container ${container} refuses to run as root`,
        why: consequence(facts, 'it is started as root'),
        fix: [NOT_ROOT, readLog(facts)],
      }
    const what = port === undefined ? (named['path'] ?? named['file']) : `port ${port}`
    return {
      title: `container ${container}: permission denied${what === undefined ? (isPort ? ' to bind its port' : '') : isPort ? ` to bind ${what}` : ` on ${what}`}`,
      why: consequence(
        facts,
        isPort
          ? 'only a privileged user can bind a port below 1024'
          : 'its user, capabilities or read-only file system do not allow it',
      ),
      fix: [...(isPort ? BIND : [WRITE]), readLog(facts)],
    }
  },
})
