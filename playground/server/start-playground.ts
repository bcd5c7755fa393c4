import { createServer, type Server } from 'node:http'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createEmulator, serveEmulator, type Emulator } from '@holdfast/emulator'
import { getRequestListener } from '@hono/node-server'
import { createServer as createVite, type ViteDevServer } from 'vite'
import { gateway } from './gateway.ts'
import { builtPages } from './built-pages.ts'

/** What is served, and where. */
export interface PlaygroundOptions {
  /** `dev` compiles sources as they are asked for and reloads on change; `preview` serves what `npm run build` made, service worker included. */
  readonly mode: 'dev' | 'preview'
  /** A taken port is answered with the next free one; 0 takes any. */
  readonly port: number
  /** The emulated account; one with demo data when absent. */
  readonly emulator?: Emulator
}

/** A playground that runs. */
export interface Playground {
  /** Where the page is. */
  readonly url: string
  /** Where the emulated HubSpot is, its `/_emulator` controls included. */
  readonly emulatorUrl: string
  /** Ends both; connections still open are cut. */
  close(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Starts the emulated HubSpot and, on one origin, the page and its way to HubSpot. Throws when there is no build to preview. */
export async function startPlayground({ mode, port, emulator }: PlaygroundOptions): Promise<Playground> {
  if (mode === 'preview' && !existsSync(`${root}dist/index.html`))
    throw new Error('There is no build of the playground. Run "pnpm --filter @holdfast/playground run build" first.')
  const hubspot = await serveEmulator({ emulator: emulator ?? createEmulator({ demo: true }) })
  const api = getRequestListener(gateway(hubspot.url, 'playground').fetch)
  const server = createServer()
  const vite = mode === 'dev' ? await startVite(server) : undefined
  const pages = vite?.middlewares ?? getRequestListener(builtPages(`${root}dist`).fetch)
  server.on('request', (request, response) => {
    const isApi = /^\/(crm|_emulator)\//.test(request.url ?? '')
    void (isApi ? api : pages)(request, response)
  })
  const url = `http://127.0.0.1:${await listen(server, port)}/`
  return {
    url,
    emulatorUrl: hubspot.url,
    async close() {
      await vite?.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await hubspot.close()
    },
  }
}

/** Vite as a guest of our server, its socket for hot reloading too: one port is all a person has to know. */
function startVite(server: Server): Promise<ViteDevServer> {
  return createVite({ root, appType: 'spa', logLevel: 'warn', server: { middlewareMode: true, hmr: { server } } })
}

async function listen(server: Server, port: number): Promise<number> {
  for (let candidate = port; ; candidate++) {
    try {
      return await new Promise<number>((resolve, reject) => {
        server.once('error', reject)
        server.listen(candidate, '127.0.0.1', () => {
          server.off('error', reject)
          const address = server.address()
          resolve(typeof address === 'object' && address !== null ? address.port : candidate)
        })
      })
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || candidate >= port + 100) throw error
    }
  }
}
