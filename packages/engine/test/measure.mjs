// `node packages/engine/test/measure.mjs [rows]`: what answers and kept views cost in the worker's memory, in Node; 100,000 contacts by default.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const outDir = mkdtempSync(join(tmpdir(), 'holdfast-measure-'))
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    outDir,
    minify: false,
    lib: { entry: fileURLToPath(new URL('measure.ts', import.meta.url)), formats: ['es'], fileName: 'measure' },
  },
})
const { measure } = await import(pathToFileURL(join(outDir, 'measure.js')).href)
rmSync(outDir, { recursive: true })
/** @type {import('./measure.ts').Figures} */
const { figures, megabytes } = measure(Number(process.argv[2] ?? 100_000))
for (const { name, ms } of figures) console.log(name.padEnd(32), ms.toFixed(3).padStart(10), 'ms')
console.log(`\n${megabytes.toFixed(1)} MB held, by the replica's own account`)
