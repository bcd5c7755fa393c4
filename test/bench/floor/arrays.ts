import { answers, listAnswer } from '../data/answers.ts'
import type { Contact, Dataset, Tables } from '../data/dataset.ts'
import type { ListParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'
import type { Page, Peer, ShownRow } from '../page/peer.ts'

/** Plain arrays in the page, scanned: what a query costs without any database. Nothing is kept; live lists are asked again after every write. */
export function createPeer(): Peer {
  const data: { -readonly [T in keyof Dataset]: Tables[T][] } = { contacts: [], companies: [], deals: [] }
  const shown = new Set<() => void>()

  async function change(updates: readonly ContactUpdate[]): Promise<void> {
    const patches = new Map(updates.map(({ id, patch }) => [id, patch]))
    data.contacts = data.contacts.map((contact): Contact => ({ ...contact, ...patches.get(contact.id) }))
    for (const show of shown) show()
  }

  return {
    open: async () => undefined,
    async ingestPage({ table, rows }: Page) {
      const into: unknown[] = data[table]
      into.push(...rows)
    },
    read: {
      get: (parameters) => answers.get(data, parameters),
      eq: (parameters) => answers.eq(data, parameters),
      list: (parameters) => answers.list(data, parameters),
      range: (parameters) => answers.range(data, parameters),
      and: (parameters) => answers.and(data, parameters),
      or: (parameters) => answers.or(data, parameters),
      token: (parameters) => answers.token(data, parameters),
      count: (parameters) => answers.count(data, parameters),
      join: (parameters) => answers.join(data, parameters),
      include: (parameters) => answers.include(data, parameters),
    },
    async mount(list: ListParameters, show: (rows: readonly ShownRow[]) => void) {
      const tell = (): void => show(listAnswer(data.contacts, list))
      shown.add(tell)
      tell()
      return () => shown.delete(tell)
    },
    update: (update) => change([update]),
    updateAll: change,
    async deleteAll(ids) {
      const gone = new Set(ids)
      data.contacts = data.contacts.filter(({ id }) => !gone.has(id))
      for (const show of shown) show()
    },
  }
}
