import type { AggregateFunction, AggregateQuery, Measure, Query } from '@holdfast/query'
import type { Dice } from './dice.ts'
import { readAs, referenceIds, type ReferenceFacts, type ReferenceRecord, type ReferenceTable } from './reference.ts'

// Figures the plain way: the rows of the inner query are parted by the values they agree in, and each part is counted and added up.

/** One group: what its records share, and the figures about it. */
export interface ReferenceGroup {
  readonly group: readonly (string | number | null)[]
  readonly figures: readonly (string | number | null)[]
}

/** Groups with figures that are alike as far as adding up doubles tells: in which order they are added is nobody's promise. */
export function rounded(groups: readonly ReferenceGroup[]): readonly ReferenceGroup[] {
  return groups.map(({ group, figures }) => ({
    group,
    figures: figures.map((figure) => (typeof figure === 'number' ? Number(figure.toPrecision(12)) : figure)),
  }))
}

/** Figures about a query, of one to three kinds. */
export function aggregateOf(dice: Dice, of: Query, { types }: ReferenceFacts): AggregateQuery {
  const names = Object.keys(types)
  const groupBy = names.filter((name) => types[name] !== 'several' && dice.chance(1.5 / names.length)).slice(0, 2)
  const measures = Array.from({ length: 1 + dice.below(3) }, (_, at): Measure => {
    const compute = dice.pick<AggregateFunction>(['count', 'sum', 'avg', 'min', 'max'])
    const fitting = names.filter((name) => canCompute(compute, types[name] ?? 'string'))
    const property = compute === 'count' && dice.chance(0.5) ? null : dice.pick(fitting)
    return { name: `figure ${at}`, compute, property }
  })
  return { of, groupBy, measures }
}

function canCompute(compute: AggregateFunction, type: string): boolean {
  switch (compute) {
    case 'count':
      return true
    case 'sum':
    case 'avg':
      return type === 'number'
    case 'min':
    case 'max':
      return type === 'number' || type === 'date' || type === 'datetime'
  }
}

/** The groups of an aggregate, in the order of what they share. */
export function referenceGroups(
  { of, groupBy, measures }: AggregateQuery,
  table: ReferenceTable,
): readonly ReferenceGroup[] {
  const { facts } = table
  const byId = new Map(table.records.map((record) => [record.id, record]))
  const rows = referenceIds(of, table).map((id) => byId.get(id) as ReferenceRecord)
  const parts = new Map<string, { readonly group: readonly (string | null)[]; readonly rows: ReferenceRecord[] }>()
  if (groupBy.length === 0) parts.set('[]', { group: [], rows: [] })
  for (const row of rows) {
    const group = groupBy.map((name) => shownOf(name, row, facts))
    const part = parts.get(JSON.stringify(group)) ?? { group, rows: [] }
    parts.set(JSON.stringify(group), part)
    part.rows.push(row)
  }
  const groups = [...parts.values()].map((part) => ({
    group: part.group,
    figures: measures.map((measure) => figureOf(measure, part.rows, facts)),
  }))
  return groups.sort((a, b) => compareGroups(a.group, b.group, groupBy, facts))
}

// Values that compare equal are shown alike.
function shownOf(name: string, row: ReferenceRecord, { types }: ReferenceFacts): string | null {
  const wire = row.properties[name] ?? ''
  return wire === '' ? null : shown(types[name] ?? 'string', readAs(types[name] ?? 'string', wire))
}

function shown(type: string, value: string | number): string {
  if (type === 'date') return new Date(value).toISOString().slice(0, 10)
  return type === 'datetime' ? new Date(value).toISOString() : String(value)
}

function figureOf(
  { compute, property }: Measure,
  rows: readonly ReferenceRecord[],
  { types }: ReferenceFacts,
): string | number | null {
  if (property === null) return rows.length
  const type = types[property] ?? 'string'
  const wires = rows.map(({ properties }) => properties[property] ?? '').filter((wire) => wire !== '')
  const values = wires.map((wire) => Number(readAs(type, wire)))
  const sum = values.reduce((total, value) => total + value, 0)
  switch (compute) {
    case 'count':
      return wires.length
    case 'sum':
      return sum
    case 'avg':
      return values.length === 0 ? null : sum / values.length
    case 'min':
      return values.length === 0 ? null : shown(type, Math.min(...values))
    case 'max':
      return values.length === 0 ? null : shown(type, Math.max(...values))
  }
}

function compareGroups(
  a: readonly (string | null)[],
  b: readonly (string | null)[],
  names: readonly string[],
  { types, switches }: ReferenceFacts,
): number {
  for (const [at, name] of names.entries()) {
    const [left, right] = [a[at] ?? null, b[at] ?? null]
    if (left === right) continue
    if (left === null || right === null) return (left === null) === switches.nullsLast ? 1 : -1
    const type = types[name] ?? 'string'
    return readAs(type, left) < readAs(type, right) ? -1 : 1
  }
  return 0
}
