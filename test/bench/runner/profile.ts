import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as driver, type BrowserContext, type Page } from 'playwright'
import { chromium } from '../../browsers/programs.ts'

/** A browser profile on disk, opened by one browser process after the other. */
export interface Profile {
  /** Starts a browser, opens the address in it, does the work and ends the browser, whatever happens; rejects when it takes longer than the deadline. */
  visit<T>(url: string, work: (page: Page) => Promise<T>, deadlineMs: number): Promise<T>
  /** Bytes of the databases and files that pages have stored. */
  storedBytes(): number
  remove(): void
}

/** A new empty profile. Port and profile together are an origin's storage, so the site must keep its port. */
export function createProfile(): Profile {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  return {
    async visit(url, work, deadlineMs) {
      const context = await launch(directory)
      try {
        const page = context.pages()[0] ?? (await context.newPage())
        page.on('pageerror', (error) => console.error(`  page: ${error.message}`))
        if (process.env['BENCH_CONSOLE'] !== undefined) page.on('console', (line) => console.error(`  ${line.text()}`))
        await page.goto(url)
        return await withDeadline(work(page), deadlineMs)
      } finally {
        await context.close()
      }
    },
    storedBytes: () =>
      ['IndexedDB', 'File System'].reduce((sum, name) => sum + bytesIn(join(directory, 'Default', name)), 0),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${deadlineMs / 1_000} s`)), deadlineMs)
  })
  // The loser of the race fails when the browser ends under it.
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function launch(directory: string): Promise<BrowserContext> {
  return driver.launchPersistentContext(directory, {
    ...chromium,
    // Without it Chromium waits up to 20 s for a garbage collection of its own before it tells the memory.
    args: [...(chromium.args ?? []), '--enable-blink-features=ForceEagerMeasureMemory'],
  })
}

function bytesIn(path: string): number {
  const entry = statSync(path, { throwIfNoEntry: false })
  if (entry === undefined) return 0
  if (!entry.isDirectory()) return entry.size
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
}

/** Which browser measures. */
export async function browserVersion(): Promise<string> {
  const browser = await driver.launch(chromium)
  const version = `Chromium ${browser.version()} headless`
  await browser.close()
  return version
}
