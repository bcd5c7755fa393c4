import { parseArgs } from 'node:util'

/** Groups of figures that can be measured apart from each other. */
export const scenarios = ['limits', 'ingest', 'bulk', 'restart', 'reads', 'memory', 'tabs', 'live'] as const

/** One of them. */
export type Scenario = (typeof scenarios)[number]

/** What is measured. */
export interface BenchOptions {
  readonly peers: readonly string[]
  readonly sizes: readonly number[]
  /** Sizes for our own library and for Dexie, its anchor at that size, alone. */
  readonly ownSizes: readonly number[]
  readonly scenarios: ReadonlySet<Scenario>
  /** Runs of a read; the median counts. */
  readonly runs: number
  readonly relaunches: number
  /** How many lists are mounted, one round for each. */
  readonly mounts: readonly number[]
  /** How many records a burst, a bulk update and a deletion touch. */
  readonly writes: number
  readonly deadlineMs: number
  /** Go on with the last run: what it has is kept, unless peers are named. */
  readonly resumes: boolean
  readonly isNamed: boolean
  /** Say where the time of the peers' workers goes in reads and live rounds. */
  readonly profiles: boolean
  /** Write chart and Markdown into `results/`, as figures worth keeping. */
  readonly keeps: boolean
}

/** Peers in the order of the report, ours first. */
export const allPeers = [
  'ours',
  'dexie',
  'rxdb-dexie',
  'rxdb-memory',
  'tanstack',
  'tinybase',
  'watermelondb',
  'sqlite',
  'indexed-db',
  'arrays',
] as const

/** The command line's options. Throws `TypeError` for what is none. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      only: { type: 'string' },
      scenarios: { type: 'string' },
      n: { type: 'string' },
      runs: { type: 'string' },
      mounts: { type: 'string' },
      deadline: { type: 'string' },
    },
  })
  const isQuick = values.quick
  const sizes = values.n === undefined ? (isQuick ? [10_000] : [10_000, 100_000]) : numbers(values.n)
  return {
    peers: listed(values.only, isQuick ? ['ours', 'dexie', 'arrays'] : allPeers, allPeers),
    sizes,
    ownSizes: values.n === undefined && !isQuick ? [250_000] : [],
    scenarios: new Set(listed(values.scenarios, scenarios, scenarios)),
    runs: Number(values.runs ?? (isQuick ? 5 : 11)),
    relaunches: isQuick ? 1 : 3,
    mounts: values.mounts === undefined ? (isQuick ? [1, 100] : [1, 20, 100]) : numbers(values.mounts),
    writes: isQuick ? 200 : 1_000,
    deadlineMs: 1_000 * Number(values.deadline ?? (isQuick ? 30 : 300)),
    resumes: values.resume,
    isNamed: values.only !== undefined,
    profiles: values.profile,
    keeps: values.keep,
  }
}

function listed<Name extends string>(
  text: string | undefined,
  otherwise: readonly Name[],
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return otherwise
  return text.split(',').map((name) => {
    const found = known.find((each) => each === name)
    if (found === undefined) throw new TypeError(`There is no "${name}"; there are ${known.join(', ')}.`)
    return found
  })
}

function numbers(text: string): number[] {
  return text.split(',').map((each) => {
    const value = Number(each.replaceAll('_', ''))
    if (!Number.isInteger(value) || value < 1) throw new TypeError(`"${each}" is no number of rows.`)
    return value
  })
}
