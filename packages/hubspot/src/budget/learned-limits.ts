/**
 * What an answer says of the limits; null where it says nothing. Search answers say nothing at all, and answers to OAuth apps nothing of
 * the day (https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines).
 */
export interface LearnedLimits {
  /** Requests per window. */
  readonly limit: number | null
  /** Of them, still free when this was answered. */
  readonly remaining: number | null
  readonly windowMs: number | null
  readonly dailyLimit: number | null
  readonly dailyRemaining: number | null
}

/** Reads HubSpot's rate limit headers. Figures outside of what can be meant are ignored: a proxy may have made them up. */
export function readLimits(headers: Headers): LearnedLimits {
  const figure = (name: string, least: number, most: number): number | null => {
    const text = headers.get(`x-hubspot-ratelimit-${name}`)
    if (text === null || !/^[0-9]{1,12}$/.test(text)) return null
    const value = Number(text)
    return value >= least && value <= most ? value : null
  }
  return {
    limit: figure('max', 1, 100_000),
    remaining: figure('remaining', 0, 100_000),
    windowMs: figure('interval-milliseconds', 1_000, 60_000),
    dailyLimit: figure('daily', 1, 1e12),
    dailyRemaining: figure('daily-remaining', 0, 1e12),
  }
}
