// What `npm start` runs: `node serve.mjs` for development, `node serve.mjs --preview` for what `build` made.
// Node 20 reads no TypeScript, so Vite, which is here anyway, loads the server for it.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const { module } = await runnerImport(`${here}server/start-playground.ts`, {
  root: here,
  configFile: false,
  logLevel: 'warn',
})
const mode = process.argv.includes('--preview') ? 'preview' : 'dev'
const playground = await module.startPlayground({ mode, port: Number(process.env.PORT ?? 5173) })

console.log(`\n  ${playground.url}\n\n  Open deals of an emulated HubSpot account. Ctrl+C ends it.\n`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    playground.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
