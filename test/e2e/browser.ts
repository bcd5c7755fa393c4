import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, firefox, type BrowserContext } from 'playwright'
import { chromium as installedChromium, firefox as installedFirefox } from '../browsers/programs.ts'

export type Engine = 'chromium' | 'firefox'

/** A browser with a profile of its own on disk, so that what it kept can be found again after it was closed. */
export interface Browser {
  readonly context: BrowserContext
  /** What any page, worker or service worker complained about, but for the browser's own word that there is no network. */
  readonly complaints: readonly string[]
  /** The real switch: the browser's network, for pages and workers. */
  setOffline(offline: boolean): Promise<void>
  /** Ends the program and starts it again on the same profile, with the network as it was. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts a browser on an empty profile. */
export async function openBrowser(engine: Engine): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), `holdfast-${engine}-`))
  const complaints: string[] = []
  let isOffline = false
  let context = await start()

  async function start(): Promise<BrowserContext> {
    const started = await { chromium, firefox }[engine].launchPersistentContext(profile, {
      ...{ chromium: installedChromium, firefox: installedFirefox }[engine],
      viewport: { width: 1280, height: 900 },
      offline: isOffline,
    })
    started.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      // Chromium writes this line for every request that fails offline; no program can keep it from doing so.
      if (isOffline && message.text() === 'Failed to load resource: net::ERR_INTERNET_DISCONNECTED') return
      complaints.push(`${message.type()}: ${message.text()}`)
    })
    started.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`))
    return started
  }

  return {
    get context() {
      return context
    },
    complaints,
    async setOffline(offline) {
      // What was said while there was no network may be heard a little later.
      isOffline = true
      await context.setOffline(offline)
      isOffline = offline
    },
    async restart() {
      await context.close()
      context = await start()
    },
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
