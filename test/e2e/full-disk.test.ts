import type { Emulator } from '@holdfast/emulator'
import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser } from './browser.ts'
import { editDeal, shownDeals, shownStatus } from './deals-page.ts'

const soon = { timeout: 20_000, interval: 100 }
const noRoom = 'The device has no room left for this.'

test('a disk that is full in the middle of a load loses nothing: what is shown is right, what cannot be kept is refused, and with room again all goes on', async () => {
  const account = createAccount()
  let beforeSearch = async (): Promise<void> => undefined
  const emulator: Emulator = {
    ...account.emulator,
    async fetch(request) {
      if (request.url.endsWith('/deals/search')) await beforeSearch()
      return account.emulator.fetch(request)
    },
  }
  const playground = await startPlayground({ mode: 'preview', port: 0, emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser('chromium')
  onTestFinished(() => browser.close())
  const page = await browser.context.newPage()
  const protocol = await browser.context.newCDPSession(page)
  const { origin } = new URL(playground.url)
  // Chromium believes for half a minute what room it found, so there must not be much to begin with.
  await protocol.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000_000 })
  await page.goto(playground.url)
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ completeness: 'Complete' })
  const listed = async () => (await page.evaluate(shownDeals)).map(({ id }) => id)
  const shown = async (id: string) => (await page.evaluate(shownDeals)).find((deal) => deal.id === id)

  // The pages are on their way when the disk fills.
  let searches = 0
  beforeSearch = async () => {
    if (searches++ === 0) await page.evaluate(fillDisk)
  }
  await page.getByLabel('Owner').selectOption(account.owner)
  await expect.poll(listed, soon).toEqual(account.openDeals())
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ completeness: 'Complete' })
  expect(searches).toBeGreaterThan(0)
  await expect.poll(() => page.locator('.news').textContent(), soon).toContain(noRoom)

  // What made room for the list goes, too.
  await page.evaluate(fillDisk)
  const deal = account.dealToSend()
  const before = await shown(deal)
  const mark = account.emulator.audit().length
  const saving = editDeal(page, deal, { amount: '9191', stage: 'Contract sent' }).catch(() => undefined)
  await expect.poll(() => page.getByRole('alert').textContent(), soon).toContain(noRoom)
  await page.keyboard.press('Escape')
  await saving
  expect([await shown(deal), (await page.evaluate(shownStatus)).pending]).toEqual([before, '0'])
  expect(account.writesSince(mark)).toEqual([])

  await protocol.send('Storage.overrideQuotaForOrigin', { origin })
  await editDeal(page, deal, { amount: '9292', stage: 'Contract sent' })
  await expect.poll(() => account.deal(deal), soon).toMatchObject({ amount: '9292', dealstage: 'contractsent' })
  await expect.poll(() => shown(deal), soon).toMatchObject({ amount: '9,292', pending: false })
  await page.reload()
  await expect.poll(listed, soon).toEqual(account.openDeals())
  await expect.poll(() => shown(deal), soon).toMatchObject({ amount: '9,292', stage: 'Contract sent', pending: false })
  expect(account.writesSince(mark).map(({ kind, id }) => `${kind} ${id}`)).toEqual([`update ${deal}`])
  expect(browser.complaints).toEqual([])
})

/** Writes into a database of its own until nothing more goes in. Runs in the page. */
async function fillDisk(): Promise<void> {
  const opening = indexedDB.open('somebody else’s')
  opening.onupgradeneeded = () => opening.result.createObjectStore('junk', { autoIncrement: true })
  const database = await new Promise<IDBDatabase>((resolve) => {
    opening.onsuccess = () => resolve(opening.result)
  })
  const isTaken = (size: number): Promise<boolean> =>
    new Promise((resolve) => {
      const transaction = database.transaction('junk', 'readwrite')
      // Random, or it would be stored in less.
      const junk = new Uint8Array(size)
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(junk.subarray(at, at + 65_536))
      transaction.objectStore('junk').add(junk)
      transaction.oncomplete = () => resolve(true)
      transaction.onabort = () => resolve(false)
    })
  for (let size = 4_000_000; size >= 500;) if (!(await isTaken(size))) size /= 4
  database.close()
}
