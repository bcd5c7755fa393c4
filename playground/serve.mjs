// What `npm start` runs once the page is built; `node serve.mjs --dev` serves it from source and reloads what changes.
// Node 20 reads no TypeScript, so Vite, which is here anyway, loads the server for it.
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const loader = await createServer({
  root: here,
  configFile: false,
  appType: 'custom',
  logLevel: 'warn',
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const { startPlayground } = await loader.ssrLoadModule('./server/start-playground.ts')
const mode = process.argv.includes('--dev') ? 'dev' : 'preview'
const playground = await startPlayground({ mode, port: Number(process.env.PORT ?? 5173) })

console.log(`\n  ${playground.url}\n\n  Open deals of an emulated HubSpot account. Ctrl+C ends it.\n`)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end())

async function end() {
  await playground.close()
  await loader.close()
  process.exit()
}
