import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Text by path; paths are relative to the root of the workspace, with `/`. Checks take this, so a test can plant a violation. */
export type Files = ReadonlyMap<string, string>

/** The root of the workspace, without a slash at its end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Every file below `folder` (relative to the root) that `wanted` accepts; nothing installed, nothing built. */
export function readFiles(folder: string, wanted: (path: string) => boolean): Files {
  const files = new Map<string, string>()
  const visit = (at: string): void => {
    for (const entry of readdirSync(join(root, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) visit(path)
      } else if (wanted(path)) files.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  if (existsSync(join(root, folder))) visit(folder)
  return files
}

const skipped = new Set(['node_modules', 'dist', 'generated', 'results', '.git'])

/** What is published: no tests. */
export function isSource(path: string): boolean {
  return /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path) && !isTest(path)
}

export function isTest(path: string): boolean {
  return /\.(test|test-d)\.tsx?$/.test(path)
}
