import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { gone, inContainers, told, withoutLogs, worded } from '../../support/variation.ts'

/** What the kubelet says beside the back-off of a container whose hook fails. */
const HOOK: readonly Variation[] = [
  worded(/^BackOff$/, 'FailedPostStartHook', 'pkg/kubelet/events/event.go'),
  worded(/^Back-off restarting .*/, 'PostStartHook failed', 'pkg/kubelet/kuberuntime/kuberuntime_container.go'),
]

export default {
  'the hook of a program that ends by itself finds it gone': {
    recording: 'crash-missing-env',
    varied: HOOK,
    found: 0,
  },
  'where nothing tells why it ends the hook may be why': {
    recording: 'crash-missing-env',
    varied: [...HOOK, withoutLogs],
    found: 1,
  },
  'the runtime says that the program has ended before the hook': {
    recording: 'crash-missing-env',
    varied: [
      HOOK[0] as Variation,
      worded(
        /^Back-off restarting .*/,
        'Exec lifecycle hook ([sh -c warm]) for Container "sender" in Pod "mailer_mail(1)" failed - error: failed to exec in container: failed to start exec "5d": OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown, message: ""',
        'opencontainers/runc libcontainer/container_linux.go, in the frame of kubelet lifecycle handlers',
      ),
      withoutLogs,
    ],
    found: 0,
  },
  'a hook that does not end keeps the container from being started': {
    recording: 'secret-volume-missing',
    varied: [
      gone('Event'),
      told(
        'readiness-404',
        'profile-6b68cf4477-sfs95.18eac94d87e08a49',
        {
          kind: 'Pod',
          namespace: 'tls-gateway',
          name: 'gateway-5877b6d949-4skhj',
          fieldPath: 'spec.containers{gateway}',
        },
        { reason: 'Started', message: 'Container started', source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go' },
      ),
      inContainers(/^gateway/, {
        lifecycle: { postStart: { exec: { command: ['sh', '-c', 'until nc -z cache 6379; do sleep 1; done'] } } },
      }),
    ],
    found: 1,
  },
} satisfies Cases
