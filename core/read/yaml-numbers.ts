import type { ScalarTag } from 'yaml'

function number(tag: 'int' | 'float', test: RegExp, read: (text: string) => number): ScalarTag {
  return {
    tag: `tag:yaml.org,2002:${tag}`,
    default: true,
    test,
    resolve: text => {
      const value = read(text.replaceAll('_', ''))
      return Number.isFinite(value) ? value : text
    },
  }
}

function based(base: number, prefix: number): (text: string) => number {
  return text => {
    const sign = text.startsWith('-') ? -1 : 1
    return sign * Number.parseInt(text.replace(/^[-+]/, '').slice(prefix), base)
  }
}

/**
 * Which plain scalars are numbers for Kubernetes' YAML parser (go-yaml v2, resolve.go, in sigs.k8s.io/yaml), and so
 * which strings kubectl prints without quotes: `.` and `1.2.3` are text, `0644` is octal, `08` is decimal.
 */
export const NUMBERS: readonly ScalarTag[] = [
  number('int', /^[-+]?(?:0|[1-9][0-9_]*)$/, Number),
  number('int', /^[-+]?0[0-7_]*[0-7]$/, based(8, 1)),
  number('int', /^[-+]?0x[0-9a-fA-F_]*[0-9a-fA-F]$/, based(16, 2)),
  number('int', /^[-+]?0b[01_]*[01]$/, based(2, 2)),
  number('float', /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/, Number),
]
