import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser } from './browser.ts'

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
  await page.locator('[data-deal]').first().waitFor()

  for (const width of widths) {
    for (const colorScheme of schemes) {
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: `${folder}/list-${width}-${colorScheme}.png` })
      // Keyboard only: the first row, opened with Enter, closed with Escape.
      await page.locator('[data-deal] button').first().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.screenshot({ path: `${folder}/deal-${width}-${colorScheme}.png` })
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(tooWide).toBe(false)
    }
  }
  expect(browser.complaints).toEqual([])
})
