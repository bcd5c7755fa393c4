import type { Page } from 'playwright'

/** A deal as the page shows it. */
export interface ShownDeal {
  readonly id: string
  readonly name: string
  readonly stage: string
  readonly amount: string
  /** Is the deal itself marked, or only somebody in it? */
  readonly pending: boolean
  /** Names, with ` pending` behind those that are marked. */
  readonly contacts: readonly string[]
}

/** The deals shown, from top to bottom. Runs in the page; WebKit gets it as text, so it stands alone. */
export function shownDeals(): ShownDeal[] {
  const text = (root: Element, css: string) => root.querySelector(css)?.textContent ?? ''
  return [...document.querySelectorAll('[data-deal]')].map((item) => ({
    id: item.getAttribute('data-deal') ?? '',
    name: text(item, '.deal-name .strong'),
    stage: text(item, '.deal-stage'),
    amount: text(item, '.deal-amount'),
    pending: item.querySelector('.deal-name .pending') !== null,
    contacts: [...item.querySelectorAll('.person')].map((person) =>
      [...person.childNodes].map((node) => node.textContent).join(' '),
    ),
  }))
}

/** What the status bar says. Runs in the page. */
export function shownStatus(): Readonly<
  Record<'source' | 'completeness' | 'rows' | 'requests' | 'pending' | 'parked', string>
> {
  const read = (id: string) => document.querySelector(`[data-testid="${id}"]`)?.textContent ?? ''
  return {
    source: read('source'),
    completeness: read('completeness'),
    rows: read('fact-rows'),
    requests: read('fact-requests'),
    pending: read('fact-pending'),
    parked: read('fact-parked'),
  }
}

/** The figures above the list; null until they are there. Runs in the page. */
export function shownFigures(): { readonly deals: number; readonly amount: number } | null {
  const text = document.querySelector('[data-testid="figures"]')?.textContent ?? ''
  const [, deals, amount] = /^(\d+) for ([\d,.]+)$/.exec(text) ?? []
  return deals === undefined || amount === undefined
    ? null
    : { deals: Number(deals), amount: Number(amount.replaceAll(',', '')) }
}

/** Puts other values into the deal's fields and saves. */
export async function editDeal(
  page: Page,
  id: string,
  change: { readonly amount: string; readonly stage: string },
): Promise<void> {
  await openDeal(page, id)
  const form = page.getByRole('form', { name: 'Deal' })
  // Typed as a person would: Playwright's `fill` leaves what is in a number field of Firefox.
  await form.getByLabel('Amount').press('ControlOrMeta+a')
  await form.getByLabel('Amount').pressSequentially(change.amount)
  await form.getByLabel('Stage').selectOption({ label: change.stage })
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Creates a contact that takes part in the deal. */
export async function addContact(
  page: Page,
  id: string,
  contact: { readonly firstname: string; readonly lastname: string; readonly email: string },
): Promise<void> {
  await openDeal(page, id)
  const form = page.getByRole('form', { name: 'New contact' })
  await form.getByLabel('First name').fill(contact.firstname)
  await form.getByLabel('Last name').fill(contact.lastname)
  await form.getByLabel('Email').fill(contact.email)
  await form.getByRole('button', { name: 'Add contact' }).click()
  await form.getByText('is saved on this device').waitFor()
  await closeDeal(page)
}

/** The people the deal's own panel shows, by the text of their entries. */
export async function contactsInPanel(page: Page, id: string): Promise<string[]> {
  await openDeal(page, id)
  const people = page.getByRole('list', { name: 'Contacts of this deal' })
  await people.getByRole('listitem').first().waitFor()
  const entries = await people.getByRole('listitem').allTextContents()
  await closeDeal(page)
  return entries
}

async function openDeal(page: Page, id: string): Promise<void> {
  await page.locator(`[data-deal="${id}"] button`).click()
  await page.getByRole('dialog').waitFor()
}

async function closeDeal(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
