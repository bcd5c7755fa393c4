// `node packages/engine/test/measure.mjs [rows]`: what answers and kept views cost in the worker's memory, in Node; 100,000 contacts by default.
import { bundled } from './bundled.mjs'

/** @type {typeof import('./measure.ts')} */
const { measure } = await bundled('measure.ts')
const { figures, megabytes } = measure(Number(process.argv[2] ?? 100_000))
for (const { name, ms } of figures) console.log(name.padEnd(32), ms.toFixed(3).padStart(10), 'ms')
console.log(`\n${megabytes.toFixed(1)} MB held, by the replica's own account`)
