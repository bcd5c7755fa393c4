import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

/** A TypeScript file of this folder as a module: Node 20 reads none, and what is measured is one file, as in a worker. */
export async function bundled(file) {
  const outDir = mkdtempSync(join(tmpdir(), 'holdfast-measure-'))
  const entry = fileURLToPath(new URL(file, import.meta.url))
  await build({
    configFile: false,
    logLevel: 'error',
    build: { outDir, minify: false, lib: { entry, formats: ['es'], fileName: 'measured' } },
  })
  try {
    return await import(pathToFileURL(join(outDir, 'measured.js')).href)
  } finally {
    rmSync(outDir, { recursive: true })
  }
}
