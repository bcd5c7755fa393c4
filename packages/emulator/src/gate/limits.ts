import type { Account } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import { createRollingWindow, type RollingWindow } from './rolling-window.ts'
import type { Lane } from '../route.ts'

/** Request limits: ten seconds for each token, a day and searches for the account (https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines). */
export interface Limits {
  /** Counts a request, or throws `ApiError` 429. A refused request counts nowhere. */
  take(token: string, lane: Lane): void
  /** The headers that tell what is left; searches have none. */
  headers(token: string, lane: Lane): Readonly<Record<string, string>>
  /** Requests counted today. */
  usedToday(): number
}

/** Nothing used yet. */
export function createLimits(account: Account): Limits {
  const recentByToken = new Map<string, RollingWindow>()
  const searches = createRollingWindow(1_000)
  // In the form YYYY-MM-DD.
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: account.timeZone })
  let day = ''
  let today = 0

  function take(token: string, lane: Lane): void {
    const now = account.clock.now()
    const { limitTenSecondly, limitDaily, limitSearchSecondly } = account.switches()
    if (lane === 'search') {
      if (searches.count(now) >= limitSearchSecondly) throw refusal(account, 'SECONDLY', 1)
      searches.add(now)
      return
    }
    startDay(now)
    if (today >= limitDaily) throw refusal(account, 'DAILY', 60)
    const recent = recentOf(token)
    if (recent.count(now) >= limitTenSecondly) throw refusal(account, 'TEN_SECONDLY_ROLLING', 10)
    recent.add(now)
    today++
  }

  function headers(token: string, lane: Lane): Readonly<Record<string, string>> {
    if (lane === 'search') return {}
    const { limitTenSecondly, limitDaily } = account.switches()
    const used = recentOf(token).count(account.clock.now())
    return {
      'x-hubspot-ratelimit-max': String(limitTenSecondly),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, limitTenSecondly - used)),
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily': String(limitDaily),
      'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, limitDaily - today)),
    }
  }

  // The count starts anew at midnight in the account's time zone.
  function startDay(now: number): void {
    const current = days.format(now)
    if (current === day) return
    day = current
    today = 0
  }

  function recentOf(token: string): RollingWindow {
    let recent = recentByToken.get(token)
    if (recent === undefined) recentByToken.set(token, (recent = createRollingWindow(10_000)))
    return recent
  }

  return { take, headers, usedToday: () => today }
}

const messages = {
  TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
  DAILY: 'You have reached your daily limit.',
  SECONDLY: 'You have reached your secondly limit.',
} as const

function refusal(account: Account, policyName: keyof typeof messages, retryAfterSeconds: number): ApiError {
  return new ApiError(
    429,
    { message: messages[policyName], errorType: 'RATE_LIMIT', policyName },
    account.switches().retryAfterOnLimit ? { 'retry-after': String(retryAfterSeconds) } : {},
  )
}
