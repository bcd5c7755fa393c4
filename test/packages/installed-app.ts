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
  const foreign = new Set<string>()
  for (const name of packed.names) {
    const target = join(modules, '@holdfast', name)
    await mkdir(target, { recursive: true })
    await run('tar', ['-xzf', packed.tarball(name), '--strip-components=1', '-C', target], folder)
    const { dependencies, peerDependencies } = await readManifest(target)
    for (const each of Object.keys({ ...dependencies, ...peerDependencies }))
      if (!each.startsWith('@holdfast/')) foreign.add(each)
  }
  const here = join(root, 'test/node_modules')
  // What the app's own types need, too.
  for (const name of [...foreign, '@types/react'])
    await linkFolder(await realpath(join(here, name)), join(modules, name))
  // rxjs depends on it; a bundler finds it beside rxjs, a browser only where a flat installation would put it.
  await linkFolder(await realpath(join(await realpath(join(here, 'rxjs')), '../tslib')), join(modules, 'tslib'))
}

/** The manifest of an installed package. */
export async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
}
