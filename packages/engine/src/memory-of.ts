import type { EngineMemory } from './protocol.ts'
import type { Replica } from './replica/index.ts'

// What is less is no news to anybody.
const step = 100_000

/** What a replica holds, as the status tells it. Costs a look at each column, not at records. */
export function memoryOf(replica: Pick<Replica, 'memory'>): EngineMemory {
  const { tables, associations } = replica.memory()
  const all = [...tables.values()]
  return {
    records: rounded(sum(all.map(({ records }) => records))),
    columns: rounded(sum(all.flatMap(({ columns }) => [...columns.values()]))),
    associations: rounded(associations),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function rounded(bytes: number): number {
  return Math.round(bytes / step) * step
}
