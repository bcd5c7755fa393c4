import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

/** The built page as a web server would give it out: hashed files for good, everything else to be asked for again. */
export function builtPages(folder: string): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('Cache-Control', c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    c.header(
      'Content-Security-Policy',
      "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    )
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.use(serveStatic({ root: folder }))
  return app
}
