import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser } from './browser.ts'
import { shownDeals, shownStatus } from './deals-page.ts'

const soon = { timeout: 30_000, interval: 100 }

test('what npm start serves shows the list, compiled on the fly, and keeps quiet under StrictMode', async () => {
  const account = createAccount()
  const playground = await startPlayground({ mode: 'dev', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser('chromium')
  onTestFinished(() => browser.close())
  const page = await browser.context.newPage()
  await page.goto(playground.url)
  await page.getByLabel('Owner').selectOption(account.owner)
  await expect
    .poll(async () => (await page.evaluate(shownDeals)).map(({ id }) => id), soon)
    .toEqual(account.openDeals())

  // A panel opens and closes by keyboard, and stays open although StrictMode mounts it twice.
  await page.locator('[data-deal] button').first().press('Enter')
  await page.getByRole('list', { name: 'Contacts of this deal' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.reload()
  await expect
    .poll(() => page.evaluate(shownStatus), soon)
    .toMatchObject({ source: 'From this device, no request', completeness: 'Complete' })
  expect(browser.complaints).toEqual([])
})
