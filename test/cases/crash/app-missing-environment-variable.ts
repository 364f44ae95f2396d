import type { Cases } from '../../support/cases.ts'
import type { Variation } from '../../support/variation.ts'
import { another, borrowed, gone, inContainers, told, worded, write } from '../../support/variation.ts'
import { withSecondContainer } from '../../support/variations/second-container.ts'

const logs = (text: string, source: string): Variation => worded(/^starting sender[\s\S]*$/, text, source)

const DRIVER = 'web-dbb6fffff-4fgpn'

export default {
  'the field of a pod that another pod has made is its own': {
    recording: 'crash-missing-env',
    varied: [
      gone('Deployment', 'sender'),
      gone('ReplicaSet', /^sender/),
      borrowed('healthy-rolled', 'Pod', DRIVER, 'notifications'),
      write('Pod', /^sender/, ['metadata', 'ownerReferences'], [{ kind: 'Pod', name: DRIVER, controller: true }]),
    ],
    found: 1,
  },
  'the template of a job cannot be changed': {
    recording: 'job-failing',
    varied: [
      worded(/^Traceback[\s\S]*$/, "KeyError: 'DATABASE_URL'", 'python/cpython Lib/os.py, _Environ.__getitem__'),
    ],
    found: 1,
  },
  'a first crash whose log is vague is given more time': {
    recording: 'young-first-crash',
    varied: [worded(/^Traceback[\s\S]*$/, "KeyError: 'API_TOKEN_FILE'", 'python/cpython Objects/dictobject.c')],
    found: 1,
  },
  'a probe that fails too kills no app that ends by itself': {
    recording: 'crash-missing-env',
    varied: [
      inContainers(/^sender/, { livenessProbe: { httpGet: { path: '/', port: 8080 } } }),
      told(
        'liveness-wrong-port',
        'profile-7456774654-xfzkd.18eac94bbffe7150',
        {
          kind: 'Pod',
          namespace: 'notifications',
          name: 'sender-79c47bb649-s6jgt',
          fieldPath: 'spec.containers{sender}',
        },
        {
          reason: 'Unhealthy',
          message: 'Liveness probe failed: HTTP probe failed with statuscode: 503',
          source: 'pkg/kubelet/prober/prober.go',
        },
      ),
    ],
    found: 1,
  },
  'a container beside it whose image does not exist is another problem': {
    recording: 'crash-missing-env',
    varied: [withSecondContainer('notifications', 'image-tag-typo')],
    found: 1,
  },
  'a lost node explains only the pod that is on it': {
    recording: 'crash-missing-env',
    varied: [
      another(
        'crash-missing-env',
        'Pod',
        'sender-79c47bb649-s6jgt',
        { name: 'sender-79c47bb649-zx2bw' },
        { nodeName: 'node-2' },
      ),
      borrowed('node-lost', 'Node', 'node-2'),
    ],
    found: 1,
  },
  'a variable that is set under a similar name is pointed out': {
    recording: 'crash-missing-env',
    varied: [
      write(
        'Pod',
        /^sender/,
        ['spec', 'containers'],
        [{ name: 'sender', image: 'python:3.12-slim', env: [{ name: 'SMTP_URI', value: 'smtp://mail' }] }],
      ),
    ],
    found: 1,
  },
  'the log may name no variable': {
    recording: 'crash-missing-env',
    varied: [logs('botocore.exceptions.NoCredentialsError: Unable to locate credentials', 'botocore/exceptions.py')],
    found: 1,
  },
  'what is no name of a variable goes into no command': {
    recording: 'crash-missing-env',
    varied: [
      logs(
        "Unhandled exception. System.InvalidOperationException: Connection string 'ConnectionStrings:Mail' not found.",
        'ASP.NET Core project template, Program.cs; names only',
      ),
    ],
    found: 1,
  },
} satisfies Cases
