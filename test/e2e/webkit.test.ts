import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from './account.ts'
import { shownDeals, shownStatus } from './deals-page.ts'
import { openLine } from './line.ts'
import { openWebKit } from './webkit.ts'

const soon = { timeout: 20_000, interval: 100 }

// WebDriver here has no switch for the network and no console: the line is cut in front of the server, and complaints are collected in the page.
test('the main job in WebKit: cold, warm, and offline behind a cut line, through a closed and reopened tab', async () => {
  const account = createAccount()
  const playground = await startPlayground({ mode: 'preview', port: 0, emulator: account.emulator })
  onTestFinished(() => playground.close())
  const line = await openLine(playground.url)
  onTestFinished(() => line.close())
  const webkit = await openWebKit()
  onTestFinished(() => webkit.close())
  const deals = () => webkit.run<ReturnType<typeof shownDeals>>(`return (${String(shownDeals)})()`)
  const status = () => webkit.run<ReturnType<typeof shownStatus>>(`return (${String(shownStatus)})()`)
  const complaints: string[] = []

  // Cold.
  await open()
  await expectList()
  await expect.poll(status, soon).toMatchObject({ source: 'From HubSpot', completeness: 'Complete' })
  const coldSearches = account.listSearches()
  expect(coldSearches).toBeGreaterThan(0)
  await webkit.run('return navigator.serviceWorker.ready.then(() => null)')

  // Warm.
  await collect()
  await webkit.reload()
  await listen()
  await expectList()
  await expect.poll(status, soon).toMatchObject({ source: 'From this device, no request', completeness: 'Complete' })
  expect(account.listSearches()).toBe(coldSearches)

  // Offline.
  const deal = account.openDeals()[2] ?? ''
  const mark = account.emulator.audit().length
  await line.cut()
  await webkit.click(`[data-deal="${deal}"] button`)
  await webkit.type('form[aria-label="Deal"] [name=amount]', '777')
  await webkit.click('form[aria-label="Deal"] button')
  await expect.poll(() => webkit.run('return document.querySelector("dialog") === null'), soon).toBe(true)
  await webkit.click(`[data-deal="${deal}"] button`)
  await webkit.type('form[aria-label="New contact"] [name=firstname]', 'Ada')
  await webkit.type('form[aria-label="New contact"] [name=lastname]', 'Newcomer')
  await webkit.type('form[aria-label="New contact"] [name=email]', 'ada.newcomer@example.com')
  await webkit.click('form[aria-label="New contact"] button')
  await expectPending()
  await collect()
  await webkit.renewTab()
  await open()
  await expectPending()
  expect(account.writesSince(mark)).toEqual([])

  // Back.
  await line.mend()
  await expect.poll(status, soon).toMatchObject({ pending: '0', parked: '0' })
  const writes = account.writesSince(mark)
  const contact = writes.find(({ kind }) => kind === 'create')?.id ?? ''
  expect(writes.map(({ kind, objectType, id }) => `${kind} ${objectType} ${id}`).sort()).toEqual(
    [`associate deals ${deal}`, `create contacts ${contact}`, `update deals ${deal}`].sort(),
  )
  expect(account.deal(deal)['amount']).toBe('777')
  expect(account.emulator.account.partners('deals', deal, 'contacts').map(({ id }) => id)).toContain(contact)
  await expect.poll(async () => (await deals()).filter(({ pending }) => pending), soon).toEqual([])
  await collect()
  expect(complaints).toEqual([])

  async function open(): Promise<void> {
    await webkit.goTo(line.url)
    await listen()
    await expect.poll(() => webkit.run('return document.querySelector("label.owner select") !== null'), soon).toBe(true)
    await webkit.run(
      `const select = document.querySelector('label.owner select')
       Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(select, arguments[0])
       select.dispatchEvent(new Event('change', { bubbles: true }))`,
      account.owner,
    )
  }

  async function expectList(): Promise<void> {
    await expect.poll(async () => (await deals()).map(({ id }) => id), soon).toEqual(account.openDeals())
  }

  async function expectPending(): Promise<void> {
    await expect
      .poll(async () => (await deals()).find(({ id }) => id === deal), soon)
      .toMatchObject({ amount: '777', pending: true })
    await expect.poll(async () => (await status()).pending, soon).toBe('3')
  }

  /** From now on the page keeps its complaints. */
  async function listen(): Promise<void> {
    await webkit.run(
      `window.complaints = []
       for (const kind of ['error', 'warn']) console[kind] = (...args) => complaints.push(kind + ': ' + args.join(' '))
       addEventListener('error', (event) => complaints.push('uncaught: ' + event.message))
       addEventListener('unhandledrejection', (event) => complaints.push('uncaught: ' + event.reason))`,
    )
  }

  async function collect(): Promise<void> {
    complaints.push(...(await webkit.run<string[]>('return window.complaints')))
  }
})
