import type { PeerFigures } from '../runner/figures.ts'
import type { MachineLimits } from '../runner/run-limits.ts'
import {
  blockedBy,
  bulkIngest,
  bundle,
  disk,
  firstRows,
  ingest,
  manyUpdates,
  memory,
  mounting,
  oneUpdate,
  pageBundle,
  pageMemory,
  readMeasure,
  restart,
  type Measure,
} from './measures.ts'

/** What we want to reach: a share of a peer's figure in the same run, or a figure by itself. */
export type Aim =
  | { readonly kind: 'share'; readonly of: string; readonly atMost: number }
  | { readonly kind: 'times'; readonly of: string; readonly atLeast: number }
  | { readonly kind: 'absolute'; readonly atMost: number }

/** One of the 19 rows of the plan, or a part of one. */
export interface Target {
  readonly row: string
  readonly measure: Measure
  readonly aim: Aim
  /** Of peers where another figure of theirs is the yardstick. */
  readonly theirs?: Measure
  /** Only at this size; 100,000 contacts otherwise, or whatever was run. */
  readonly contacts?: number
}

const share = (of: string, atMost: number): Aim => ({ kind: 'share', of, atMost })
const times = (of: string, atLeast: number): Aim => ({ kind: 'times', of, atLeast })
const absolute = (atMost: number): Aim => ({ kind: 'absolute', atMost })

function rows(row: string, measure: Measure, ...aims: readonly Aim[]): Target[] {
  return aims.map((aim) => ({ row, measure, aim }))
}

/** All targets. They are floors: the aim is the physical limit. */
export const targets: readonly Target[] = [
  ...rows('1', ingest, times('dexie', 4), times('tinybase', 1.8)),
  ...rows('2', bulkIngest, times('watermelondb', 1.5), times('dexie', 8)),
  { row: '3a', measure: firstRows, aim: share('dexie', 0.5), theirs: restart },
  { row: '3b', measure: restart, aim: share('dexie', 1.3) },
  { row: '3b', measure: restart, aim: share('dexie', 0.6), contacts: 250_000 },
  ...rows('3b', restart, share('tanstack', 0.12), share('tinybase', 0.12), share('watermelondb', 0.12)),
  ...rows('4', readMeasure('list'), share('watermelondb', 0.6), share('dexie', 0.2)),
  ...rows('5', readMeasure('range'), share('tanstack', 0.4), share('dexie', 0.03)),
  ...rows('6', readMeasure('and'), share('sqlite', 0.4)),
  ...rows('7', readMeasure('or'), share('sqlite', 0.25), share('dexie', 0.25)),
  ...rows('8', readMeasure('token'), share('sqlite', 0.5)),
  ...rows('9', readMeasure('count'), share('sqlite', 0.3)),
  ...rows('10', readMeasure('join'), share('sqlite', 0.5)),
  ...rows('11', readMeasure('include'), share('sqlite', 0.2), share('rxdb-memory', 1)),
  ...rows('12', readMeasure('get'), share('dexie', 0.5)),
  ...[1, 20, 100].flatMap((mounted) => rows('13', oneUpdate(mounted), share('tanstack', 1.2), share('dexie', 0.2))),
  ...rows('14', mounting(100), share('dexie', 0.4), share('tanstack', 0.03)),
  ...rows('15', manyUpdates('burst', 100), share('tanstack', 0.35), share('dexie', 0.01)),
  ...rows('15', blockedBy('burst', 100), absolute(50)),
  ...rows('16', manyUpdates('bulk', 100), share('tanstack', 0.6)),
  ...rows('16', manyUpdates('delete', 100), share('tanstack', 0.8)),
  ...rows('17', memory, share('watermelondb', 0.8)),
  ...rows('17', pageMemory, absolute(3)),
  ...rows('18', disk, share('dexie', 0.5)),
  ...rows('19', pageBundle, absolute(15)),
  ...rows('19', bundle, absolute(70)),
]

type LimitOf = (limits: MachineLimits) => number

const answerMs: LimitOf = ({ scanMs, rowsTripMs }) => scanMs + rowsTripMs
const crossingMs: LimitOf = ({ roundTripMs }) => roundTripMs

/** By row, what the machine allows at best. */
const limitsByRow: Readonly<Record<string, LimitOf>> = {
  '1': ({ putPages }) => putPages,
  '2': ({ putChunks }) => putChunks,
  '3a': ({ openMs }) => openMs,
  '3b': ({ openMs, scanMs, rowsTripMs }) => openMs + scanMs + rowsTripMs,
  '4': answerMs,
  '5': answerMs,
  '6': answerMs,
  '8': answerMs,
  '9': ({ scanMs, roundTripMs }) => scanMs + roundTripMs,
  '11': ({ scanMs, rowsTripMs }) => scanMs + 2 * rowsTripMs,
  '12': crossingMs,
  '13': crossingMs,
}

/** How we stand towards a target. */
export interface Standing {
  readonly target: Target
  readonly contacts: number
  readonly ours: number
  /** The yardstick's figure; null for an absolute aim. */
  readonly theirs: number | null
  /** What is compared with the aim: a share, how many times, or the figure itself. */
  readonly reached: number
  readonly isMet: boolean
  /** What the machine allows at best, in the same unit; null where that is no one number. */
  readonly limit: number | null
}

/** Where we stand towards every target that this run has the figures for. */
export function standings(all: readonly PeerFigures[], limits: readonly MachineLimits[]): readonly Standing[] {
  const own = all.filter(({ peer }) => peer === 'ours')
  const sizes = own.map(({ contacts }) => contacts)
  const usual = sizes.includes(100_000) ? 100_000 : Math.max(...sizes)
  return targets.flatMap((target) => {
    const contacts = target.contacts ?? usual
    const figures = (peer: string): PeerFigures | undefined =>
      all.find((each) => each.peer === peer && each.contacts === contacts)
    const mine = figures('ours')
    const ours = mine === undefined ? null : target.measure.of(mine)
    const machine = limits.find((each) => each.contacts === contacts)
    const limit = machine === undefined ? null : (limitsByRow[target.row]?.(machine) ?? null)
    return ours === null ? [] : standing(target, { contacts, ours, limit }, figures)
  })
}

function standing(
  target: Target,
  known: Pick<Standing, 'contacts' | 'ours' | 'limit'>,
  figures: (peer: string) => PeerFigures | undefined,
): readonly Standing[] {
  const { aim } = target
  const { ours } = known
  if (aim.kind === 'absolute') return [{ ...known, target, theirs: null, reached: ours, isMet: ours <= aim.atMost }]
  const peer = figures(aim.of)
  const theirs = peer === undefined ? null : (target.theirs ?? target.measure).of(peer)
  if (theirs === null) return []
  const reached = ours / theirs
  const isMet = aim.kind === 'share' ? reached <= aim.atMost : reached >= aim.atLeast
  return [{ ...known, target, theirs, reached, isMet }]
}
