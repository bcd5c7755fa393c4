import type { Schema } from '@holdfast/crm'
import type { RowText } from '@holdfast/engine/protocol'
import { everyRecord } from '@holdfast/query'
import { rowReader } from './rows.ts'

/** What every row has. */
export interface AnyRow {
  readonly id: string
}

/** The engine's answer for one record as a row with all its properties; null when there is no such record. */
export function readRecord(schema: Schema, objectType: string, text: RowText | null): AnyRow | null {
  return text === null ? null : rowReader<AnyRow>(schema, everyRecord(objectType))(text)
}
