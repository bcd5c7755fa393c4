import { cp, mkdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../architecture/source-files.ts'
import { run } from './tool.ts'
import { linkFolder, type PackedWorkspace } from './workspace-copy.ts'

/** What a package's manifest says, as far as it is looked at. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The app of this folder in `folder`, with our packages unpacked from their tarballs and everybody else's linked from this workspace. */
export async function installApp(folder: string, packed: PackedWorkspace): Promise<void> {
  await cp(fileURLToPath(new URL('app', import.meta.url)), folder, { recursive: true })
  const modules = join(folder, 'node_modules')
  // Where each is installed. What the app's own types need, and what the packages name: each has its own, and the app gets them flat.
  const foreign = new Map([['@types/react', join(root, 'test/node_modules/@types/react')]])
  for (const name of packed.names) {
    const target = join(modules, '@holdfast', name)
    await mkdir(target, { recursive: true })
    await run('tar', ['-xzf', packed.tarball(name), '--strip-components=1', '-C', target], folder)
    const { dependencies, peerDependencies } = await readManifest(target)
    for (const each of Object.keys({ ...dependencies, ...peerDependencies }))
      if (!each.startsWith('@holdfast/')) foreign.set(each, join(root, 'packages', name, 'node_modules', each))
  }
  // rxjs depends on it; a bundler finds it beside rxjs, a browser only where a flat installation would put it.
  foreign.set('tslib', join(await realpath(join(root, 'packages/client/node_modules/rxjs')), '../tslib'))
  for (const [name, installed] of foreign) await linkFolder(await realpath(installed), join(modules, name))
}

/** The manifest of an installed package. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}
