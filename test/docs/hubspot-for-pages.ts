import { getRequestListener } from '@hono/node-server'
import type { createEmulator, Emulator } from '@holdfast/emulator'
import type { Plugin, ViteDevServer } from 'vite'
import type { BrowserCommand } from 'vitest/node'

/** What a page may want to know of the account it was given. */
export interface PageAccount {
  /** Who owns most deals. */
  readonly owner: string
  /** One of that owner's open deals. */
  readonly deal: string
}

/** What a page may ask the server that it was loaded from. */
export interface HubSpotCommands {
  /** A fresh account, as no sample has touched it. */
  readonly newAccount: BrowserCommand<[]>
  /** Waits until no request is under way and none has come for a while; gives those that were refused since it was asked last. */
  readonly requestsSettled: BrowserCommand<[]>
}

declare module 'vitest/browser' {
  interface BrowserCommands {
    newAccount(): Promise<PageAccount>
    requestsSettled(): Promise<readonly string[]>
  }
}

/** A page that has been answered has this long to ask again before it counts as settled: longer than any step of the engine takes. */
const quietMs = 400

/** An emulated account at `/crm` of Vite's server, token included, as an application's gateway does it. */
export function hubspotForPages(): { readonly plugin: Plugin; readonly commands: HubSpotCommands } {
  let server: ViteDevServer | undefined
  let starting: Promise<Emulator> | undefined
  let underWay = 0
  let lastMs = 0
  let refused: string[] = []

  // Node 20 reads no TypeScript, so Vite loads the emulator.
  async function start(): Promise<Emulator> {
    if (server === undefined) throw new Error('Vite has no server yet.')
    const loaded = (await server.ssrLoadModule('@holdfast/emulator')) as {
      readonly createEmulator: typeof createEmulator
    }
    return loaded.createEmulator({ demo: true })
  }

  async function answer(request: Request): Promise<Response> {
    underWay++
    try {
      const { pathname, search, origin } = new URL(request.url)
      const headers = new Headers(request.headers)
      headers.set('authorization', 'Bearer demo')
      const target = new Request(`${origin}${pathname.slice('/crm'.length)}${search}`, request)
      const response = await (await (starting ??= start())).fetch(new Request(target, { headers }))
      if (!response.ok)
        refused.push(
          `${response.status} to ${request.method} ${pathname}: ${(await response.clone().text()).slice(0, 300)}`,
        )
      return response
    } finally {
      underWay--
      lastMs = performance.now()
    }
  }

  const listener = getRequestListener(answer)
  return {
    plugin: {
      name: 'hubspot-for-pages',
      configureServer(started) {
        server = started
        started.middlewares.use((request, response, next) => {
          if (request.url?.startsWith('/crm/') === true) void listener(request, response)
          else next()
        })
      },
    },
    commands: {
      async newAccount(): Promise<PageAccount> {
        const emulator = await (starting ??= start())
        emulator.reset()
        refused = []
        const open = emulator.account
          .records('deals')
          .filter(({ properties }) => properties['hs_is_closed'] === 'false')
        const [deal] = open
        if (deal === undefined) throw new Error('The demo data hold no open deal.')
        return { owner: deal.properties['hubspot_owner_id'] ?? '', deal: deal.id }
      },
      async requestsSettled(): Promise<readonly string[]> {
        lastMs = performance.now()
        for (let restMs = quietMs; underWay > 0 || restMs > 0; restMs = lastMs + quietMs - performance.now()) {
          await new Promise((resolve) => setTimeout(resolve, Math.max(restMs, 20)))
        }
        const told = refused
        refused = []
        return told
      },
    },
  }
}
