import type { Schema } from '@holdfast/crm'
import type { RowText } from '@holdfast/engine/protocol'
import type { Runnable } from '@holdfast/query'
import { rowReader } from '../src/rows.ts'

/** The rows of a whole answer. */
export function readRows<Row>(schema: Schema, query: Runnable, texts: readonly RowText[]): readonly Row[] {
  return texts.map(rowReader<Row>(schema, query))
}
