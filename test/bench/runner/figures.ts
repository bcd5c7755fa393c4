import type { Filled } from '../page/fill.ts'
import type { LiveFigures } from '../page/live.ts'
import type { Memory } from '../page/memory.ts'
import type { ReadName } from '../data/reads.ts'
import type { TabsResult } from './run-tabs.ts'
import type { BundleSize } from './sizes.ts'

/** One read of one peer. */
export interface ReadResult {
  readonly medianMs: number
  readonly rows: number
  /** Did every answer equal the reference's? If not, the figure does not count. */
  readonly isRight: boolean
}

/** How a restart went, medians over the relaunches. */
export interface RestartResult {
  readonly firstRowsMs: number
  readonly listMs: number
  readonly isRight: boolean
}

/** All that was measured of one peer at one size. What is absent was not asked for, is not offered, or failed: see `failures`. */
export interface PeerFigures {
  readonly peer: string
  readonly contacts: number
  ingest?: Filled
  bulk?: Filled
  /** There is no call that takes everything. */
  takesPagesOnly?: boolean
  restart?: RestartResult
  reads?: Partial<Record<ReadName, ReadResult>>
  tabs?: TabsResult
  live?: LiveFigures[]
  memory?: Memory
  diskBytes?: number
  bundle?: BundleSize
  readonly failures: string[]
}
