/** Where the emulator reads the time: epoch milliseconds. */
export interface TimeSource {
  now(): number
}

/** The emulator's time: that of its source, plus what it was advanced by. */
export interface EmulatorClock extends TimeSource {
  /** Moves the time forward; index lag, rate limits and token lifetimes follow. */
  advance(durationMs: number): void
}

/** A clock over `source` (a frozen source makes it virtual: only `advance` moves it); `advanced` is called when it was moved by hand. */
export function createClock(source: TimeSource, advanced: () => void = () => undefined): EmulatorClock {
  let aheadMs = 0
  return {
    now: () => source.now() + aheadMs,
    advance(durationMs) {
      if (!Number.isFinite(durationMs) || durationMs < 0)
        throw new TypeError('A clock advances by 0 or more milliseconds.')
      aheadMs += durationMs
      advanced()
    },
  }
}

/** A moment as HubSpot writes it: ISO 8601 UTC, without a fraction when there are no milliseconds. */
export function toIso(moment: number): string {
  const text = new Date(moment).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}
