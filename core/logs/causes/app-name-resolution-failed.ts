import type { Step } from '../../cause.ts'
import type { ObjectRef } from '../../report.ts'
import { namespaceFlag, command as sh } from '../../shell.ts'
import { adviceFor } from '../../workloads/network/advice.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { consequence, correctSetting, defineLogCause, type ProgramFacts, readLog, settingField } from '../log-cause.ts'

/** True for a name of three or more labels that is not a Service's: in `name.namespace.svc` the third is fixed. */
function isOutside(host: string | undefined): boolean {
  return host !== undefined && host.split('.').length >= 3 && !/\.svc(?:\.|$)/.test(host)
}

function adviceOn(host: string | undefined): string {
  if (host === 'undefined' || host === 'null')
    return 'Set the variable or setting that the host name comes from: it is empty.'
  return isOutside(host)
    ? 'Correct the name; if it is right, make sure that its DNS zone has it and that the cluster DNS can resolve names outside the cluster.'
    : 'Correct the name, or create the Service.'
}

function roomIn(quota: ObjectRef | undefined): readonly Step[] {
  if (quota === undefined) return []
  return [
    {
      kind: 'change',
      text: `Raise services in ResourceQuota ${quota.name}, which has no room for another Service, or delete a Service that nothing uses.`,
      command: sh`kubectl edit resourcequota ${quota.name}${namespaceFlag(quota.namespace)}`,
    },
  ]
}

function stepsFor(facts: ProgramFacts): readonly Step[] {
  const {
    named: { host },
    workload,
    deadEnd,
  } = facts
  const text = deadEnd?.advice ?? adviceOn(host)
  if (deadEnd?.isOfDns === true)
    return [
      {
        kind: 'check',
        text: 'The name is correct: check that the cluster DNS config does not override it.',
        command: 'kubectl get configmap coredns -n kube-system -o yaml',
      },
    ]
  if (deadEnd?.command !== undefined)
    return [...roomIn(deadEnd.quota), { kind: 'change', text, command: deadEnd.command }]
  if (deadEnd?.podSpec === undefined) return [correctSetting(facts, text)]
  const { kind, name, namespaceFlag } = workload
  return templateSteps(text, { kind, name, namespaceFlag }, deadEnd.podSpec)
}

export default defineLogCause({
  id: 'app-name-resolution-failed',
  owner: 'app',
  patience: 'slow',
  specificity: 8,
  mayWait: true,
  field: settingField,
  running: 'other-end',
  isUnreached: true,
  text: {
    summary: 'A host name does not resolve',
    shows:
      'The container crashes, or runs without becoming ready; its log says `no such host`, `ENOTFOUND`, `getaddrinfo`, `could not translate host name`, …',
    happens:
      'The name has a typo or lacks the namespace of its Service, the Service does not exist, or cluster DNS does not respond.',
    fix: 'Correct the name: `<service>.<namespace>.svc` in the cluster, or `<service>` in the same namespace.',
    docs: [
      'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
      'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
    ],
  },
  wordings: [
    {
      // `ngx_http_upstream_resolve_handler` of nginx, with the words of `ngx_resolver_strerror`.
      id: 'nginx-resolver',
      words: ['resolved'],
      pattern:
        /\b(?<host>[A-Za-z0-9][\w.-]{0,252}) could not be resolved \(\d{1,3}: (?:Host not found|Server failure|Operation timed out|Operation refused|Format error)\)/,
    },
  ],
  atHop: (fault, said) =>
    fault.kind === 'name' && fault.missing.isNode !== true
      ? {
          title: said.startsWith(fault.missing.host) ? `host name ${said}` : said,
          why: 'Without an address there is nothing to connect to.',
          fix: [{ kind: 'change', text: adviceFor(fault) ?? 'Correct the name.' }],
        }
      : undefined,

  explain(facts) {
    const { container, named, workload, deadEnd } = facts
    const { host } = named
    return {
      title: `container ${container} cannot resolve ${host === undefined ? 'a host name' : `host name ${host}`}`,
      why: consequence(facts, `DNS lookup fails${deadEnd === undefined ? '' : ` (${deadEnd.text})`}`),
      fix: [
        ...stepsFor(facts),
        isOutside(host) || deadEnd?.isOfDns === true
          ? {
              kind: 'check',
              text: 'Read the log of the cluster DNS.',
              command: 'kubectl logs -n kube-system -l k8s-app=kube-dns --tail=50',
            }
          : {
              kind: 'check',
              text: 'List the Services.',
              command: sh`kubectl get services${workload.namespaceFlag}`,
            },
        readLog(facts),
      ],
    }
  },
})
