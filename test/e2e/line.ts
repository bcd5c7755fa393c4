import { connect, createServer, type Server, type Socket } from 'node:net'

/** A network line that can be cut: whoever goes through it loses the network, whatever the browser's own switches can do. */
export interface Line {
  /** The server's address as seen through the line; the same after {@link Line.mend}. */
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** Lays a line to the server at `url`. */
export async function openLine(url: string): Promise<Line> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      // A cut is meant: what breaks on one side breaks on the other, and nobody needs to hear of it.
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  const ownPort = await listen(server, 0)

  async function cut() {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }

  return {
    url: `http://127.0.0.1:${ownPort}/`,
    cut,
    mend: async () => void (await listen(server, ownPort)),
    close: async () => {
      if (server.listening) await cut()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
