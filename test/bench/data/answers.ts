import type { Contact, Dataset, Deal } from './dataset.ts'
import { listRows, orderedReads, type ListParameters, type ReadName, type ReadParameters } from './reads.ts'

/** A row of an answer: for `include` with the contact's id, or null, beside it. */
export interface AnswerRow {
  readonly id: string
  readonly contact?: { readonly id: string } | null
}

/** Rows, or a number for `count`. */
export type Answer = readonly AnswerRow[] | number

/** The answer to every read, in the plainest words there are: the judge of all peers, and the floor they are measured against. */
export const answers: {
  readonly [Name in ReadName]: (data: Dataset, parameters: ReadParameters[Name]) => Answer
} = {
  get: ({ contacts }, { id }) => contacts.filter((contact) => contact.id === id),
  eq: ({ contacts }, { owner }) => contacts.filter((contact) => contact.hubspot_owner_id === owner),
  list: ({ contacts }, list) => listAnswer(contacts, list),
  range: ({ deals }, { from, to }) =>
    top(
      deals.filter(({ closedate }) => closedate >= from && closedate < to),
      (a, b) => b.amount - a.amount,
    ),
  and: ({ deals }, { owner, stages, amount }) =>
    deals.filter((deal) => deal.hubspot_owner_id === owner && stages.includes(deal.dealstage) && deal.amount >= amount),
  or: ({ contacts }, { city, jobtitle, company }) =>
    contacts.filter((contact) => contact.city === city || contact.jobtitle === jobtitle || contact.company === company),
  token: ({ contacts }, { word }) =>
    top(
      contacts.filter(({ lastname }) => lastname.toLowerCase().split(' ').includes(word)),
      lastModifiedFirst,
    ),
  count: ({ contacts }, { stage }) => contacts.filter(({ lifecyclestage }) => lifecyclestage === stage).length,
  join: ({ contacts, deals }, { companies }) => {
    const wanted = new Set(companies)
    const ids = new Set(contacts.filter(({ companyId }) => wanted.has(companyId)).map(({ id }) => id))
    return deals.filter(({ contactId }) => ids.has(contactId))
  },
  include: ({ contacts, deals }, { owner }) =>
    top(
      deals.filter((deal) => deal.hubspot_owner_id === owner),
      (a, b) => (a.closedate < b.closedate ? -1 : 1),
    ).map((deal: Deal) => ({ ...deal, contact: contacts.find(({ id }) => id === deal.contactId) ?? null })),
}

/** The contacts of a list, as live queries show it. */
export function listAnswer(contacts: readonly Contact[], { owner, stages }: ListParameters): readonly Contact[] {
  return top(
    contacts.filter((contact) => contact.hubspot_owner_id === owner && stages.includes(contact.lifecyclestage)),
    lastModifiedFirst,
  )
}

/** A short text that differs when the answers do; of reads without an order the set of rows counts. */
export function checksum(read: ReadName, answer: Answer): string {
  if (typeof answer === 'number') return String(answer)
  const ids = answer.map(({ id, contact }) => (contact === undefined ? id : `${id}:${contact?.id ?? ''}`))
  return digest(orderedReads.has(read) ? ids : ids.toSorted())
}

/** A short text for what a live list shows: which rows, in which order, with which job titles. */
export function shownChecksum(rows: readonly { readonly id: string; readonly jobtitle: string | null }[]): string {
  return digest(rows.map(({ id, jobtitle }) => `${id}:${jobtitle ?? ''}`))
}

function digest(texts: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const text of texts)
    for (let at = 0; at <= text.length; at++) hash = Math.imul(hash ^ (text.charCodeAt(at) | 0), 0x01000193)
  return `${texts.length}-${(hash >>> 0).toString(16)}`
}

function top<Row>(rows: Row[], compare: (a: Row, b: Row) => number): Row[] {
  return rows.sort(compare).slice(0, listRows)
}

function lastModifiedFirst(a: Contact, b: Contact): number {
  return a.lastmodifieddate > b.lastmodifieddate ? -1 : 1
}
