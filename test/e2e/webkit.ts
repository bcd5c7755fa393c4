import { webkit } from '../browsers/programs.ts'
import { openWebDriver, type WebDriver } from '../browsers/webdriver.ts'

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

/** Starts WebKit. Its automation sessions keep nothing when they end, but everything between tabs. */
export async function openWebKit(): Promise<WebKit> {
  if (webkit === undefined) throw new Error('No WebKitGTK here: "node .ci/bootstrap.mjs --browsers" installs it.')
  return commands(await openWebDriver(webkit))
}

// https://www.w3.org/TR/webdriver2/#elements: the name under which an element crosses the wire.
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

function commands({ send, close }: WebDriver): WebKit {
  const element = async (css: string) => {
    const found = (await send('POST', '/element', { using: 'css selector', value: css })) as Record<string, string>
    return `/element/${found[elementKey]}`
  }
  return {
    async renewTab() {
      // The new one first: a session ends with its last window.
      const { handle } = (await send('POST', '/window/new', { type: 'tab' })) as { handle: string }
      await send('DELETE', '/window')
      await send('POST', '/window', { handle })
    },
    goTo: async (url) => void (await send('POST', '/url', { url })),
    reload: async () => void (await send('POST', '/refresh', {})),
    run: async <T>(script: string, ...args: readonly unknown[]) =>
      (await send('POST', '/execute/sync', { script, args })) as T,
    click: async (css) => void (await send('POST', `${await element(css)}/click`, {})),
    async type(css, text) {
      const field = await element(css)
      await send('POST', `${field}/clear`, {})
      await send('POST', `${field}/value`, { text })
    },
    close,
  }
}
