import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser } from './browser.ts'
import { addContact, editDeal, shownDeals, shownStatus } from './deals-page.ts'

const soon = { timeout: 20_000, interval: 100 }

test('an amount that changed on both sides waits for a person, who keeps theirs', async () => {
  const { account, browser, page } = await openList()
  const deal = account.dealToSend()
  await browser.setOffline(true)
  await editDeal(page, deal, { amount: '5000', stage: 'Contract sent' })
  account.emulator.account.update('deals', deal, { amount: '6000' })
  await browser.setOffline(false)

  const parked = page.getByRole('region', { name: 'Waiting for you' })
  await parked.getByRole('button', { name: 'Keep my amount' }).click()
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ pending: '0', parked: '0' })
  await parked.waitFor({ state: 'detached' })
  expect(account.deal(deal)).toMatchObject({ amount: '5000', dealstage: 'contractsent' })
  expect(browser.complaints).toEqual([])
})

test('a new contact whose email HubSpot knows already can be linked to the record there', async () => {
  const { account, browser, page } = await openList()
  const deal = account.dealToSend()
  const known = account.emulator.account.records('contacts').find(({ properties }) => properties['email'])
  const email = known?.properties['email'] ?? ''
  await browser.setOffline(true)
  await addContact(page, deal, { firstname: 'Known', lastname: 'Already', email })
  await browser.setOffline(false)

  const parked = page.getByRole('region', { name: 'Waiting for you' })
  await parked.getByRole('button', { name: 'Use the existing record' }).click()
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ pending: '0', parked: '0' })
  expect(account.emulator.account.partners('deals', deal, 'contacts').map(({ id }) => id)).toContain(known?.id)
  expect(
    account.emulator.account.records('contacts').filter(({ properties }) => properties['email'] === email),
  ).toHaveLength(1)
  // The browser's own word for HubSpot's refusal; no program can keep it from saying so.
  const refusal = 'error: Failed to load resource: the server responded with a status of 409 (Conflict)'
  expect(browser.complaints.filter((complaint) => complaint !== refusal)).toEqual([])
})

async function openList() {
  const account = createAccount()
  const playground = await startPlayground({ mode: 'preview', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser('chromium')
  onTestFinished(() => browser.close())
  const page = await browser.context.newPage()
  await page.goto(playground.url)
  await page.getByLabel('Owner').selectOption(account.owner)
  await expect
    .poll(async () => (await page.evaluate(shownDeals)).map(({ id }) => id), soon)
    .toEqual(account.openDeals())
  await expect.poll(async () => (await page.evaluate(shownStatus)).completeness, soon).toBe('Complete')
  return { account, browser, page }
}
