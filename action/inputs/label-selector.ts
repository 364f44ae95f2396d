/** A requirement of a label selector, in the form of the Kubernetes API. */
export interface Requirement {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: readonly string[]
}

export interface LabelSelector {
  readonly matchExpressions: readonly Requirement[]
}

const KEY = '[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,316}[A-Za-z0-9])?'
const VALUE = '(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?'
const EXISTS = new RegExp(`^(!?) ?(${KEY})$`)
const EQUALS = new RegExp(`^(${KEY}) ?(==|=|!=) ?(${VALUE})$`)
const IN_SET = new RegExp(`^(${KEY}) (in|notin) ?\\(([^()]{0,2000})\\)$`)
const A_VALUE = new RegExp(`^${VALUE}$`)

/**
 * Parses a label selector in kubectl's syntax (`app=web,tier!=cache,env in (a,b),!old`). Undefined if it is invalid.
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  // Commas within parentheses separate values.
  const parts = text.slice(0, 4000).split(/,(?![^()]*\))/)
  const requirements = parts.map(part => parseRequirement(part.trim().replace(/\s+/g, ' ')))
  return requirements.every(each => each !== undefined) ? { matchExpressions: requirements } : undefined
}

function parseRequirement(text: string): Requirement | undefined {
  const exists = EXISTS.exec(text)
  if (exists?.[2] !== undefined) {
    return { key: exists[2], operator: exists[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] }
  }
  const equals = EQUALS.exec(text)
  if (equals?.[1] !== undefined) {
    return { key: equals[1], operator: equals[2] === '!=' ? 'NotIn' : 'In', values: [equals[3] ?? ''] }
  }
  const set = IN_SET.exec(text)
  const values = set?.[3]?.split(',').map(value => value.trim()) ?? []
  if (set?.[1] === undefined || !values.every(value => A_VALUE.test(value))) return undefined
  return { key: set[1], operator: set[2] === 'in' ? 'In' : 'NotIn', values }
}
