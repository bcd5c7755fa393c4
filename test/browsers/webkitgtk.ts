import { defineBrowserProvider } from '@vitest/browser'
import type { BrowserProviderOption, TestProject } from 'vitest/node'
import type { WebKitGtkPrograms } from './programs.ts'
import { openWebDriver, type WebDriver } from './webdriver.ts'

declare module 'vitest/browser' {
  interface BrowserCommands {
    __vitest_viewport(size: { readonly width: number; readonly height: number }): Promise<void>
  }
}

/**
 * WebKit for Vitest's browser mode, driven by WebDriver.
 *
 * Playwright's WebKit is a download of its own; the one Linux distributions ship speaks plain WebDriver, of which running
 * tests needs five commands (https://www.w3.org/TR/webdriver2/). It cannot run headless, so without a `DISPLAY` an X server
 * that draws into memory is started with it.
 */
export function webkitgtk(options: WebKitGtkPrograms): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'webkitgtk',
    supportedBrowser: ['webkit'],
    options,
    providerFactory(project: TestProject) {
      let session: Promise<WebDriver> | undefined
      // Vitest sets the size of the window through a command that each provider has to bring.
      project.browser?.registerCommand('__vitest_viewport', async (_context, size) => {
        await (await session)?.send('POST', '/window/rect', size)
      })
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        async openPage(_id: string, url: string) {
          session ??= openWebDriver(options)
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
