import type { Schema } from '@holdfast/crm'
import type { RowText } from '@holdfast/engine/protocol'
import type { Query } from '@holdfast/query'
import { readRows } from './rows.ts'

/** Every property of every record of a type: the shape in which the engine answers for one record. */
export function everything(objectType: string): Query {
  return { objectType, where: null, search: null, select: null, orderBy: [], limit: null, include: [] }
}

/** What every row has. */
export interface AnyRow {
  readonly id: string
}

/** The engine's answer for one record as a row with all its properties; null when there is no such record. */
export function readRecord(schema: Schema, objectType: string, text: RowText | null): AnyRow | null {
  return text === null ? null : (readRows<AnyRow>(schema, everything(objectType), [text])[0] ?? null)
}
