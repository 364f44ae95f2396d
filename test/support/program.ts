import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** The folder of the package that `build-program.ts` built for this run; undefined where nothing was built. */
export const PACKAGE = process.env['KUBEWHY_PACKAGE']

/** The sources of the command line. */
export const SOURCE = join(ROOT, 'action/cli.ts')

/** The command line as tests start it: as it is released, elsewhere from its sources. */
export const PROGRAM = PACKAGE === undefined ? SOURCE : join(PACKAGE, 'cli.js')
