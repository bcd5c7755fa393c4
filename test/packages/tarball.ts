import { readdir, readFile } from 'node:fs/promises'
import { join, posix, sep } from 'node:path'
import { importsOf } from '../architecture/imports.ts'
import type { Manifest } from './installed-app.ts'

/** Paths of all files of an unpacked package, with `/`, sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .sort()
}

/**
 * Modules in `dist` that neither code nor types lead to from the package's exports and commands: what was meant to stay at home. Named without their
 * extension.
 */
export async function unreachable(folder: string, manifest: Manifest): Promise<string[]> {
  const modules = (await filesOf(folder)).filter((path) => /^dist\/.*\.(js|d\.ts)$/.test(path))
  const texts = await Promise.all(
    modules.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
  )
  const imports = importsOf(new Map(texts))
  const reached = new Set<string>()
  const visit = (module: string): void => {
    if (reached.has(module)) return
    reached.add(module)
    for (const { from, file } of imports) if (stem(from) === module && file !== null) visit(stem(file))
  }
  const doors = [...Object.values(manifest.exports).map((entry) => entry.default), ...Object.values(manifest.bin ?? {})]
  for (const door of doors) visit(stem(posix.normalize(door)))
  return [...new Set(modules.map(stem))].filter((module) => !reached.has(module))
}

function stem(path: string): string {
  return path.replace(/(\.d)?\.[jt]sx?$/, '')
}

/** Sources that maps point to and that the package does not hold: a debugger would show nothing. */
export async function missingSources(folder: string): Promise<string[]> {
  const files = await filesOf(folder)
  const held = new Set(files)
  const maps = files.filter((path) => path.endsWith('.map'))
  const missing = maps.map(async (path) => {
    const { sources } = JSON.parse(await readFile(join(folder, path), 'utf8')) as {
      readonly sources: readonly string[]
    }
    return sources.map((source) => posix.join(posix.dirname(path), source)).filter((source) => !held.has(source))
  })
  return (await Promise.all(missing)).flat()
}
