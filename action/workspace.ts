import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** A path that leads outside the workspace. The message names it. */
export class OutsideWorkspace extends Error {
  constructor(path: string) {
    super(`${JSON.stringify(path.slice(0, 200))} leads outside the workspace; name a path inside it.`)
    this.name = 'OutsideWorkspace'
  }
}

/**
 * The real path, following links, of one that is absolute or relative to the workspace. Its last parts need not exist
 * yet. Throws an OutsideWorkspace if the real path is outside the workspace.
 */
export async function insideWorkspace(workspace: string, path: string): Promise<string> {
  const root = await realpath(workspace)
  const missing: string[] = []
  for (let at = resolve(root, path); ; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined)
    if (real !== undefined) {
      const whole = join(real, ...missing)
      if (whole !== root && !whole.startsWith(root.endsWith(sep) ? root : root + sep)) throw new OutsideWorkspace(path)
      return whole
    }
    // Writing to a link without a target would follow it.
    if (await isLink(at)) throw new OutsideWorkspace(path)
    missing.unshift(basename(at))
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true
}
