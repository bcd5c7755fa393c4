import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { defineBrowserProvider } from '@vitest/browser'
import type { BrowserProviderOption, TestProject } from 'vitest/node'

declare module 'vitest/browser' {
  interface BrowserCommands {
    __vitest_viewport(size: { readonly width: number; readonly height: number }): Promise<void>
  }
}

/** Where the two programs of WebKitGTK are. */
export interface WebKitGtkOptions {
  /** The WebDriver server, Debian package `webkit2gtk-driver`. */
  readonly driver: string
  /** The browser it starts, which comes with the WebKitGTK library itself. */
  readonly browser: string
}

/**
 * WebKit for Vitest's browser mode, driven by WebDriver.
 *
 * Playwright's WebKit is a download of its own; the one Linux distributions ship speaks plain WebDriver, of which running
 * tests needs five commands (https://www.w3.org/TR/webdriver2/). It cannot run headless, so without a `DISPLAY` an X server
 * that draws into memory is started with it.
 */
export function webkitgtk(options: WebKitGtkOptions): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'webkitgtk',
    supportedBrowser: ['webkit'],
    options,
    providerFactory(project: TestProject) {
      let session: Promise<Session> | undefined
      // Vitest sets the size of the window through a command that each provider has to bring.
      project.browser?.registerCommand('__vitest_viewport', async (_context, size) => {
        await (await session)?.send('POST', '/window/rect', size)
      })
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        async openPage(_id: string, url: string) {
          session ??= openSession(options)
          await (await session).send('POST', '/url', { url })
        },
        async close() {
          // A session that never opened has told openPage so, and has cleaned up after itself.
          await session?.then(
            (opened) => opened.close(),
            () => {},
          )
        },
      }
    },
  })
}

interface Session {
  send(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown>
  close(): Promise<void>
}

async function openSession(options: WebKitGtkOptions): Promise<Session> {
  const screen = process.env['DISPLAY'] === undefined ? await startScreen() : undefined
  const port = await freePort()
  const driver = spawn(options.driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...(screen === undefined ? {} : { DISPLAY: screen.display }),
      // Containers forbid the namespaces its sandbox is made of; the pages it opens are our own.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    },
  })
  const stop = () => {
    driver.kill()
    screen?.process.kill()
  }
  try {
    const origin = `http://127.0.0.1:${port}`
    await untilReady(`${origin}/status`, driver)
    const capabilities = {
      alwaysMatch: { 'webkitgtk:browserOptions': { binary: options.browser, args: ['--automation'] } },
    }
    const { sessionId } = (await send('POST', `${origin}/session`, { capabilities })) as { sessionId: string }
    const base = `${origin}/session/${sessionId}`
    return {
      send: (method, path, body) => send(method, base + path, body),
      async close() {
        // The driver takes its browser along, so a session that no longer answers needs no other end.
        await send('DELETE', base).catch(() => {})
        stop()
      },
    }
  } catch (error) {
    stop()
    throw error
  }
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(url, { method, ...init })
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) throw new Error(`WebKitWebDriver: ${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`)
  return value
}

async function untilReady(url: string, driver: ChildProcess): Promise<void> {
  const deadline = Date.now() + 15_000
  for (;;) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode} before it was ready.`)
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return
    if (Date.now() > deadline) throw new Error('WebKitWebDriver did not answer within 15 s.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Xvfb chooses a free display itself and names it on file descriptor 3. */
function startScreen(): Promise<{ readonly process: ChildProcess; readonly display: string }> {
  const process = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    process.once('error', reject)
    process.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it named its display.`)))
    const named = process.stdio[3] as Readable
    named.once('data', (text: Buffer) => resolve({ process, display: `:${text.toString().trim()}` }))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
