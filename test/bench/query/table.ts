import { defineSchema, type Property } from '@holdfast/crm'
import { columnKindOf, columnNumber, type Column, type RowColumns } from '@holdfast/query'

// A hundred thousand deals as the replica keeps them: numbers in doubles, options as codes, texts joined.

export const schema = defineSchema({
  deals: {
    properties: {
      dealname: { type: 'string' },
      amount: { type: 'number' },
      closedate: { type: 'date' },
      dealstage: { type: 'enumeration' },
      hubspot_owner_id: { type: 'enumeration' },
      hs_is_closed: { type: 'bool' },
    },
  },
})

const words = ['acme', 'lift', 'umbrella', 'north', 'wing', 'zeta', 'söhne', 'corp', 'beta', 'street']

/** The wire value of a property in a row: repeatable, and unset in one of ten rows. */
export function wireOf(name: string, row: number): string | null {
  const dice = Math.imul(row + name.length * 7919, 2_654_435_761) >>> 8
  if (dice % 10 === 0) return null
  const word = (shift: number): string => words[(dice >>> shift) % words.length] ?? ''
  switch (name) {
    case 'dealname':
      return `${word(1)} ${word(4)} ${row} ${word(7)}`
    case 'amount':
      return String(dice % 100_000)
    case 'closedate':
      return new Date(1.7e12 + (dice % 1_000) * 86_400_000).toISOString().slice(0, 10)
    case 'dealstage':
      return `stage_${dice % 8}`
    case 'hubspot_owner_id':
      return String(300 + (dice % 40))
    default:
      return String(dice % 3 === 0)
  }
}

/** The columns of so many rows. */
export function createTable(rows: number): RowColumns {
  const properties: Readonly<Record<string, Property>> = schema.deals.properties
  const columns = new Map(
    Object.entries(properties).map(([name, property]) => [name, columnOf(name, property, rows)] as const),
  )
  return {
    column: (name) => columns.get(name) ?? null,
    record(row) {
      const values = new Map(Object.keys(properties).map((name) => [name, wireOf(name, row)]))
      return { id: String(row + 1), read: (name) => values.get(name) ?? null }
    },
  }
}

function columnOf(name: string, property: Property, rows: number): Column {
  const wires = Array.from({ length: rows }, (_, row) => wireOf(name, row))
  switch (columnKindOf(name, property)) {
    case 'number':
      return { kind: 'number', values: Float64Array.from(wires, columnNumber(name, property)) }
    case 'code': {
      const codes = new Map([['', 0]])
      for (const wire of wires) if (!codes.has(wire ?? '')) codes.set(wire ?? '', codes.size)
      return {
        kind: 'code',
        dictionary: [...codes.keys()],
        codes: Uint16Array.from(wires, (wire) => codes.get(wire ?? '') ?? 0),
      }
    }
    case 'text': {
      const text = wires.map((wire) => wire?.toLowerCase() ?? '')
      const starts = new Uint32Array(rows + 1)
      for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row] ?? 0) + (text[row] ?? '').length
      const joined = { text: text.join(''), starts }
      return {
        kind: 'text',
        read: (row) => joined.text.slice(starts[row], starts[row + 1]),
        joined: () => joined,
      }
    }
  }
}
