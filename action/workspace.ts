import { lstat, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** A path that does not stay in the workspace. The message names it. */
export class OutsideWorkspace extends Error {
  constructor(path: string) {
    super(`${JSON.stringify(path.slice(0, 200))} leads outside the workspace; name a path inside it.`)
    this.name = 'OutsideWorkspace'
  }
}

/**
 * The real path, links followed, of one that is absolute or relative to the workspace. What does not exist yet may be
 * missing at the path's end. Throws an OutsideWorkspace where the real path is not in the workspace.
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
    // A link without a target would be followed by whoever writes to it.
    if (await isLink(at)) throw new OutsideWorkspace(path)
    missing.unshift(basename(at))
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true
}
