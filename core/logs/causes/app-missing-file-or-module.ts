import type { Step } from '../../words.ts'
import { templateSteps } from '../../workloads/template-patch.ts'
import { consequence, defineLogCause, mountedAs, type ProgramFacts, readLog } from '../log-cause.ts'

/** What is missing: a newer Java for a class, a name in a module, or a whole file or module. */
function wordsFor({ container, named, mounted }: ProgramFacts): {
  readonly title: string
  readonly because: string
  readonly advice: string
} {
  const { compiled, symbol, module, library, relocated } = named
  if (compiled !== undefined)
    return {
      title: `class ${compiled} needs a newer Java than container ${container} has`,
      because: 'it cannot load it',
      advice: 'Base the image on a newer Java, or compile for the one that it has (`javac --release`).',
    }
  if (library !== undefined)
    return {
      title: `container ${container} lacks ${library}, which the app was linked with`,
      because: 'its C library is too old for the app',
      advice:
        'Base the image on the distribution release that the app was built on, or build the app in the image that runs it.',
    }
  if (relocated !== undefined)
    return {
      title: `${relocated} was built for a different C library than container ${container} has`,
      because: 'that library does not have the functions that the app needs',
      advice:
        'Base the image on a distribution with glibc (Debian instead of Alpine, which has musl), or build the app on Alpine or statically.',
    }
  if (symbol !== undefined)
    return {
      title: `${symbol} is not in ${module === undefined ? 'its module' : `module ${module}`} of container ${container}`,
      because: 'it cannot find it',
      advice: 'Correct the name in the code, or install the version of the module that has it.',
    }
  const what = module === undefined ? (named['file'] ?? named['path'] ?? 'a file or module') : `module ${module}`
  return {
    title: `${what} is missing in container ${container}`,
    because: 'it cannot find it',
    advice:
      mounted === undefined
        ? 'Add it to the image, correct the path, or remove the volume mount that hides its directory.'
        : `Add ${mountedAs(mounted)}, or correct the path.`,
  }
}

/** Where the kubelet mounts the token that client libraries use for the API server. */
const API_ACCESS = /^\/(?:var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\//

/** A pod's own field takes precedence over its service account's. */
function stepsFor({ named, workload }: ProgramFacts, advice: string): readonly Step[] {
  if (!API_ACCESS.test(named['file'] ?? named['path'] ?? '')) return [{ kind: 'change', text: advice }]
  const text = 'Mount the service account’s token: the pod or the account sets automountServiceAccountToken: false.'
  return templateSteps(text, workload, { automountServiceAccountToken: true })
}

export default defineLogCause({
  id: 'app-missing-file-or-module',
  owner: 'app',
  patience: 'retry',
  specificity: 15,
  mayWait: false,
  running: 'setting',
  isLasting: true,
  leadsToMistakes: true,
  explainedBy: { closeBy: ['app-disk-full', 'app-permission-denied', 'container-command-not-found'] },
  field: ({ image }) => ({ path: 'image', value: image }),
  text: {
    summary: 'A file, module or class is missing',
    shows:
      'The container crashes; its log says `Cannot find module`, `ModuleNotFoundError`, `ClassNotFoundException`, `No such file or directory`, …',
    happens:
      'The image was built without it, it has another path, a volume hides its directory, or a ConfigMap has another key.',
    fix: 'Add it to the image, correct the path, or mount the volume that contains it.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/'],
  },

  explain(facts) {
    const { title, because, advice } = wordsFor(facts)
    return { title, why: consequence(facts, because), fix: [...stepsFor(facts, advice), readLog(facts)] }
  },
})
