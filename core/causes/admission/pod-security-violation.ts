import type { Fix } from '../../report.ts'
import { defineCause } from '../../rule.ts'
import { jsonWord, command as sh } from '../../shell.ts'
import { CREATORS } from '../../workloads/creation/failed-create.ts'
import { lackText, missingText, refusedText, refusedWith } from '../../workloads/creation/refusal-hit.ts'
import { templatePatch } from '../../workloads/template-patch.ts'
import { podSpecPath } from '../../workloads/workloads.ts'
import { hardenedPodSpec, levelThatAdmits, readChecks } from './pod-security.ts'

const LABEL = 'pod-security.kubernetes.io/enforce'

const NAMES = {
  PodSecurity: 'the Pod Security Standard',
  PodSecurityPolicy: 'every PodSecurityPolicy',
  SecurityContextConstraints: 'every security context constraint',
} as const

export default defineCause({
  id: 'pod-security-violation',
  stage: 'admission',
  owner: 'app',
  patience: 'none',
  text: {
    summary: "The namespace's Pod Security Standard refuses the pod template",
    shows:
      'No pod is created; the events say `violates PodSecurity "restricted:latest"` (OpenShift: `unable to validate against any security context constraint`).',
    happens:
      'The namespace enforces a level that forbids what the template asks for (privileged, host namespaces, hostPath) or that demands settings which the template lacks (runAsNonRoot, seccompProfile, dropped capabilities).',
    fix: 'Set the security context as the message says, or run the workload in a namespace whose level admits it.',
    docs: [
      'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
    ],
  },
  on: CREATORS,
  onUnread: true,
  reads: ['Namespace', 'ReplicaSet'],

  detect(creator, cluster) {
    const refused = refusedWith(creator, cluster, 'pod-security-violation')
    if (refused === undefined) return
    const { refusal, namespace, hit, victim, workload, spec } = refused
    const found = cluster.find('Namespace', undefined, namespace)
    const label = found.state === 'present' ? found.object.metadata.labels?.[LABEL] : undefined
    const isRelaxed =
      refusal.by === 'PodSecurity' && (label === 'privileged' || label === levelThatAdmits(refusal.violations))
    return {
      ...hit,
      facts: {
        victim,
        namespace,
        by: refusal.by,
        level: refusal.level,
        isRelaxed,
        violations: refusal.violations,
        podSpec: refusal.by === 'PodSecurity' ? hardenedPodSpec(refusal.violations, spec) : undefined,
      },
      subject: { kind: 'Namespace', name: namespace },
      outlook: isRelaxed ? 'self-healing' : hit.outlook,
      evidence: [
        ...hit.evidence,
        ...(label === undefined
          ? []
          : [{ object: { kind: 'Namespace', name: namespace }, path: `metadata.labels['${LABEL}']`, value: label }]),
      ],
      field: { object: workload, path: `${podSpecPath(workload.kind)}.securityContext` },
    }
  },

  explain({ victim, namespace, by, level, isRelaxed, violations, podSpec }) {
    const { kind, name, place } = victim
    const [standard = ''] = (level ?? '').split(':')
    if (isRelaxed) {
      return {
        title: `namespace ${namespace} enforced Pod Security level ${standard} when the pods were refused`,
        why: `Its level admits them by now, so ${missingText(victim)} of ${kind} ${name} can be created at the next attempt.`,
        fix: [{ text: 'Wait: the controller tries again, at the latest after 17 minutes.' }],
      }
    }
    const checks = readChecks(violations).map(({ check }) => check)
    const patch = podSpec === undefined ? undefined : templatePatch(kind, podSpec)
    const fixes: Fix[] = []
    if (by === 'PodSecurity') {
      if (patch !== undefined) {
        fixes.push({
          text: `Set what level ${standard} demands, if the application runs that way.`,
          ...(kind === 'Job'
            ? {}
            : { command: `${sh`kubectl patch ${kind.toLowerCase()} ${name}${place}`} -p ${jsonWord(patch)}` }),
          patch,
        })
      }
      const needed = levelThatAdmits(violations)
      fixes.push({
        text: `Or, where the workload may have these rights, run it in a namespace that enforces ${needed}.`,
        command: sh`kubectl label namespace ${namespace} ${LABEL}=${needed} --overwrite`,
      })
    } else {
      fixes.push({
        text: `Remove from the template what ${by === 'PodSecurityPolicy' ? 'no policy' : 'no constraint'} allows (fixed user and group ids, host access, capabilities), or let its service account use one that does.`,
        ...(by === 'SecurityContextConstraints' ? { command: `oc get scc` } : {}),
      })
    }
    const what = by === 'PodSecurity' ? `Pod Security level ${standard}` : NAMES[by]
    return {
      title: `${what} of namespace ${namespace} refuses the pods${checks.length === 0 ? '' : `: ${checks.slice(0, 6).join(', ')}`}`,
      why: `The API server refuses ${refusedText(victim)}${lackText(victim)}.`,
      fix: fixes,
    }
  },
})
