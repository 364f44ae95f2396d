import { InputError } from './error.ts'

const USE_JSON = 'Send objects instead: kubectl get deployments,replicasets,pods,events,… -n NAMESPACE -o json.'

/** Other things that people send, recognized by the beginning of the text; the first match counts. */
const FOREIGN: readonly { code: string; status: 415 | 422; is: RegExp; message: string; hint: string }[] = [
  {
    code: 'html',
    status: 415,
    is: /^\s{0,50}<(?:!doctype|html|head|body|\?xml)/i,
    message: 'This is a web page, not a snapshot.',
    hint: 'A proxy or login page probably responded instead of the cluster. Send the output of kubectl get … -o json.',
  },
  {
    code: 'describe-output',
    status: 415,
    is: /^Name: {2,}\S[^\n]*\n(?:[A-Z][A-Za-z -]{0,40}:[^\n]*\n| {1,40}[^\n]*\n){1,5}/,
    message: 'This is kubectl describe output, which is made for reading and lacks data that a diagnosis needs.',
    hint: USE_JSON,
  },
  {
    code: 'table-output',
    status: 415,
    is: /^(?:NAMESPACE {2,})?(?:NAME {2,}[A-Z]|LAST SEEN {2,}TYPE|CURRENT {2,}NAME)/,
    message: 'This is a kubectl get table, whose columns lack data that a diagnosis needs.',
    hint: USE_JSON,
  },
  {
    code: 'no-objects',
    status: 422,
    is: /^No resources found/,
    message: 'kubectl found nothing: "No resources found".',
    hint: 'Check the namespace (-n) and the kinds.',
  },
  {
    code: 'kubectl-error',
    status: 422,
    is: /^(?:error: |Error from server|The connection to the server |Unable to connect to the server)/,
    message: 'This is a kubectl error message, not a snapshot.',
    hint: 'kubectl could not read the cluster. Make the command succeed first, then send its output.',
  },
  {
    code: 'pem',
    status: 415,
    is: /^-----BEGIN /,
    message: 'This is a certificate or key, not a snapshot. It was not kept.',
    hint: USE_JSON,
  },
]

/** The error for text that people send by mistake. `start` is the beginning of the text. */
export function foreignText(start: string): InputError | undefined {
  const head = start.slice(0, 4096)
  const found = FOREIGN.find(({ is }) => is.test(head))
  return found && new InputError(found.status, found.code, found.message, found.hint)
}

/** The error for text that is neither JSON nor YAML of objects. */
export function notObjects(): InputError {
  return new InputError(415, 'not-json', 'The text is not JSON or YAML of Kubernetes objects.', USE_JSON)
}

/** The error for bytes that are neither text nor a known archive. */
export function binary(): InputError {
  return new InputError(
    415,
    'binary',
    'The input is not text or a supported archive.',
    'Send JSON, YAML, or a .tar, .tar.gz or .zip of them.',
  )
}
