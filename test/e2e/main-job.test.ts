import { startPlayground } from '@holdfast/playground/server'
import type { Page } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { openBrowser, type Engine } from './browser.ts'
import { addContact, contactsInPanel, editDeal, shownDeals, shownFigures, shownStatus } from './deals-page.ts'

// One sequence, as one person would live it: each step stands on the one before.
const engines: readonly Engine[] = ['chromium', 'firefox']
const soon = { timeout: 20_000, interval: 100 }

test.each(engines)('the main job, end to end, in %s: cold, warm, live, offline, and back', async (engine) => {
  const account = createAccount()
  const playground = await startPlayground({ mode: 'preview', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const browser = await openBrowser(engine)
  onTestFinished(() => browser.close())

  // Cold: nothing is here, so HubSpot's search is asked.
  let page = await openPage()
  await expectList(page)
  await expect
    .poll(() => page.evaluate(shownStatus), soon)
    .toMatchObject({ source: 'From HubSpot', completeness: 'Complete' })
  await expectFigures(page)
  expect(Number((await page.evaluate(shownStatus)).requests)).toBeGreaterThan(0)
  const coldSearches = account.listSearches()
  expect(coldSearches).toBeGreaterThan(0)
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))

  // Warm: a reload shows the same list from this device, at first as it was left, then as the engine knows it.
  await page.reload()
  await expectList(page)
  await expect
    .poll(() => page.evaluate(shownStatus), soon)
    .toMatchObject({ source: 'From this device, no request', completeness: 'Complete' })
  await expectFigures(page)
  expect(account.listSearches()).toBe(coldSearches)

  // Live: what another client does arrives without a reload. Rows move, leave and enter.
  const loadedAt = await page.evaluate(() => performance.timeOrigin)
  for (const change of ['Change a deal', 'Win one', 'Hand one over']) {
    const before = account.openDeals()
    await page.getByRole('button', { name: change }).click()
    await expect.poll(() => account.openDeals(), soon).not.toEqual(before)
    await expectList(page)
    await expectFigures(page)
  }
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loadedAt)
  expect(account.listSearches()).toBe(coldSearches)

  // Offline: the browser's network is off, and work goes on.
  const deal = account.dealToSend()
  const listed = account.openDeals()
  const mark = account.emulator.audit().length
  await browser.setOffline(true)
  await editDeal(page, deal, { amount: '4711.5', stage: 'Contract sent' })
  await addContact(page, deal, { firstname: 'Ada', lastname: 'Newcomer', email: 'ada.newcomer@example.com' })
  await expectPending(page)

  // The tab is closed and opened again, then the whole browser, still without a network.
  await page.close()
  page = await openPage()
  await expectPending(page)
  await browser.restart()
  page = await openPage()
  await expectPending(page)
  expect(account.writesSince(mark)).toEqual([])

  // Online: everything goes out once, in order, the association with the contact's real id.
  await browser.setOffline(false)
  await expect.poll(() => page.evaluate(shownStatus), soon).toMatchObject({ pending: '0', parked: '0' })
  const writes = account.writesSince(mark)
  const contact = writes.find(({ kind }) => kind === 'create')?.id ?? ''
  expect(contact).toMatch(/^\d+$/)
  expect(writes.map(({ kind, objectType, id }) => `${kind} ${objectType} ${id}`).sort()).toEqual(
    [`associate deals ${deal}`, `create contacts ${contact}`, `update deals ${deal}`].sort(),
  )
  expect(writes.findIndex(({ kind }) => kind === 'create')).toBeLessThan(
    writes.findIndex(({ kind }) => kind === 'associate'),
  )
  expect(writes.find(({ kind }) => kind === 'create')?.properties).toEqual({
    firstname: 'Ada',
    lastname: 'Newcomer',
    email: 'ada.newcomer@example.com',
  })
  expect(writes.find(({ kind }) => kind === 'associate')?.to).toMatchObject({ objectType: 'contacts', id: contact })
  const sent = { amount: '4711.5', dealstage: 'contractsent' }
  expect(writes.find(({ kind }) => kind === 'update')?.properties).toEqual(sent)
  expect(account.deal(deal)).toMatchObject(sent)
  const sameEmail = account.emulator.account
    .records('contacts')
    .filter(({ properties }) => properties['email'] === 'ada.newcomer@example.com')
  expect(sameEmail.map(({ id }) => id)).toEqual([contact])
  await expectList(page)
  await expect.poll(() => marks(page), soon).toEqual([])
  expect(browser.complaints).toEqual([])

  async function openPage(): Promise<Page> {
    const opened = await browser.context.newPage()
    await opened.goto(playground.url)
    await opened.getByLabel('Owner').selectOption(account.owner)
    return opened
  }

  async function expectList(shown: Page): Promise<void> {
    await expect
      .poll(async () => (await shown.evaluate(shownDeals)).map(({ id }) => id), soon)
      .toEqual(account.openDeals())
  }

  async function expectFigures(shown: Page): Promise<void> {
    await expect.poll(() => shown.evaluate(shownFigures), soon).toEqual(account.openFigures())
  }

  async function expectPending(shown: Page): Promise<void> {
    await expect
      .poll(async () => (await shown.evaluate(shownDeals)).find(({ id }) => id === deal), soon)
      .toMatchObject({ amount: '4,711.50', stage: 'Contract sent', pending: true })
    expect((await shown.evaluate(shownDeals)).map(({ id }) => id)).toEqual(listed)
    await expect.poll(async () => (await shown.evaluate(shownStatus)).pending, soon).toBe('3')
    expect(await contactsInPanel(shown, deal)).toContainEqual(expect.stringMatching(/^Ada Newcomer.*pending/))
  }
})

function marks(page: Page): Promise<string[]> {
  return page.locator('.pending').allTextContents()
}
