import type { Account } from '../account/index.ts'
import type { Limits } from '../gate/index.ts'
import type { Answer, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** The account itself, and how much of its daily limit is used (https://developers.hubspot.com/docs/api-reference/2026-03/account/account-information). */
export function accountInfoRoutes(account: Account, limits: Limits): readonly Route[] {
  return [
    {
      method: 'GET',
      paths: pathsOf('accountInfo', '/details'),
      lane: 'definition',
      handle: () => details(account),
    },
    {
      method: 'GET',
      paths: pathsOf('accountInfo', '/api-usage/daily/private-apps'),
      lane: 'definition',
      handle: () => dailyUsage(account, limits),
    },
  ]
}

function details({ portalId, timeZone, currencies, clock }: Account): Answer {
  const [companyCurrency, ...additionalCurrencies] = currencies
  const utcOffsetMilliseconds = offsetOf(timeZone, clock.now())
  return {
    status: 200,
    body: {
      portalId,
      accountType: 'DEVELOPER_TEST',
      timeZone,
      companyCurrency,
      additionalCurrencies,
      utcOffset: offsetText(utcOffsetMilliseconds),
      utcOffsetMilliseconds,
      uiDomain: 'app.hubspot.com',
      dataHostingLocation: 'eu1',
    },
  }
}

function dailyUsage(account: Account, limits: Limits): Answer {
  const now = account.clock.now()
  const result = {
    name: 'private-apps-api-calls-daily',
    usageLimit: account.switches().limitDaily,
    currentUsage: limits.usedToday(),
    collectedAt: new Date(now).toISOString(),
    fetchStatus: 'SUCCESS',
    resetsAt: new Date(nextMidnight(account.timeZone, now)).toISOString(),
  }
  return { status: 200, body: { results: [result] } }
}

// What the clocks on the wall show there, read as if it were UTC, is ahead of now by the offset.
function offsetOf(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now)
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((each) => each.type === type)?.value)
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(now / 1_000) * 1_000
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000
  const twoDigits = (value: number): string => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`
}

// The daily count begins anew at midnight of the account's time zone.
function nextMidnight(timeZone: string, now: number): number {
  const dayMs = 86_400_000
  const wall = now + offsetOf(timeZone, now)
  const midnight = (Math.floor(wall / dayMs) + 1) * dayMs
  return midnight - offsetOf(timeZone, midnight - offsetOf(timeZone, now))
}
