import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Emulator } from '@holdfast/emulator'
import { Hono } from 'hono'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pageWithImportMap, resolveSpecifiers, type ImportMap } from './plain-esm.ts'

/** A web server on this machine. */
export interface Site {
  readonly url: string
  close(): Promise<void>
}

/** What a bundler has put into `folder`, with the way to HubSpot beside it. */
export function serveBuilt(folder: string, emulator: Emulator): Promise<Site> {
  return listen(new Hono().route('/', gateway(emulator)).use(serveStatic({ root: folder })))
}

/**
 * The app's own files, not built. The page's modules go out as they are, and its import map finds them; the worker's come from below `/resolved/`, where
 * their bare specifiers are URLs. A name without extension is the `.js` file of that name, which rxjs takes for granted.
 */
export function servePlain(folder: string, emulator: Emulator, map: ImportMap): Promise<Site> {
  const app = new Hono().route('/', gateway(emulator))
  app.get('/', async (c) => c.html(await pageWithImportMap(folder, map)))
  app.get('/crm.worker.js', (c) => c.redirect('/resolved/crm.worker.js'))
  app.get('/resolved/*', async (c) => {
    const path = withExtension(c.req.path.slice('/resolved'.length))
    const text = await readFile(join(folder, path), 'utf8')
    return c.body(resolveSpecifiers(path, text, map, '/resolved'), 200, { 'content-type': 'text/javascript' })
  })
  app.use(serveStatic({ root: folder, rewriteRequestPath: withExtension }))
  return listen(app)
}

function withExtension(path: string): string {
  return path.endsWith('/') || /\.\w+$/.test(path) ? path : `${path}.js`
}

/** `/crm/…` is HubSpot's `/…`; the token is added here, because a browser must never hold it. */
function gateway(emulator: Emulator): Hono {
  return new Hono().all('/crm/*', async (c) => {
    const { origin, pathname, search } = new URL(c.req.url)
    const { method } = c.req
    const headers = new Headers(c.req.raw.headers)
    headers.set('authorization', 'Bearer of-the-gateway')
    const body = method === 'GET' || method === 'HEAD' ? null : await c.req.arrayBuffer()
    return emulator.fetch(new Request(origin + pathname.slice('/crm'.length) + search, { method, headers, body }))
  })
}

function listen(app: Hono): Promise<Site> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      server.off('error', reject)
      resolve({ url: `http://127.0.0.1:${port}/`, close })
    })
    server.once('error', reject)

    function close(): Promise<void> {
      return new Promise((closed) => {
        server.close(() => closed())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    }
  })
}
