import type { Account } from '../account/index.ts'
import { activityShares, makeActivities } from './activities.ts'
import { expectedCommerce, makeCommerce } from './commerce.ts'
import { makeCompanies } from './companies.ts'
import { makeContacts } from './contacts.ts'
import { makeDeals } from './deals.ts'
import { makeFieldWork } from './field-work.ts'
import { makeLeads } from './leads.ts'
import { expectedOrganisation, makeOrganisation } from './organisation.ts'
import { makeService } from './service.ts'
import { createDemoWriter, type DemoProgress } from './writer.ts'

/** How much demo data to make; companies are a tenth of the contacts and deals a fifth unless stated, everything else follows from these. */
export interface DemoSize {
  readonly contacts?: number
  readonly companies?: number
  readonly deals?: number
}

/**
 * Fills an account with a sales organisation's records around the clock's now: companies, their people, deals of which about 60 % are open,
 * and what people did, reported, bought and paid. The same seed and time give the same records; search knows them at once. `report` hears
 * now and then how far it is; the total is an estimate until the last report.
 */
export function seedDemo(account: Account, size: DemoSize = {}, report?: (progress: DemoProgress) => void): void {
  const counts = countsOf(size)
  account.associationTypes.defineLabel('deals', 'contacts', { label: 'Decision maker' })
  const writer = createDemoWriter(account, expectedTotal(account, counts), report)
  const companies = makeCompanies(writer, counts.companies)
  const people = makeContacts(writer, counts.contacts, companies)
  const deals = makeDeals(writer, counts.deals, companies)
  makeActivities(writer, counts.activities, people, deals)
  makeService(writer, counts.service, people)
  makeLeads(writer, counts.leads, people)
  makeCommerce(writer, deals)
  makeFieldWork(writer, counts.fieldWork, people)
  makeOrganisation(writer)
  writer.finish()
}

function countsOf(size: DemoSize) {
  const contacts = size.contacts ?? 2_000
  const share = (part: number): number => Math.ceil(contacts * part)
  return {
    contacts,
    companies: size.companies ?? share(0.1),
    deals: size.deals ?? share(0.2),
    activities: mapValues(activityShares, share),
    service: { tickets: share(0.05), feedback_submissions: share(0.01) },
    leads: share(0.04),
    fieldWork: share(0.002),
  }
}

function expectedTotal(account: Account, counts: ReturnType<typeof countsOf>): number {
  const { contacts, companies, deals, activities, service, leads, fieldWork } = counts
  const done = Object.values({ ...activities, ...service }).reduce((sum, count) => sum + count, 0)
  const sold = expectedCommerce(deals) + expectedOrganisation(account)
  return contacts + companies + deals + done + leads + sold + 5 * fieldWork
}

function mapValues<Name extends string>(
  object: Readonly<Record<Name, number>>,
  map: (value: number) => number,
): Record<Name, number> {
  return Object.fromEntries(Object.entries<number>(object).map(([name, value]) => [name, map(value)])) as Record<
    Name,
    number
  >
}
