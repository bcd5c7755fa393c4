import { existsSync } from 'node:fs'
import type { LaunchOptions } from 'playwright'

/** How Playwright starts Debian's Chromium. */
export const chromium: LaunchOptions & { readonly executablePath: string } = {
  executablePath: '/usr/bin/chromium',
  // Root cannot use the sandbox; the rest keeps the browser from calling home while tests run.
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

/** How Playwright starts Debian's Firefox: the stock build over WebDriver BiDi; plain `firefox` would be Playwright's own download. */
export const firefox: LaunchOptions & { readonly executablePath: string } = {
  channel: 'moz-firefox',
  executablePath: '/usr/bin/firefox-esr',
}

/** The two programs of WebKitGTK. */
export interface WebKitGtkPrograms {
  /** The WebDriver server, Debian package `webkit2gtk-driver`. */
  readonly driver: string
  /** The browser it starts, which comes with the WebKitGTK library itself. */
  readonly browser: string
}

/** WebKitGTK as Debian installs it; undefined where it is not. */
export const webkit: WebKitGtkPrograms | undefined = webkitPrograms()

function webkitPrograms(): WebKitGtkPrograms | undefined {
  const driver = '/usr/bin/WebKitWebDriver'
  const browser = ['x86_64', 'aarch64']
    .map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path))
  return browser === undefined || !existsSync(driver) ? undefined : { driver, browser }
}
