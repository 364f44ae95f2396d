import { defineCause } from '../../rule.ts'
import { command as sh } from '../../shell.ts'
import { detectCrash } from './crash-hit.ts'

/** Signals 3 to 15 that end a process (`signal(7)`); shells and container runtimes report 128 plus the number. */
const SIGNALS =
  'SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM'.split(' ')
const FIRST = 131

export default defineCause({
  id: 'application-error',
  stage: 'crash',
  owner: 'app',
  patience: 'stuck',
  isFallback: true,
  text: {
    summary: 'The process exits non-zero and the log names none of the other causes',
    shows: 'The container is in CrashLoopBackOff or Error with an exit code other than 0.',
    happens:
      'An error in the program or its input. Exit codes above 128 are 128 plus a signal: 134 abort, 137 kill, 139 segmentation fault, 143 termination.',
    fix: 'Read the log of the container that ended and correct the program or its input.',
    docs: ['https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/'],
  },
  on: ['Pod'],
  reads: ['ReplicaSet', 'Job'],

  detect(pod, cluster) {
    return detectCrash(pod, cluster, 'application-error').map(hit => ({
      ...hit,
      confidence: hit.facts.hasLog ? 'certain' : 'likely',
    }))
  },

  explain({ container, exitCode, pod, workload, logOption, isInit, hasLog }) {
    const signal = exitCode === undefined ? undefined : SIGNALS[exitCode - FIRST]
    return {
      title: `${isInit ? 'init container' : 'container'} ${container} exits with code ${exitCode ?? 'unknown'}${signal === undefined ? '' : ` (${signal})`}`,
      why: `The program ends with an error of its own${hasLog ? '' : '; its log could not be read, so the cause may stand there'}.`,
      fix: [
        {
          text: 'Read the whole log.',
          command: sh`kubectl logs ${pod} -c ${container}${logOption}${workload.place}`,
        },
        { text: 'Correct the program or what it is given: its last words are in the evidence.' },
      ],
    }
  },
})
