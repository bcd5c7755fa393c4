import type { EmulatorServer, ServeOptions } from './server.ts'

/** Serves an emulator over HTTP, in Node. Rejects when the port is taken. A dropped connection breaks the socket without an answer. */
export async function serveEmulator(options: ServeOptions = {}): Promise<EmulatorServer> {
  // Loaded when called: everything else of this package runs where there is no Node.
  const { listen } = await import('./server.ts')
  return listen(options)
}
