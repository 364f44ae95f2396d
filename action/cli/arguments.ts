import { fstatSync, statSync } from 'node:fs'
import { isatty } from 'node:tty'
import { isTargetKind, type NamedObject, parseTarget, TARGET_EXAMPLES } from '../inputs/target-names.ts'
import { UsageError } from './exit-code.ts'

/** The words on the command line: where to read, and the target. */
export interface Arguments {
  /** A file, a directory, or `-` for standard input; undefined for the live cluster. */
  readonly path?: string
  readonly target?: NamedObject
  /** A name without a kind: what it may mean is known only once objects are read. */
  readonly bare?: string
}

export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Whether standard input is piped or redirected, /dev/null or the like, or a terminal. */
function standardInput(): 'pipe' | 'nothing' | 'terminal' {
  try {
    const stat = fstatSync(0)
    if (stat.isFIFO() || stat.isFile() || stat.isSocket()) return 'pipe'
    return isatty(0) ? 'terminal' : 'nothing'
  } catch {
    return 'nothing'
  }
}

/** True if standard input is piped or redirected. */
export function isPiped(): boolean {
  return standardInput() === 'pipe'
}

/** A word that looks like a path rather than a target. */
const PATH_LIKE = /^[.~/]|\.(?:json|ya?ml|tgz|tar|gz|zip)$/i

function targetOf(word: string): NamedObject {
  const target = parseTarget(word)
  if (typeof target !== 'string') return target
  if (PATH_LIKE.test(word)) throw new UsageError(`${word} does not exist.`, 'Name a file, a directory or - with -f.')
  throw new UsageError(target, TARGET_EXAMPLES)
}

const BARE = /^[a-z0-9][a-z0-9.-]*$/

/** The error for a name without a kind; `meant`: the objects it may mean, as targets. */
export function bareName(word: string, meant: readonly string[]): UsageError {
  if (isTargetKind(word)) return new UsageError(`${word} is a kind without a name.`, TARGET_EXAMPLES)
  const hint = meant.length === 0 ? TARGET_EXAMPLES : `Did you mean ${meant.join(' or ')}?`
  return new UsageError(`${word} is not a file, directory or KIND/NAME.`, hint)
}

/**
 * Interprets the words and `-f`. A word that exists as a file is a file, any other is a target as in kubectl. Without a
 * file, and unless `isLive`, piped standard input is read; `isAsked`: a namespace is given. A target and a label
 * selector are mutually exclusive.
 */
export function readArguments(
  words: readonly string[],
  file: string | undefined,
  isLive: boolean,
  isAsked: boolean,
  selector?: string,
): Arguments {
  const paths = file === undefined ? [] : [file]
  const targets: NamedObject[] = []
  const bare: string[] = []
  for (const word of words) {
    if (word === '-' || exists(word)) paths.push(word)
    else if (BARE.test(word) && !PATH_LIKE.test(word)) bare.push(word)
    else targets.push(targetOf(word))
  }
  // As in kubectl: deployment web.
  const [kind = '', name] = bare
  if (name !== undefined && isTargetKind(kind)) targets.push(targetOf(bare.splice(0, 2).join('/')))
  if (paths.length > 1) throw new UsageError('More than one file given.', 'Put them into one directory or archive.')
  if (targets.length + bare.length > 1)
    throw new UsageError('More than one target given.', 'Name one, or none for all.')
  const [path = isLive ? undefined : piped(isAsked || targets.length + bare.length > 0)] = paths
  if (path !== undefined && path !== '-' && !exists(path))
    throw new UsageError(`${path} does not exist.`, 'Name a file, a directory or - with -f.')
  const [target] = targets
  if (target !== undefined && selector !== undefined)
    throw new UsageError('-l and a target are mutually exclusive.', 'Remove one of them.')
  return {
    ...(path === undefined ? {} : { path }),
    ...(target === undefined ? {} : { target }),
    ...(bare[0] === undefined ? {} : { bare: bare[0] }),
  }
}

/** `-` if standard input should be read. Empty input without a target is a mistake, not the default namespace. */
function piped(isAsked: boolean): '-' | undefined {
  const input = standardInput()
  if (input === 'pipe') return '-'
  if (input === 'nothing' && !isAsked)
    throw new UsageError(
      'Standard input is empty, and no cluster was specified.',
      'Pipe in a snapshot, name a file with -f, or read the live cluster with -n NAMESPACE, -A or a target.',
    )
  return undefined
}
