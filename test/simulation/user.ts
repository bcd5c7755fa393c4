import { everyRecord, type Predicate, type Query } from '@holdfast/query'
import { associate, create, update } from '../scenarios/drafts.ts'
import { openDeals } from '../scenarios/queries.ts'
import type { Tab } from '../scenarios/world.ts'
import { choose } from './chance.ts'
import { anyValues, type Surroundings } from './colleagues.ts'

type Unit = Parameters<Tab['commit']>[0]

/** Somebody who works on the device. */
export interface User {
  /** Something to save. */
  anyWrite(): Unit
  /** Something to look at. */
  anyQuery(): Query
}

/** As many contacts are made here as are archived. */
export function createUser({ random, account, replace, anyId, now, seed }: Surroundings): User {
  let made = 0

  function edit(): Unit {
    const type = choose(random, [
      [3, 'deals'],
      [2, 'contacts'],
      [1, 'companies'],
    ])
    const id = anyId(type)
    const properties = anyValues(type, ++made, now(), random)
    const seen = account.record(type, id)?.properties ?? {}
    const base = Object.fromEntries(Object.keys(properties).map((name) => [name, seen[name] ?? null]))
    return [update(type, id, properties, base)]
  }

  function addContact(): Unit {
    const contact = create('contacts', { email: `user.${seed}.${++made}@example.com`, firstname: 'Made' })
    return [contact, associate('deals', anyId('deals'), 'contacts', contact.id)]
  }

  function archiveContact(): Unit {
    const id = anyId('contacts')
    replace('contacts', id, null)
    return [{ kind: 'archive', key: `archive-${id}`, objectType: 'contacts', id }]
  }

  function link(): Unit {
    return [associate('deals', anyId('deals'), 'companies', anyId('companies'))]
  }

  function anyQuery(): Query {
    const nth = ++made
    const deals: Query = { ...everyRecord('deals'), select: ['amount', 'dealname'], limit: 20 }
    const contacts: Query = { ...everyRecord('contacts'), select: ['firstname'] }
    const amount: Predicate = { kind: 'compare', property: 'amount', operator: 'gt', value: String(nth % 50_000) }
    const title: Predicate = { kind: 'compare', property: 'jobtitle', operator: 'eq', value: `Title ${nth % 50}` }
    const partner: Predicate = { kind: 'associated', objectType: 'deals', id: anyId('deals'), label: null }
    return choose(random, [
      [2, { ...openDeals, limit: 10 + (nth % 40) }],
      [2, { ...deals, where: amount, orderBy: [{ property: 'amount', direction: 'desc' }] }],
      [1, { ...contacts, where: title, orderBy: [{ property: 'firstname', direction: 'asc' }], limit: 20 }],
      [1, { ...contacts, where: partner }],
    ])
  }

  return {
    anyWrite: () =>
      choose(random, [
        [12, edit],
        [1, addContact],
        [1, archiveContact],
        [1, link],
      ])(),
    anyQuery,
  }
}
