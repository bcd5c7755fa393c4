import { copyFile, cp, mkdir, readdir, realpath, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { root } from '../architecture/source-files.ts'
import { runTool } from './tool.ts'

/** The packages as a fresh clone would build them, and the tarballs they make. */
export interface PackedWorkspace {
  /** Short names, e.g. `crm`. */
  readonly names: readonly string[]
  /** The tarball of a package. */
  tarball(name: string): string
}

const scope = '@holdfast'
const shared = ['package.json', 'pnpm-workspace.yaml', 'tsconfig.base.json', 'tsconfig.json', 'LICENSE']

/**
 * Builds and packs every package from a copy of its sources in `folder`. A copy, because the `dist` of a working tree also holds what was built from
 * files that are gone, and because other tests read it meanwhile.
 */
export async function packWorkspace(folder: string): Promise<PackedWorkspace> {
  const names = (await readdir(join(root, 'packages'))).sort()
  await mkdir(folder, { recursive: true })
  for (const file of shared) await copyFile(join(root, file), join(folder, file))
  for (const name of names) await copyPackage(folder, name)
  await runTool('tsc', ['-b'], folder)
  const tarballs = join(folder, 'tarballs')
  await runTool('pnpm', ['-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs], folder)
  const made = await readdir(tarballs)
  return { names, tarball: (name) => join(tarballs, tarballOf(name, made)) }
}

function tarballOf(name: string, made: readonly string[]): string {
  const [found, another] = made.filter((file) => new RegExp(`^holdfast-${name}-\\d[^-]*\\.tgz$`).test(file))
  if (found === undefined || another !== undefined)
    throw new Error(`${name} has not made one tarball: ${made.join(', ')}`)
  return found
}

async function copyPackage(folder: string, name: string): Promise<void> {
  const [from, to] = [join(root, 'packages', name), join(folder, 'packages', name)]
  const isSource = (path: string): boolean => !['node_modules', 'dist'].includes(basename(path))
  await cp(from, to, { recursive: true, filter: isSource })
  for (const dependency of await installed(join(from, 'node_modules'))) {
    const target = dependency.startsWith(`${scope}/`)
      ? join(folder, 'packages', dependency.slice(scope.length + 1))
      : await realpath(join(from, 'node_modules', dependency))
    await linkFolder(target, join(to, 'node_modules', dependency))
  }
}

/** A link that a package manager would make: `path` becomes the folder `target`. */
export async function linkFolder(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path, 'junction')
}

/** Names of installed packages; scoped ones with their scope. */
async function installed(modules: string): Promise<string[]> {
  const entries = await readdir(modules).catch(() => [])
  const names = entries.filter((name) => !name.startsWith('.'))
  const nested = names.map(async (name) =>
    name.startsWith('@') ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
  )
  return (await Promise.all(nested)).flat()
}
