import { serve, type HttpBindings } from '@hono/node-server'
import { createEmulator, type Emulator } from './emulator.ts'
import type { EmulatorOptions } from './options.ts'
import { ConnectionLost } from './faults/index.ts'

/** Where to listen, besides what the emulator is made with. */
export interface ServeOptions extends EmulatorOptions {
  /** A free port when absent or 0. */
  readonly port?: number
  /** Only this machine when absent. */
  readonly hostname?: string
  /** One that exists already; the options of a new one are ignored then. */
  readonly emulator?: Emulator
}

/** An emulator behind a port. */
export interface EmulatorServer {
  /** e.g. `http://127.0.0.1:41873`. */
  readonly url: string
  readonly emulator: Emulator
  /** Stops listening and breaks open connections. */
  close(): Promise<void>
}

/** Puts an emulator behind a port; the one file of the package that needs Node. */
export function listen(options: ServeOptions): Promise<EmulatorServer> {
  const emulator = options.emulator ?? createEmulator(options)
  const hostname = options.hostname ?? '127.0.0.1'
  const fetch = async (request: Request, bindings: HttpBindings): Promise<Response> => {
    try {
      return await emulator.fetch(request)
    } catch (error) {
      if (!(error instanceof ConnectionLost || request.signal.aborted)) throw error
      bindings.incoming.socket.destroy()
      return new Response(null, { status: 500 })
    }
  }
  return new Promise((resolve, reject) => {
    const handler = (request: Request, bindings: unknown): Promise<Response> => fetch(request, bindings as HttpBindings)
    const server = serve(
      { fetch: handler, port: options.port ?? 0, hostname, overrideGlobalObjects: false },
      ({ port }) => {
        server.off('error', reject)
        resolve({ url: `http://${hostname}:${port}`, emulator, close })
      },
    )
    server.once('error', reject)

    function close(): Promise<void> {
      return new Promise((closed) => {
        server.close(() => closed())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    }
  })
}
