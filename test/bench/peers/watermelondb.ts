import { appSchema, Database, Model, Q, tableSchema, type Collection } from '@nozbe/watermelondb'
import lokijs from '@nozbe/watermelondb/adapters/lokijs/index.js'
import { rowAt, tableNames, type TableName } from '../data/dataset.ts'
import { listRows, type ListParameters } from '../data/reads.ts'
import type { ContactUpdate } from '../data/writes.ts'
import type { Page, Peer, ShownRow } from '../page/peer.ts'

// A CommonJS module: its default export is a member of it.
const LokiJSAdapter = lokijs.default

const indexed: ReadonlySet<string> = new Set([
  'companyId',
  'contactId',
  'hubspot_owner_id',
  'lifecyclestage',
  'city',
  'jobtitle',
  'company',
])
const numbers: ReadonlySet<string> = new Set(['amount', 'annualrevenue', 'num_notes'])

/**
 * WatermelonDB over its LokiJS adapter for the web: rows in the page, saved by Loki's incremental IndexedDB adapter some time after a write. Rows
 * come in as its sync brings them; queries give models.
 */
export function createPeer(): Peer {
  const adapter = new LokiJSAdapter({
    dbName: 'bench',
    schema: appSchema({ version: 1, tables: tableNames.map(tableOf) }),
    useWebWorker: false,
    useIncrementalIndexedDB: true,
  })
  const database = new Database({ adapter, modelClasses: [ContactModel, CompanyModel, DealModel] })
  const contacts: Collection<Model> = database.get('contacts')
  const deals: Collection<Model> = database.get('deals')

  const list = ({ owner, stages }: ListParameters) =>
    contacts.query(
      Q.where('hubspot_owner_id', owner),
      Q.where('lifecyclestage', Q.oneOf([...stages])),
      Q.sortBy('lastmodifieddate', Q.desc),
      Q.take(listRows),
    )

  async function take(pages: readonly Pick<Page, 'table' | 'rows'>[]): Promise<void> {
    await database.write(async () => {
      const records = pages.flatMap(({ table, rows }) =>
        rows.map((row) => database.get(table).prepareCreateFromDirtyRaw({ ...row, _status: 'synced', _changed: '' })),
      )
      await database.batch(records)
    })
  }

  async function update(updates: readonly ContactUpdate[]): Promise<void> {
    await database.write(async () => {
      const found = await Promise.all(updates.map(({ id }) => contacts.find(id)))
      await database.batch(
        found.map((model, at) =>
          model.prepareUpdate((record) => {
            for (const [name, value] of Object.entries(updates[at]?.patch ?? {})) record._setRaw(name, value)
          }),
        ),
      )
    })
  }

  return {
    async open() {
      // The adapter opens by itself; its first answer means that it is open.
      await contacts.query(Q.take(1)).fetchCount()
    },
    ingestPage: (page) => take([page]),
    save: () => saved(adapter),
    ingestAll: (data) => take(tableNames.map((table) => ({ table, rows: data[table] }))),
    read: {
      get: async ({ id }) => [await contacts.find(id)],
      eq: ({ owner }) => contacts.query(Q.where('hubspot_owner_id', owner)).fetch(),
      list: (parameters) => list(parameters).fetch(),
      range: ({ from, to }) =>
        deals
          .query(
            Q.where('closedate', Q.gte(from)),
            Q.where('closedate', Q.lt(to)),
            Q.sortBy('amount', Q.desc),
            Q.take(listRows),
          )
          .fetch(),
      and: ({ owner, stages, amount }) =>
        deals
          .query(
            Q.where('hubspot_owner_id', owner),
            Q.where('dealstage', Q.oneOf([...stages])),
            Q.where('amount', Q.gte(amount)),
          )
          .fetch(),
      or: ({ city, jobtitle, company }) =>
        contacts.query(Q.or(Q.where('city', city), Q.where('jobtitle', jobtitle), Q.where('company', company))).fetch(),
      token: ({ word }) =>
        contacts
          .query(
            Q.or(
              Q.where('lastname', Q.like(word)),
              Q.where('lastname', Q.like(`${word} %`)),
              Q.where('lastname', Q.like(`% ${word}`)),
            ),
            Q.sortBy('lastmodifieddate', Q.desc),
            Q.take(listRows),
          )
          .fetch(),
      count: ({ stage }) => contacts.query(Q.where('lifecyclestage', stage)).fetchCount(),
      join: ({ companies }) => deals.query(Q.on('contacts', 'companyId', Q.oneOf([...companies]))).fetch(),
      async include({ owner }) {
        const found = await deals
          .query(Q.where('hubspot_owner_id', owner), Q.sortBy('closedate', Q.asc), Q.take(listRows))
          .fetch()
        return Promise.all(
          found.map(async (deal) => ({ id: deal.id, contact: await contacts.find(String(deal._getRaw('contactId'))) })),
        )
      },
    },
    async mount(parameters, show) {
      const subscription = list(parameters)
        .observeWithColumns(['jobtitle', 'lastmodifieddate'])
        .subscribe((models) => {
          show(models.map((model): ShownRow => ({ id: model.id, jobtitle: String(model._getRaw('jobtitle')) })))
        })
      return () => subscription.unsubscribe()
    },
    update: (one) => update([one]),
    updateAll: update,
    async deleteAll(ids) {
      await database.write(async () => {
        const found = await Promise.all(ids.map((id) => contacts.find(id)))
        await database.batch(found.map((model) => model.prepareDestroyPermanently()))
      })
    },
    close: () => saved(adapter),
  }
}

class ContactModel extends Model {
  static override table = 'contacts'
  static override associations = { deals: { type: 'has_many', foreignKey: 'contactId' } } as const
}

class CompanyModel extends Model {
  static override table = 'companies'
}

class DealModel extends Model {
  static override table = 'deals'
  static override associations = { contacts: { type: 'belongs_to', key: 'contactId' } } as const
}

function tableOf(name: TableName) {
  const columns = Object.keys(rowAt(name, 0, 10)).filter((column) => column !== 'id')
  return tableSchema({
    name,
    columns: columns.map((column) => ({
      name: column,
      type: numbers.has(column) ? 'number' : 'string',
      isIndexed: indexed.has(column),
    })),
  })
}

// Loki saves by a timer; this is its own way to save now.
async function saved(adapter: lokijs.default): Promise<void> {
  const { loki } = (adapter as unknown as { _driver: { loki: { saveDatabase(done: (error?: Error) => void): void } } })
    ._driver
  return new Promise((resolve, reject) => loki.saveDatabase((error) => (error ? reject(error) : resolve())))
}
