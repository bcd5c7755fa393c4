import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser, type Engine } from './browser.ts'
import { shownDeals, shownFigures, shownStatus } from './deals-page.ts'

const soon = { timeout: 30_000, interval: 100 }
const engines: readonly Engine[] = ['chromium', 'firefox']

test.each(engines)('[CL9] in %s, the list that was left is there before the worker is, and says so', async (engine) => {
  const account = createAccount()
  // The development server has no service worker, which would answer for the worker's script.
  const playground = await startPlayground({ mode: 'dev', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser(engine)
  onTestFinished(() => browser.close())
  let letWorkerStart: () => void = () => undefined
  let workerMayStart: Promise<void> = Promise.resolve()
  await browser.context.route('**/*worker*', async (route) => {
    await workerMayStart
    await route.continue()
  })
  const page = await browser.context.newPage()
  await page.goto(playground.url)
  await page.getByLabel('Owner').selectOption(account.owner)
  const listed = async () => (await page.evaluate(shownDeals)).map(({ id }) => id)
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ completeness: 'Complete' })
  await expect.poll(listed, soon).toEqual(account.openDeals())
  // What is shown is written down a moment later: the list, and the figures above it.
  await expect
    .poll(async () => (await page.evaluate(storedQueries)).filter((key) => key.includes(account.owner)).length, soon)
    .toBe(2)

  workerMayStart = new Promise((resolve) => (letWorkerStart = resolve))
  await page.reload()
  await expect.poll(listed, soon).toEqual(account.openDeals())
  expect(await page.evaluate(shownStatus)).toMatchObject({
    source: 'As you left it',
    completeness: 'Only what is on this device: loading',
  })
  expect(await page.evaluate(shownFigures)).toEqual(account.openFigures())
  expect(await page.locator('.badge').textContent()).toBe('Starting')

  letWorkerStart()
  await expect
    .poll(() => page.evaluate(shownStatus), soon)
    .toMatchObject({ source: 'From this device, no request', completeness: 'Complete' })
  expect(await listed()).toEqual(account.openDeals())
  expect(browser.complaints).toEqual([])
})

/** The keys of the queries whose results are stored. Runs in the page. */
async function storedQueries(): Promise<string[]> {
  const databases = await indexedDB.databases()
  const name = databases.map((database) => database.name ?? '').find((each) => each.includes(':cache:')) ?? ''
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    opening.onsuccess = () => {
      const reading = opening.result.transaction('shown').objectStore('shown').getAllKeys()
      reading.onsuccess = () => {
        opening.result.close()
        resolve(reading.result.map(String))
      }
    }
  })
}
