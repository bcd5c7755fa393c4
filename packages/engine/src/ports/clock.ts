/** What time it is. Decisions about order never rest on it: device clocks jump and lie. */
export interface Clock {
  /** Epoch milliseconds of this device's wall clock. */
  now(): number
}

/** The device's clock. */
export const systemClock: Clock = { now: () => Date.now() }
