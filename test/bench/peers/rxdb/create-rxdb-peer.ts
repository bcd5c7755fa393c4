import { addRxPlugin, createRxDatabase, type RxCollection, type RxDatabase, type RxStorage } from 'rxdb'
import { RxDBQueryBuilderPlugin } from 'rxdb/plugins/query-builder'
import { rowAt, tableNames, type Contact, type Deal, type TableName } from '../../data/dataset.ts'
import { listRows, type ListParameters } from '../../data/reads.ts'
import type { ContactUpdate } from '../../data/writes.ts'
import type { Page, Peer } from '../../page/peer.ts'

addRxPlugin(RxDBQueryBuilderPlugin)

const indexed: Readonly<Record<TableName, readonly (string | string[])[]>> = {
  contacts: [
    ['hubspot_owner_id', 'lastmodifieddate'],
    'companyId',
    'lifecyclestage',
    'city',
    'jobtitle',
    'company',
    'lastmodifieddate',
  ],
  companies: [],
  deals: [['hubspot_owner_id', 'closedate'], 'contactId', 'closedate', 'amount'],
}

const numbers: ReadonlySet<string> = new Set(['amount', 'annualrevenue', 'num_notes'])

/** RxDB over one of its storages: schemas with indexes, `find().$` for live lists, cursors of pages as local documents would be, left out. */
export function createRxdbPeer(storage: () => RxStorage<unknown, unknown>): Peer {
  let opened: { readonly database: RxDatabase } | undefined

  function of<Row>(table: TableName): RxCollection<Row> {
    const collection = opened?.database.collections[table]
    if (collection === undefined) throw new Error('Open it first.')
    return collection as unknown as RxCollection<Row>
  }

  const contacts = (): RxCollection<Contact> => of('contacts')
  const deals = (): RxCollection<Deal> => of('deals')
  const list = ({ owner, stages }: ListParameters) =>
    contacts().find({
      selector: { hubspot_owner_id: owner, lifecyclestage: { $in: [...stages] } },
      sort: [{ lastmodifieddate: 'desc' }],
      limit: listRows,
    })

  return {
    async open() {
      const database = await createRxDatabase({ name: 'bench', storage: storage(), multiInstance: false })
      await database.addCollections(Object.fromEntries(tableNames.map((table) => [table, { schema: schemaOf(table) }])))
      opened = { database }
    },
    async ingestPage({ table, rows }: Page) {
      await of<object>(table).bulkUpsert([...rows])
    },
    async ingestAll(data) {
      for (const table of tableNames) await of<object>(table).bulkInsert([...data[table]])
    },
    read: {
      get: async ({ id }) => [await contacts().findOne(id).exec()].filter((row) => row !== null),
      eq: ({ owner }) =>
        contacts()
          .find({ selector: { hubspot_owner_id: owner } })
          .exec(),
      list: (parameters) => list(parameters).exec(),
      range: ({ from, to }) =>
        deals()
          .find({ selector: { closedate: { $gte: from, $lt: to } }, sort: [{ amount: 'desc' }], limit: listRows })
          .exec(),
      and: ({ owner, stages, amount }) =>
        deals()
          .find({ selector: { hubspot_owner_id: owner, dealstage: { $in: [...stages] }, amount: { $gte: amount } } })
          .exec(),
      or: ({ city, jobtitle, company }) =>
        contacts()
          .find({ selector: { $or: [{ city }, { jobtitle }, { company }] } })
          .exec(),
      token: ({ word }) =>
        contacts()
          .find({
            selector: { lastname: { $regex: `(^| )${word}( |$)`, $options: 'i' } },
            sort: [{ lastmodifieddate: 'desc' }],
            limit: listRows,
          })
          .exec(),
      count: ({ stage }) =>
        contacts()
          .count({ selector: { lifecyclestage: stage } })
          .exec(),
      async join({ companies }) {
        const linked = await contacts()
          .find({ selector: { companyId: { $in: [...companies] } } })
          .exec()
        return deals()
          .find({ selector: { contactId: { $in: linked.map(({ id }) => id) } } })
          .exec()
      },
      async include({ owner }) {
        const found = await deals()
          .find({ selector: { hubspot_owner_id: owner }, sort: [{ closedate: 'asc' }], limit: listRows })
          .exec()
        const linked = await contacts()
          .findByIds(found.map(({ contactId }) => contactId))
          .exec()
        return found.map(({ id, contactId }) => ({ id, contact: linked.get(contactId) ?? null }))
      },
    },
    async mount(parameters, show) {
      const subscription = list(parameters).$.subscribe(show)
      return () => subscription.unsubscribe()
    },
    async update({ id, patch }: ContactUpdate) {
      const found = await contacts().findOne(id).exec()
      await found?.incrementalPatch(patch)
    },
    async updateAll(updates) {
      const found = await contacts()
        .findByIds(updates.map(({ id }) => id))
        .exec()
      await contacts().bulkUpsert(
        updates.map(({ id, patch }) => ({ ...(found.get(id)?.toJSON() as Contact), ...patch })),
      )
    },
    async deleteAll(ids) {
      await contacts().bulkRemove([...ids])
    },
    async close() {
      await opened?.database.close()
    },
  }
}

function schemaOf(table: TableName) {
  const names = Object.keys(rowAt(table, 0, 10))
  const property = (name: string) =>
    numbers.has(name)
      ? { type: 'number', minimum: 0, maximum: 100_000_000, multipleOf: 1 }
      : { type: 'string', maxLength: 60 }
  return {
    version: 0,
    primaryKey: 'id',
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, property(name)])),
    required: names,
    indexes: [...indexed[table]],
  } as const
}
