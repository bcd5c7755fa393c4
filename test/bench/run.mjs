// `pnpm bench [--quick] [--only ours,dexie] [--scenarios reads,live] [--n 10000,100000]`: see README.md.
// Node 20 reads no TypeScript, so Vite, which is here anyway, loads the runner for it.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
installPeers()
run(fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url)), ['-p', 'tsconfig.json'])
const loader = await createServer({
  root: here,
  configFile: false,
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
try {
  const { bench } = await loader.ssrLoadModule('./runner/bench.ts')
  await bench(process.argv.slice(2).filter((arg) => arg !== '--'))
} finally {
  await loader.close()
}

/** Peers are nobody's dependency but the benchmark's. */
function installPeers() {
  const hash = createHash('sha256').update(process.version)
  for (const file of ['package.json', 'pnpm-lock.yaml']) hash.update(readFileSync(`${here}${file}`))
  const wanted = hash.digest('hex')
  const stamp = `${here}node_modules/.installed`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const pnpm = fileURLToPath(new URL('../../node_modules/pnpm/bin/pnpm.mjs', import.meta.url))
  run(pnpm, ['install', '--frozen-lockfile'])
  writeFileSync(stamp, wanted)
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: here, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
