import type { JSHandle, Page } from 'playwright'
import { startPlayground } from '@holdfast/playground/server'
import { expect, onTestFinished, test } from 'vitest'
import type { crm } from '../../playground/src/crm.ts'
import { createAccount } from './account.ts'
import { openBrowser, type Engine } from './browser.ts'

const soon = { timeout: 30_000, interval: 100 }
const engines: readonly Engine[] = ['chromium', 'firefox']

test.each(engines)(
  '[CL13] in %s, what is pinned is whole after a restart without HubSpot, and another tab lets it go',
  async (engine) => {
    const account = createAccount()
    // The development server gives tests the modules that its page has.
    const playground = await startPlayground({ mode: 'dev', port: 0, emulator: account.emulator })
    onTestFinished(() => playground.close())
    const browser = await openBrowser(engine)
    onTestFinished(() => browser.close())
    const page = await browser.context.newPage()
    await page.goto(playground.url)
    await page.evaluate((crm) => crm.pin('closed', crm.deals.where('hs_is_closed', 'eq', true)), await crmOf(page))
    const closed = account.emulator.account
      .records('deals')
      .filter((deal) => deal.properties['hs_is_closed'] === 'true')
    const pinned = [{ name: 'closed', completeness: 'complete', records: closed.length }]
    await expect.poll(() => pinsOf(page), soon).toEqual(pinned)

    await browser.context.route(`${playground.url}crm/**`, (route) => route.abort())
    await page.reload()
    await expect.poll(() => pinsOf(page), soon).toEqual(pinned)
    const answered = page.evaluate(
      async (crm) => {
        const { completeness, rows } = await crm.deals.where('hs_is_closed', 'eq', true).select('dealname').get()
        return { completeness, rows: rows.length }
      },
      await crmOf(page),
    )
    expect(await answered).toEqual({ completeness: 'complete', rows: closed.length })

    const other = await browser.context.newPage()
    await other.goto(playground.url)
    await expect.poll(() => pinsOf(other), soon).toEqual(pinned)
    await other.evaluate((crm) => crm.unpin('closed'), await crmOf(other))
    await expect.poll(() => pinsOf(page), soon).toEqual([])
  },
)

type Crm = typeof crm

/** The page's own account. */
async function crmOf(page: Page): Promise<JSHandle<Crm>> {
  return page.evaluateHandle<Crm>("import('/src/crm.ts').then(({ crm }) => crm)")
}

async function pinsOf(page: Page): Promise<readonly object[]> {
  return page.evaluate(pinsNow, await crmOf(page))
}

/** Runs in the page. */
async function pinsNow(crm: Crm): Promise<readonly object[]> {
  return new Promise((resolve) => {
    const subscription = crm.pins().subscribe((pins) => {
      resolve(pins.map(({ name, completeness, records }) => ({ name, completeness, records })))
      setTimeout(() => subscription.unsubscribe())
    })
  })
}
