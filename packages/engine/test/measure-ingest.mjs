// `node packages/engine/test/measure-ingest.mjs [records]`: what a first load costs for each record, on a disk in memory, in Node; up to 250,000 by default.
import { bundled } from './bundled.mjs'

const most = Number(process.argv[2] ?? 250_000)
/** @type {typeof import('./ingest.ts')} */
const { ingest } = await bundled('ingest.ts')
const sizes = [10_000, 25_000, 50_000, 100_000, 250_000].filter((size) => size < most)
console.log(' records   ms/record   requests   bytes written   bytes read   (each for a record)')
for (const { records, ms, requests, written, read } of await ingest([...sizes, most])) {
  const figures = [ms.toFixed(4).padStart(11), requests.toFixed(3).padStart(10), written.toFixed(0).padStart(15)]
  console.log(String(records).padStart(8), ...figures, read.toFixed(0).padStart(12))
}
