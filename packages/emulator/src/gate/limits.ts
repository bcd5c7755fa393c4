import type { Account } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import type { Credentials } from '../oauth/index.ts'
import type { Lane } from '../route.ts'
import { createRollingWindow, type RollingWindow } from './rolling-window.ts'

/** Whose requests are counted: the token's own, or those of an app in the account. */
export type Counted = Pick<Credentials, 'token' | 'kind' | 'appId'>

/** Request limits: ten seconds for each token or app, a day and searches for the account (https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines). */
export interface Limits {
  /** Counts a request, or throws `ApiError` 429. A refused request counts nowhere. */
  take(who: Counted, lane: Lane): void
  /** The headers that tell what is left; searches and the journal have none, OAuth apps none of the day. */
  headers(who: Counted, lane: Lane): Readonly<Record<string, string>>
  /** Requests counted today. */
  usedToday(): number
  save(): SavedLimits
  load(saved: SavedLimits): void
}

/** All counts as plain data. */
export interface SavedLimits {
  readonly day: string
  readonly today: number
  readonly windows: readonly (readonly [key: string, moments: readonly number[]])[]
}

/** Nothing used yet. */
export function createLimits(account: Account): Limits {
  const windows = new Map<string, RollingWindow>()
  // In the form YYYY-MM-DD.
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: account.timeZone })
  let day = ''
  let today = 0

  function take(who: Counted, lane: Lane): void {
    const now = account.clock.now()
    const perSecond = secondlyLimit(account, lane)
    if (perSecond !== undefined) {
      const window = windowOf(`lane ${lane}`, 1_000)
      if (window.count(now) >= perSecond) throw refusal(account, 'SECONDLY', 1)
      return window.add(now)
    }
    startDay(now)
    const daily = who.kind === 'private'
    if (daily && today >= account.switches().limitDaily) throw refusal(account, 'DAILY', 60)
    const recent = recentOf(who)
    const associations = windowOf('associations', 10_000)
    const tooMany =
      recent.count(now) >= tenSecondlyLimit(account, who) ||
      (lane === 'association' && associations.count(now) >= account.switches().limitAssociationsTenSecondly)
    if (tooMany) throw refusal(account, 'TEN_SECONDLY_ROLLING', 10)
    recent.add(now)
    if (lane === 'association') associations.add(now)
    if (daily) today++
  }

  function headers(who: Counted, lane: Lane): Readonly<Record<string, string>> {
    if (secondlyLimit(account, lane) !== undefined) return {}
    const { limitDaily } = account.switches()
    const limit = tenSecondlyLimit(account, who)
    const used = recentOf(who).count(account.clock.now())
    const ofDay = {
      'x-hubspot-ratelimit-daily': String(limitDaily),
      'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, limitDaily - today)),
    }
    return {
      'x-hubspot-ratelimit-max': String(limit),
      'x-hubspot-ratelimit-remaining': String(Math.max(0, limit - used)),
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      ...(who.kind === 'private' ? ofDay : {}),
    }
  }

  // The count starts anew at midnight in the account's time zone.
  function startDay(now: number): void {
    const current = days.format(now)
    if (current === day) return
    day = current
    today = 0
  }

  function recentOf({ token, appId }: Counted): RollingWindow {
    return windowOf(appId === null ? `token ${token}` : `app ${appId}`, 10_000)
  }

  function windowOf(key: string, lengthMs: number): RollingWindow {
    let window = windows.get(key)
    if (window === undefined) windows.set(key, (window = createRollingWindow(lengthMs)))
    return window
  }

  return {
    take,
    headers,
    usedToday: () => today,
    save: () => ({ day, today, windows: [...windows].map(([key, window]) => [key, window.moments()]) }),
    load(saved) {
      day = saved.day
      today = saved.today
      windows.clear()
      for (const [key, moments] of saved.windows) {
        const window = windowOf(key, key.startsWith('lane ') ? 1_000 : 10_000)
        for (const moment of moments) window.add(moment)
      }
    },
  }
}

function tenSecondlyLimit(account: Account, { kind }: Counted): number {
  const { limitTenSecondly, limitOAuthTenSecondly } = account.switches()
  return kind === 'private' ? limitTenSecondly : limitOAuthTenSecondly
}

// Searches and the journal have buckets of their own.
const journalLimits: Partial<Record<Lane, number>> = {
  journal: 100,
  'journal-subscriptions': 50,
  'journal-snapshots': 10,
}

function secondlyLimit(account: Account, lane: Lane): number | undefined {
  return lane === 'search' ? account.switches().limitSearchSecondly : journalLimits[lane]
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
