// `node test/bench/query/run.mjs`: how fast a query is asked of 100,000 rows, in Node and in Chromium; ends with 1 when a floor is not reached.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { build } from 'vite'

/** @typedef {import('./measure.ts').Figure} Figure */

const outDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
await build({
  configFile: false,
  logLevel: 'error',
  build: {
    outDir,
    minify: false,
    lib: { entry: fileURLToPath(new URL('measure.ts', import.meta.url)), formats: ['es'], fileName: 'measure' },
  },
})
const file = join(outDir, 'measure.js')
const figures = { Node: await inNode(), Chromium: await inChromium() }
rmSync(outDir, { recursive: true })

let missed = 0
for (const [engine, lines] of Object.entries(figures)) {
  console.log(`\n${engine}`.padEnd(45), 'ms'.padStart(9), 'million/s'.padStart(10))
  for (const { name, ms, millions, isReached } of lines) {
    if (isReached === false) missed++
    const floor = isReached === null ? '' : isReached ? '  reached' : '  MISSED'
    console.log(name.padEnd(44), ms.toFixed(3).padStart(9), (millions?.toFixed(0) ?? '').padStart(10), floor)
  }
}
console.log(`\n${missed} of the floors missed: 50 million simple comparisons a second, 1 ms to compile 30 clauses`)
process.exitCode = missed === 0 ? 0 : 1

/** @returns {Promise<readonly Figure[]>} */
async function inNode() {
  const { measure } = await import(pathToFileURL(file).href)
  return measure()
}

/** @returns {Promise<readonly Figure[]>} */
async function inChromium() {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    const url = `data:text/javascript;base64,${readFileSync(file).toString('base64')}`
    return await page.evaluate(async (source) => (await import(source)).measure(), url)
  } finally {
    await browser.close()
  }
}
