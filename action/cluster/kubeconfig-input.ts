import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { Inputs } from '../inputs.ts'
import { credentialsIn } from './credentials.ts'

/** A kubeconfig given as text, not as a path. */
export function isKubeconfigText(kubeconfig: string): boolean {
  return /[\n{]/.test(kubeconfig) || kubeconfig.startsWith('apiVersion:')
}

/** The texts of the kubeconfigs that a connection would use. Sets `KUBECONFIG` if one is given as a path. */
function kubeconfigTexts({ kubeconfig }: Pick<Inputs, 'kubeconfig'>, workspace: string): readonly string[] {
  if (kubeconfig !== undefined && isKubeconfigText(kubeconfig)) return [kubeconfig]
  if (kubeconfig !== undefined) {
    const path = resolve(workspace, kubeconfig)
    if (!existsSync(path)) throw new Error(`kubeconfig: file ${JSON.stringify(kubeconfig)} does not exist.`)
    process.env['KUBECONFIG'] = path
  }
  const paths = process.env['KUBECONFIG'] || join(homedir(), '.kube/config')
  return paths.split(delimiter).flatMap(path => (path !== '' && existsSync(path) ? [readFileSync(path, 'utf8')] : []))
}

/** The credentials that a connection would use, to be masked and redacted. */
export function credentialsOf(inputs: Pick<Inputs, 'kubeconfig'>, workspace: string): readonly string[] {
  return kubeconfigTexts(inputs, workspace).flatMap(credentialsIn)
}
