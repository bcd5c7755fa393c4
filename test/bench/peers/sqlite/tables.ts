import { rowAt, tableNames, type TableName } from '../../data/dataset.ts'

const numeric: ReadonlySet<string> = new Set(['amount', 'annualrevenue', 'num_notes'])

/** The columns of each table, as the data set has them. */
export const columns: Readonly<Record<TableName, readonly string[]>> = {
  contacts: Object.keys(rowAt('contacts', 0, 10)),
  companies: Object.keys(rowAt('companies', 0, 10)),
  deals: Object.keys(rowAt('deals', 0, 10)),
}

const indexes = [
  'contacts(hubspot_owner_id, lifecyclestage)',
  'contacts(companyId)',
  'contacts(lifecyclestage)',
  'contacts(city)',
  'contacts(jobtitle)',
  'contacts(company)',
  'deals(contactId)',
  'deals(hubspot_owner_id)',
  'deals(closedate)',
]

/** Tables, and an index for everything that is queried. */
export const definition = [
  ...tableNames.map((table) => {
    const list = columns[table].map(
      (name) => `${name} ${numeric.has(name) ? 'INTEGER' : 'TEXT'}${name === 'id' ? ' PRIMARY KEY' : ''}`,
    )
    return `CREATE TABLE IF NOT EXISTS ${table} (${list.join(', ')}) WITHOUT ROWID`
  }),
  'CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, cursor TEXT)',
  ...indexes.map((index) => `CREATE INDEX IF NOT EXISTS "${index}" ON ${index}`),
].join(';\n')

/** The statement that writes a row. */
export function insertInto(table: TableName): string {
  return `INSERT OR REPLACE INTO ${table} VALUES (${columns[table].map(() => '?').join(', ')})`
}
