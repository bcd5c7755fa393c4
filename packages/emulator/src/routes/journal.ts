import type { Account } from '../account/index.ts'
import { ApiError, unknownDefinition } from '../api-error.ts'
import { toIso } from '../clock.ts'
import { asArray, asObject, asText, asWhole, field } from '../input.ts'
import type { Journal, JournalEntry } from '../journal/index.ts'
import type { Apps } from '../oauth/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { journalAppOf } from './journal-app.ts'

const mostEntries = 100
const urlLifetimeMs = 15 * 60_000

/** Reading the webhooks journal (https://developers.hubspot.com/docs/api-reference/latest/webhooks-journal/journal-entries/guide). */
export function journalRoutes(account: Account, apps: Apps, journal: Journal): readonly Route[] {
  const route = (
    method: Route['method'],
    rest: string,
    handle: (call: Call, entries: readonly JournalEntry[]) => Answer,
  ): Route => ({
    method,
    paths: [...pathsOf('journal', rest), ...pathsOf('journalLocal', rest)],
    lane: 'journal',
    handle: (call) => handle(call, entriesFor(account, journal, journalAppOf(apps, call), call)),
  })
  const one = (call: Call, entry: JournalEntry | undefined): Answer => {
    if (entry !== undefined) return { status: 200, body: linkTo(account, call, entry) }
    if (account.switches().journalEnd === '404') throw unknownDefinition('There is no such entry.')
    return { status: 204 }
  }
  const several = (call: Call, entries: readonly JournalEntry[]): Answer =>
    batch(
      account,
      entries.map((each) => linkTo(account, call, each)),
    )
  return [
    route('GET', '/earliest', (call, entries) => one(call, entries[0])),
    route('GET', '/latest', (call, entries) => one(call, entries.at(-1))),
    route('GET', '/offset/:offset/next', (call, entries) => one(call, after(entries, call)[0])),
    route('GET', '/batch/earliest/:count', (call, entries) => several(call, entries.slice(0, countOf(call)))),
    route('GET', '/batch/latest/:count', (call, entries) => several(call, entries.slice(-countOf(call)))),
    route('GET', '/batch/:offset/next/:count', (call, entries) =>
      several(call, after(entries, call).slice(0, countOf(call))),
    ),
    route('POST', '/batch/read', (call, entries) => several(call, asked(call, entries))),
  ]
}

/** The file behind an entry's `url`, while that is good. */
export function journalFile(account: Account, journal: Journal, query: Readonly<Record<string, unknown>>): object {
  const { app, offset, expires } = query
  const entry = journal.entries(Number(app)).find((each) => each.offset === offset)
  if (entry === undefined || !(Number(expires) > account.clock.now()))
    throw new TypeError('There is no such file any more.')
  return { offset: entry.offset, journalEvents: entry.events, publishedAt: toIso(entry.publishedAt) }
}

// The local journal is that of one account, and the emulator has but one.
function entriesFor(account: Account, journal: Journal, appId: number, call: Call): readonly JournalEntry[] {
  const portal = call.query.get('installPortalId')
  return portal === null || portal === String(account.portalId) ? journal.entries(appId) : []
}

function after(entries: readonly JournalEntry[], call: Call): readonly JournalEntry[] {
  return entries.slice(placeOf(entries, call.param('offset')) + 1)
}

function asked(call: Call, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return asArray(field(bodyObject(call), 'inputs'), 'inputs').map((input) => {
    const offset = asText(field(asObject(input, 'an input'), 'id'), 'id')
    return entries[placeOf(entries, offset)] as JournalEntry
  })
}

function placeOf(entries: readonly JournalEntry[], offset: string): number {
  const place = entries.findIndex((each) => each.offset === offset)
  if (place < 0)
    throw new ApiError(404, { message: 'The offset has expired or does not exist.', category: 'OBJECT_NOT_FOUND' })
  return place
}

function countOf(call: Call): number {
  return asWhole(call.param('count'), 'count', 1, mostEntries)
}

function linkTo(account: Account, { origin }: Call, { appId, offset }: JournalEntry): object {
  const expires = account.clock.now() + urlLifetimeMs
  const url = `${origin}/_emulator/journal?app=${appId}&offset=${offset}&expires=${expires}`
  return { url, expiresAt: toIso(expires), currentOffset: offset }
}

function batch(account: Account, results: readonly object[]): Answer {
  const at = toIso(account.clock.now())
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}
