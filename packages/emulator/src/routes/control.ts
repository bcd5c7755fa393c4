import { Hono, type Context } from 'hono'
import type { Control } from '../control.ts'
import { checkedFault } from '../gate/index.ts'

/** The emulator's own paths, for those who reach it over HTTP only: audit, requests, clock, switches, faults, reset. */
export function controlRoutes(control: () => Control): Hono {
  const app = new Hono({ strict: false })
  app.get('/audit', (context) => context.json({ entries: control().audit() }))
  app.get('/requests', (context) => context.json(control().requests()))
  app.get('/switches', (context) => context.json(control().switches()))
  app.get('/clock', (context) => context.json({ now: control().clock.now() }))
  app.post('/switches', (context) =>
    command(context, (body) => {
      control().setSwitches(body)
      return control().switches()
    }),
  )
  app.post('/clock', (context) =>
    command(context, (body) => {
      control().clock.advance(Number(Object.hasOwn(body, 'advanceMs') ? Reflect.get(body, 'advanceMs') : NaN))
      return { now: control().clock.now() }
    }),
  )
  app.post('/faults', (context) =>
    command(context, (body) => {
      control().addFault(checkedFault(body))
      return {}
    }),
  )
  app.delete('/faults', (context) => {
    control().clearFaults()
    return context.json({})
  })
  app.post('/reset', (context) => {
    control().reset()
    return context.json({})
  })
  return app
}

async function command(context: Context, run: (body: object) => object): Promise<Response> {
  try {
    const body: unknown = await context.req.json()
    if (typeof body !== 'object' || body === null) throw new TypeError('The body must be a JSON object.')
    return context.json(run(body))
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error
    return context.json({ message: error.message }, 400)
  }
}
