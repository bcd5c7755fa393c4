/**
 * Why a request is made, the most urgent first: a person waits for it; a person's write; what is on screen gets fresh; a first load;
 * looking after the rest.
 */
export type Lane = 'interactive' | 'outbox' | 'freshness' | 'pack' | 'sweep'

/** All lanes, the most urgent first. */
export const lanes: readonly Lane[] = ['interactive', 'outbox', 'freshness', 'pack', 'sweep']

/**
 * How full a window may be for a request of each lane to enter, as a share of the limit.
 *
 * One rule gives all three promises: background work never takes the last places, so a person's request need not wait for a window to
 * pass; the share between `interactive` and `outbox` is reserved for writes; and who is alone may use nearly everything.
 */
export type Ceilings = Readonly<Record<Lane, number>>

const backgroundCeilings = { freshness: 0.85, pack: 0.8, sweep: 0.6 }

/** The ceilings that keep the share `reservedForWrites` (0 to 0.5) free of everything but writes. */
export function createCeilings(reservedForWrites: number): Ceilings {
  const reads = 1 - reservedForWrites
  return {
    outbox: 1,
    interactive: reads,
    freshness: Math.min(reads, backgroundCeilings.freshness),
    pack: Math.min(reads, backgroundCeilings.pack),
    sweep: Math.min(reads, backgroundCeilings.sweep),
  }
}

/** How many of `limit` places a lane may see taken and still enter, plus one; never zero, or it would wait for ever. */
export function placesFor(limit: number, ceiling: number): number {
  return Math.max(1, Math.ceil(limit * ceiling))
}
