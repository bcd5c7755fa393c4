import type { Property, Schema } from '@holdfast/crm'
import {
  columnKindOf,
  columnNumber,
  compileAfter,
  compileColumns,
  compileRowOrder,
  type Associations,
  type Column,
  type Query,
  type RecordReader,
  type RowColumns,
  type Switches,
} from '@holdfast/query'
import type { Dice } from './dice.ts'

// The device as it holds many records: by column, some properties in the form that suits them, some as codes, some not at all.

/** Records by row, and what of them is in columns. */
export interface ColumnTable extends RowColumns {
  readonly size: number
}

/** What the device knows besides. */
export interface Device {
  readonly schema: Schema
  readonly switches: Switches
  readonly associations: Associations
}

/** Keeps records by column; the dice say in which form. */
export function createColumns(
  dice: Dice,
  records: readonly RecordReader[],
  properties: Readonly<Record<string, Property>>,
): ColumnTable {
  const columns = new Map<string, Column>()
  for (const [name, property] of Object.entries(properties)) {
    const wires = records.map((record) => (name === 'hs_object_id' ? record.id : (record.read(name) ?? '')))
    const suited = columnKindOf(name, property)
    const kind = dice.pick<Column['kind'] | null>(['code', suited, suited, null])
    if (kind !== null) columns.set(name, columnOf(kind, name, property, wires))
  }
  return {
    size: records.length,
    column: (name) => columns.get(name) ?? null,
    record: (row) => records[row] as RecordReader,
  }
}

/** The ids that a query finds, told by closures over columns. */
export function idsByColumn(query: Query, table: ColumnTable, { schema, ...options }: Device): readonly string[] {
  const rows = Uint32Array.from({ length: table.size }, (_, row) => row)
  const test = compileColumns(schema, query, table, options)
  const found = rows.subarray(0, test.sift(rows, table.size))
  const isAfter = compileAfter(schema, query, options.switches)
  const later = found.filter((row) => isAfter(table.record(row)))
  const inOrder = Array.from(
    later.sort(compileRowOrder(schema, query, table, options.switches)),
    (row) => table.record(row).id,
  )
  return inOrder.slice(query.offset, query.offset + (query.limit ?? table.size))
}

function columnOf(kind: Column['kind'], name: string, property: Property, wires: readonly string[]): Column {
  switch (kind) {
    case 'number':
      return { kind, values: Float64Array.from(wires, columnNumber(name, property)) }
    case 'code': {
      const dictionary = [...new Set(['', ...wires])]
      return { kind, dictionary, codes: Uint16Array.from(wires, (wire) => dictionary.indexOf(wire)) }
    }
    case 'text': {
      const texts = wires.map((wire) => wire.toLowerCase())
      let end = 0
      const joined = {
        text: texts.join(''),
        starts: Uint32Array.from([0, ...texts.map((text) => (end += text.length))]),
      }
      return { kind, read: (row) => texts[row] ?? '', joined: () => joined }
    }
  }
}
