import { packTar } from 'modern-tar'
import { filesBelow } from '../read/directory.ts'

/** A recording as the archive that `kubewhy collect` would have written. */
export async function tarOf(scenario: string): Promise<Uint8Array<ArrayBuffer>> {
  const files = filesBelow(`clusters/${scenario}`).filter(({ name }) => !/^(?:scenario|manifests)\.yaml$/.test(name))
  const entries = await Promise.all(
    files.map(async ({ name, read }) => {
      const body = await read()
      return { header: { name, size: body.length }, body }
    }),
  )
  return (await packTar(entries)) as Uint8Array<ArrayBuffer>
}
