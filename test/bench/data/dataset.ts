import { chance, oneOf, shuffled } from './dice.ts'
import { words } from './words.ts'

/** One record as a program holds it that talked to HubSpot: flat, names as HubSpot has them, times as ISO text. */
export interface Contact {
  readonly id: string
  /** The record of the association, as a foreign key for peers that know no associations. */
  readonly companyId: string
  readonly firstname: string
  readonly lastname: string
  readonly salutation: string
  readonly email: string
  readonly phone: string
  readonly mobilephone: string
  readonly company: string
  readonly jobtitle: string
  readonly industry: string
  readonly address: string
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly country: string
  readonly website: string
  readonly lifecyclestage: string
  readonly hs_lead_status: string
  readonly hs_analytics_source: string
  readonly hs_language: string
  readonly twitterhandle: string
  readonly hubspot_owner_id: string
  readonly annualrevenue: number
  readonly num_notes: number
  readonly message: string
  readonly createdate: string
  readonly lastmodifieddate: string
  readonly hs_object_id: string
}

/** A company. */
export interface Company {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly city: string
  readonly industry: string
  readonly hubspot_owner_id: string
  readonly hs_lastmodifieddate: string
  readonly hs_object_id: string
}

/** A deal of one contact. */
export interface Deal {
  readonly id: string
  readonly contactId: string
  readonly dealname: string
  readonly amount: number
  readonly closedate: string
  readonly pipeline: string
  readonly dealstage: string
  readonly description: string
  readonly hubspot_owner_id: string
  readonly hs_lastmodifieddate: string
  readonly hs_object_id: string
}

/** What the object types hold, by name. */
export interface Tables {
  readonly contacts: Contact
  readonly companies: Company
  readonly deals: Deal
}

/** An object type of the data set. */
export type TableName = keyof Tables

/** All rows at once. */
export type Dataset = { readonly [T in TableName]: readonly Tables[T][] }

/** The tables in the order in which they are read in. */
export const tableNames: readonly TableName[] = ['companies', 'contacts', 'deals']

/** How many rows each table has for that many contacts. */
export function tableSizes(contacts: number): Readonly<Record<TableName, number>> {
  return { contacts, companies: contacts / 10, deals: contacts / 5 }
}

/** The row at that place of a table; pure, so page, worker and Node make the same rows without passing them around. */
export function rowAt<T extends TableName>(table: T, at: number, contacts: number): Tables[T] {
  // One maker per table: what `makers[table]` returns is `Tables[T]`, which the compiler cannot follow through the index.
  return makers[table](at, contacts) as Tables[T]
}

/** Rows `from` up to, not including, `to`. */
export function rowsBetween<T extends TableName>(table: T, from: number, to: number, contacts: number): Tables[T][] {
  const end = Math.min(to, tableSizes(contacts)[table])
  return Array.from({ length: Math.max(0, end - from) }, (_, offset) => rowAt(table, from + offset, contacts))
}

/** Everything in memory. */
export function makeDataset(contacts: number): Dataset {
  const all = <T extends TableName>(table: T): Tables[T][] => rowsBetween(table, 0, Infinity, contacts)
  return { contacts: all('contacts'), companies: all('companies'), deals: all('deals') }
}

/** The id of the row at that place. */
export function idAt(table: TableName, at: number): string {
  return String(firstId[table] + at)
}

/** The place of the row with that id. */
export function placeOf(table: TableName, id: string): number {
  return Number(id) - firstId[table]
}

const firstId = { contacts: 10_000_001, companies: 20_000_001, deals: 30_000_001 }
const makers = { contacts: contactAt, companies: companyAt, deals: dealAt }
const yearMs = 365 * 86_400_000
const begin = Date.UTC(2024, 0, 1)
const sentence =
  'Asked for a quote after the fair, wants delivery before summer, prefers to be called in the morning and knows our service team well'

function contactAt(at: number, contacts: number): Contact {
  const id = idAt('contacts', at)
  const firstname = oneOf(words.firstNames, at, 1)
  const second = chance(at, 2) < 0.25 ? ` ${oneOf(words.lastNames, at, 3)}` : ''
  const lastname = oneOf(words.lastNames, at, 4) + second
  const domain = `mail${Math.floor(chance(at, 5) * 5_000)}.example`
  return {
    id,
    companyId: idAt('companies', Math.floor(chance(at, 6) * tableSizes(contacts).companies)),
    firstname,
    lastname,
    salutation: oneOf(words.salutations, at, 7),
    email: `${firstname}.${at}@${domain}`.toLowerCase(),
    phone: `+1 555 ${String(1_000_000 + at)}`,
    mobilephone: `+1 777 ${String(2_000_000 + at)}`,
    company: oneOf(words.companies, at, 8),
    jobtitle: oneOf(words.jobTitles, at, 9),
    industry: oneOf(words.industries, at, 10),
    address: `${1 + (at % 900)} ${oneOf(words.lastNames, at, 11)} Street`,
    city: oneOf(words.cities, at, 12),
    state: oneOf(words.cities, at, 13),
    zip: String(10_000 + Math.floor(chance(at, 14) * 89_999)),
    country: oneOf(words.countries, at, 15),
    website: `https://www.${domain}/about`,
    lifecyclestage: oneOf(words.lifecycleStages, at, 16),
    hs_lead_status: oneOf(words.leadStatuses, at, 17),
    hs_analytics_source: oneOf(words.sources, at, 18),
    hs_language: oneOf(words.languages, at, 19),
    twitterhandle: `@${firstname.toLowerCase()}${at}`,
    hubspot_owner_id: oneOf(words.owners, at, 20),
    annualrevenue: Math.floor(chance(at, 21) * 1_000_000),
    num_notes: Math.floor(chance(at, 22) * 20),
    message: sentence.slice(0, 30 + Math.floor(chance(at, 23) * 100)),
    createdate: new Date(begin + Math.floor((at / contacts) * yearMs)).toISOString(),
    lastmodifieddate: spread(at, contacts),
    hs_object_id: id,
  }
}

function companyAt(at: number, contacts: number): Company {
  const id = idAt('companies', at)
  return {
    id,
    name: `${oneOf(words.companies, at, 31)} ${at}`,
    domain: `company${at}.example`,
    city: oneOf(words.cities, at, 32),
    industry: oneOf(words.industries, at, 33),
    hubspot_owner_id: oneOf(words.owners, at, 34),
    hs_lastmodifieddate: spread(at, tableSizes(contacts).companies),
    hs_object_id: id,
  }
}

function dealAt(at: number, contacts: number): Deal {
  const id = idAt('deals', at)
  const { deals } = tableSizes(contacts)
  return {
    id,
    contactId: idAt('contacts', Math.floor(chance(at, 41) * contacts)),
    dealname: `${oneOf(words.companies, at, 42)} ${oneOf(words.cities, at, 43)} ${at}`,
    amount: 1_000 + 5 * shuffled(at, deals),
    closedate: spread(deals - 1 - at, deals),
    pipeline: 'default',
    dealstage: oneOf(words.dealStages, at, 44),
    description: sentence.slice(0, 20 + Math.floor(chance(at, 45) * 60)),
    hubspot_owner_id: oneOf(words.owners, at, 46),
    hs_lastmodifieddate: spread(at, deals),
    hs_object_id: id,
  }
}

// No two rows of a table share a time: orders have no ties, so that every peer can be held to one answer.
function spread(at: number, size: number): string {
  return new Date(begin + Math.floor((2 * yearMs * shuffled(at, size)) / size / 1_000) * 1_000).toISOString()
}
