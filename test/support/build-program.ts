import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildNpm } from '../../scripts/build-npm.ts'

/**
 * Builds the package that is published, once for all tests that start the command line or the service: they start what is
 * released, in half the time that the sources take.
 */
export default async function buildProgram(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'kubewhy-program-'))
  // Some services run as a user without a name.
  chmodSync(folder, 0o755)
  await buildNpm(join(folder, 'package'))
  process.env['KUBEWHY_PACKAGE'] = join(folder, 'package')
  return () => rmSync(folder, { recursive: true })
}
