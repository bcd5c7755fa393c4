import type { MachineLimits } from '../runner/run-limits.ts'
import { figure, table } from './text.ts'

const lines: readonly (readonly [name: string, of: (limits: MachineLimits) => number])[] = [
  ['put, a page of 100 as one value, with its cursor, rows/s', ({ putPages }) => putPages],
  ['put, values of 500, one transaction, rows/s', ({ putChunks }) => putChunks],
  ['read the same bytes back, ms', ({ readBackMs }) => readBackMs],
  ['open a database in a new browser and get one value, ms', ({ openMs }) => openMs],
  ['scan columns, keep 50, ms', ({ scanMs }) => scanMs],
  ['to a worker and back, ms', ({ roundTripMs }) => roundTripMs],
  ['the same with 50 rows, parsed, ms', ({ rowsTripMs }) => rowsTripMs],
]

/** The limits by size. */
export function limitsTable(all: readonly MachineLimits[]): string {
  return table(
    ['', ...all.map(({ contacts }) => contacts.toLocaleString('en'))],
    lines.map(([name, of]) => [name, ...all.map((limits) => figure(of(limits)))]),
  )
}
