import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

/**
 * The way from the page to HubSpot at `url`: `/crm/…` becomes HubSpot's `/…` with the token added, which a browser must never hold.
 * `/_emulator/…` reaches the emulator's controls as it is.
 */
export function gateway(url: string, token: string): Hono {
  const app = new Hono()
  app.all('/crm/*', (c) => {
    const { pathname, search } = new URL(c.req.url)
    return proxy(url + pathname.slice('/crm'.length) + search, {
      raw: c.req.raw,
      customFetch: (request) => {
        request.headers.set('authorization', `Bearer ${token}`)
        return fetch(request)
      },
    })
  })
  app.all('/_emulator/*', (c) => {
    const { pathname, search } = new URL(c.req.url)
    return proxy(url + pathname + search, { raw: c.req.raw })
  })
  // What the page sees while HubSpot is down is a gateway's answer, not a broken connection.
  app.onError((_error, c) =>
    c.json({ status: 'error', message: 'HubSpot cannot be reached.', category: 'GATEWAY' }, 502),
  )
  return app
}
