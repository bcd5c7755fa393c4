import { chance } from './dice.ts'
import { idAt, tableSizes } from './dataset.ts'
import { words } from './words.ts'

/** What each read asks for. Every peer answers the same question in its own words; {@link answers} says what the answer is. */
export interface ReadParameters {
  /** One record by id. */
  readonly get: { readonly id: string }
  /** Contacts of an owner, all of them (1 %). */
  readonly eq: { readonly owner: string }
  /** Contacts of an owner in three of eight stages, last modified first, 50. */
  readonly list: ListParameters
  /** Deals that close in a quarter, largest amount first, 50. */
  readonly range: { readonly from: string; readonly to: string }
  /** Deals of an owner in three of seven stages of at least an amount, all of them. */
  readonly and: { readonly owner: string; readonly stages: readonly string[]; readonly amount: number }
  /** Contacts of a city, with a job title, or of a company: all of them (some 4 %). */
  readonly or: { readonly city: string; readonly jobtitle: string; readonly company: string }
  /** Contacts with a word in their last name, last modified first, 50. */
  readonly token: { readonly word: string }
  /** How many contacts are in a stage. */
  readonly count: { readonly stage: string }
  /** Deals of contacts of 20 companies, all of them. */
  readonly join: { readonly companies: readonly string[] }
  /** Deals of an owner, soonest to close first, 50, each with its contact. */
  readonly include: { readonly owner: string }
}

/** The list that restarts, live queries and reads share. */
export interface ListParameters {
  readonly owner: string
  readonly stages: readonly string[]
}

/** A read, by name. */
export type ReadName = keyof ReadParameters

/** All reads in the order of the report. */
export const readNames: readonly ReadName[] = [
  'get',
  'eq',
  'list',
  'range',
  'and',
  'or',
  'token',
  'count',
  'join',
  'include',
]

/** How long a shown list is. */
export const listRows = 50

/** Reads whose answer has an order; of the others only the set of rows is compared. */
export const orderedReads: ReadonlySet<ReadName> = new Set<ReadName>(['get', 'list', 'range', 'token', 'include'])

/** The parameters of the nth run: each run asks for other rows, so that nobody is measured by a cache of answers. */
export function parametersOf<R extends ReadName>(read: R, run: number, contacts: number): ReadParameters[R] {
  const owner = pick(words.owners, 3 + 7 * run)
  const makers: { readonly [Name in ReadName]: () => ReadParameters[Name] } = {
    get: () => ({ id: idAt('contacts', Math.floor(chance(run, 51) * contacts)) }),
    eq: () => ({ owner }),
    list: () => listOf(3 + 7 * run),
    range: () => ({ from: quarter(run % 8), to: quarter((run % 8) + 1) }),
    and: () => ({
      owner,
      stages: [0, 1, 2].map((offset) => pick(words.dealStages, run + 2 * offset)),
      amount: 1_000 + 2.5 * tableSizes(contacts).deals,
    }),
    or: () => ({
      city: pick(words.cities, run),
      jobtitle: pick(words.jobTitles, run),
      company: pick(words.companies, run),
    }),
    token: () => ({ word: pick(words.lastNames, 11 * run).toLowerCase() }),
    count: () => ({ stage: pick(words.lifecycleStages, run) }),
    join: () => ({
      companies: Array.from({ length: 20 }, (_, at) => idAt('companies', (run * 20 + at) % (contacts / 10))),
    }),
    include: () => ({ owner }),
  }
  return makers[read]()
}

/** The list of the nth owner; live queries are the lists of owners 0 to 99. */
export function listOf(owner: number): ListParameters {
  return {
    owner: pick(words.owners, owner),
    stages: [0, 1, 2].map((offset) => pick(words.lifecycleStages, owner + 3 * offset)),
  }
}

// Deals close within two years.
function quarter(nth: number): string {
  return new Date(Date.UTC(2024, 3 * nth, 1)).toISOString()
}

function pick(list: readonly string[], at: number): string {
  return list[at % list.length] ?? ''
}
