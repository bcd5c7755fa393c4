import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'
import type { WebKitGtkPrograms } from './programs.ts'

/** A WebDriver session (https://www.w3.org/TR/webdriver2/). */
export interface WebDriver {
  /** Sends a command; `path` is below the session. */
  readonly send: (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>
  /** Ends session, browser and screen. */
  readonly close: () => Promise<void>
}

/** Starts WebKitGTK, which cannot run headless: without a `DISPLAY` it gets a screen that draws into memory. */
export async function openWebDriver(programs: WebKitGtkPrograms): Promise<WebDriver> {
  const screen = process.env['DISPLAY'] === undefined ? await startScreen() : undefined
  const port = await freePort()
  const driver = spawn(programs.driver, [`--port=${port}`, '--host=127.0.0.1'], {
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
      alwaysMatch: { 'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] } },
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
