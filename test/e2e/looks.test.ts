import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startPlayground } from '@holdfast/playground/server'
import type { Page } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser } from './browser.ts'
import { addContact, editDeal } from './deals-page.ts'

const folder = fileURLToPath(new URL('../results/looks', import.meta.url))
const widths = [360, 1440]
const schemes = ['light', 'dark'] as const

test('the page fits its window at 360 and 1440 px, light and dark; pictures are left in test/results/looks', async () => {
  await mkdir(folder, { recursive: true })
  const account = createAccount()
  const playground = await startPlayground({ mode: 'preview', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser('chromium')
  onTestFinished(() => browser.close())
  const page = await browser.context.newPage()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(playground.url)
  await page.getByLabel('Owner').selectOption(account.owner)
  await page.locator('[data-deal]').first().waitFor()

  await takePictures(page, 'online')
  await browser.setOffline(true)
  const deal = account.dealToSend()
  await editDeal(page, deal, { amount: '12500', stage: 'Contract sent' })
  await addContact(page, deal, { firstname: 'Ada', lastname: 'Newcomer', email: 'ada.newcomer@example.com' })
  await takePictures(page, 'offline')
  expect(browser.complaints).toEqual([])
})

async function takePictures(page: Page, name: string): Promise<void> {
  for (const width of widths) {
    for (const colorScheme of schemes) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${folder}/${name}-list-${width}-${colorScheme}.png` })
      // Keyboard only: the first row, opened with Enter, closed with Escape.
      await page.locator('[data-deal] button').first().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.screenshot({ path: `${folder}/${name}-deal-${width}-${colorScheme}.png` })
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(tooWide).toBe(false)
    }
  }
}
