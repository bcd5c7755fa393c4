import type { TableName, Tables } from '../data/dataset.ts'

/** A row as HubSpot answers it. */
export interface WireRow {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: false
}

const foreignKeys: ReadonlySet<string> = new Set(['id', 'companyId', 'contactId'])

/** The record that a row of the data set stands for: every value a string, associations left out. */
export function wireRow<T extends TableName>(row: Tables[T]): WireRow {
  const named = Object.entries(row).filter(([name]) => !foreignKeys.has(name))
  const properties: Record<string, string> = Object.fromEntries(named.map(([name, value]) => [name, String(value)]))
  const updatedAt = properties['lastmodifieddate'] ?? properties['hs_lastmodifieddate'] ?? ''
  return { id: row.id, properties, createdAt: properties['createdate'] ?? updatedAt, updatedAt, archived: false }
}
