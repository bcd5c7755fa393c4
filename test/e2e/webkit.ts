import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Readable } from 'node:stream'

/** WebKitGTK over plain WebDriver (https://www.w3.org/TR/webdriver2/): the few commands an end-to-end test needs. */
export interface WebKit {
  /** Closes the tab with whatever runs in it and opens an empty one. */
  renewTab(): Promise<void>
  goTo(url: string): Promise<void>
  reload(): Promise<void>
  /** What `script`, the body of a function, returns in the page; promises are waited for. */
  run<T>(script: string, ...args: readonly unknown[]): Promise<T>
  click(css: string): Promise<void>
  /** Empties the field and types into it. */
  type(css: string, text: string): Promise<void>
  close(): Promise<void>
}

const programs = {
  driver: '/usr/bin/WebKitWebDriver',
  browser: [
    '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
    '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  ].find((path) => existsSync(path)),
}

/** Starts WebKit with a screen in memory. Its automation sessions keep nothing when they end, but everything between tabs. */
export async function openWebKit(): Promise<WebKit> {
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
    const alwaysMatch = { 'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] } }
    const { sessionId } = await send<{ sessionId: string }>('POST', `${origin}/session`, {
      capabilities: { alwaysMatch },
    })
    return commands(`${origin}/session/${sessionId}`, stop)
  } catch (error) {
    stop()
    throw error
  }
}

// https://www.w3.org/TR/webdriver2/#elements: the name under which an element crosses the wire.
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

function commands(base: string, stop: () => void): WebKit {
  const element = async (css: string) => {
    const found = await send<Record<string, string>>('POST', `${base}/element`, { using: 'css selector', value: css })
    return `${base}/element/${found[elementKey]}`
  }
  return {
    async renewTab() {
      // The new one first: a session ends with its last window.
      const { handle } = await send<{ handle: string }>('POST', `${base}/window/new`, { type: 'tab' })
      await send('DELETE', `${base}/window`)
      await send('POST', `${base}/window`, { handle })
    },
    goTo: async (url) => void (await send('POST', `${base}/url`, { url })),
    reload: async () => void (await send('POST', `${base}/refresh`, {})),
    run: (script, ...args) => send('POST', `${base}/execute/sync`, { script, args }),
    click: async (css) => void (await send('POST', `${await element(css)}/click`, {})),
    async type(css, text) {
      const field = await element(css)
      await send('POST', `${field}/clear`, {})
      await send('POST', `${field}/value`, { text })
    },
    async close() {
      // The driver takes its browser along, so a session that no longer answers needs no other end.
      await send('DELETE', base).catch(() => {})
      stop()
    },
  }
}

async function send<T>(method: string, url: string, body?: object): Promise<T> {
  const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(url, { method, ...init })
  const { value } = (await response.json()) as { value: T }
  if (!response.ok) throw new Error(`WebKitWebDriver: ${method} ${new URL(url).pathname}: ${JSON.stringify(value)}`)
  return value
}

async function untilReady(url: string, driver: ChildProcess): Promise<void> {
  const answers = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
  const deadline = Date.now() + 15_000
  while (!(await answers())) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode} before it was ready.`)
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
