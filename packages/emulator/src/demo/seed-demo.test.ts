import { objectTypes } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { typeRows } from '../data/object-types.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type ReplyBody } from '../testing.ts'
import type { DemoProgress } from './index.ts'

// HubSpot documents no properties for the others.
const filled = objectTypes.map(({ name }) => name)
// The API makes none of these; leads want a contact with them.
const created = filled.filter((type) => !['feedback_submissions', 'users', 'leads'].includes(type))

// Only looked at, so one is enough for all.
const shown = demo()

function demo(seed = 1): Emulator {
  return createEmulator({ clock: frozen, seed, demo: true, switches: quiet })
}

describe('the demo account', () => {
  test('has 2,000 contacts, 200 companies and 400 deals', () => {
    const { account } = shown
    expect(['contacts', 'companies', 'deals'].map((type) => account.records(type).length)).toEqual([2_000, 200, 400])
  })

  test('is the same for the same seed, another one for another', () => {
    const [one, same, other] = [demo(7), demo(7), demo(8)].map(({ account }) =>
      JSON.stringify(['contacts', 'companies', 'deals'].map((type) => account.records(type))),
    )
    expect(one === same).toBe(true)
    expect(one === other).toBe(false)
  })

  test('has about 60 % of its deals open, and they close around now', () => {
    const open = shown.account.records('deals').filter(({ properties }) => properties['hs_is_closed'] === 'false')
    expect(open.length).toBeGreaterThan(200)
    expect(open.length).toBeLessThan(280)
    const days = open.map(({ properties }) => (Date.parse(properties['closedate'] ?? '') - frozen.now()) / 86_400_000)
    expect(days.some((each) => each < 0)).toBe(true)
    expect(days.every((each) => Number.isNaN(each) || (each > -30 && each < 140))).toBe(true)
  })

  test.each(filled)('has %s that grow older with their ids, none changed before it was made or after now', (type) => {
    const records = shown.account.records(type)
    const times = records.map(({ createdAt }) => createdAt)
    expect(times.length).toBeGreaterThan(0)
    expect(times).toEqual(times.toSorted())
    expect(
      records.every(({ createdAt, updatedAt }) => createdAt <= updatedAt && Date.parse(updatedAt) <= frozen.now()),
    ).toBe(true)
  })

  test.each(created)('has %s whose values the API would take', async (type) => {
    const empty = createEmulator({ clock: frozen, switches: { ...quiet, requiredOnCreate: 'never' } })
    if (typeRows[type]?.activatable === true) empty.account.activate(type)
    const call = createCaller(empty)
    const definitions = (await call('GET', `/crm/properties/v3/${type}`)).body.results
    const writable = new Set(definitions.filter(isWritable).map(({ name }) => name))
    for (const { properties } of shown.account.records(type).slice(0, 30)) {
      const sent = Object.fromEntries(Object.entries(properties).filter(([name]) => writable.has(name)))
      const { status, body } = await call('POST', `/crm/v3/objects/${type}`, { properties: sent })
      expect([status, body['message']]).toEqual([201, undefined])
    }
  })

  test.each([
    ['deals', 'dealstage'],
    ['tickets', 'hs_pipeline_stage'],
    ['leads', 'hs_pipeline_stage'],
  ])('has %s that came to their stage through others', async (type, property) => {
    const call = createCaller(shown)
    const { body } = await call('GET', `/crm/v3/objects/${type}?limit=50&propertiesWithHistory=${property}`)
    const histories = body.results.map((record) => historyOf(record, property))
    expect(Math.max(...histories.map(({ length }) => length))).toBeGreaterThan(2)
    for (const history of histories) {
      const moments = history.map(({ timestamp }) => Date.parse(timestamp))
      expect(moments).toEqual(moments.toSorted((a, b) => b - a))
      expect(new Set(history.map(({ value }) => value)).size).toBe(history.length)
    }
  })

  test('associates what people did with them, with their companies and the deals it was about', () => {
    const { account } = shown
    for (const type of ['calls', 'notes', 'emails', 'tasks', 'meetings', 'communications', 'postal_mail', 'tickets']) {
      const withSomebody = account.records(type).filter(({ id }) => account.partners(type, id, 'contacts').length === 1)
      expect(withSomebody.length).toBeGreaterThan(account.records(type).length * 0.9)
    }
    const items = account.records('line_items').map(({ id }) => account.partners('line_items', id, 'deals').length)
    expect(new Set(items)).toEqual(new Set([1]))
  })

  test('tells how far it is, and at the end that all is made', () => {
    const heard: DemoProgress[] = []
    const { account } = createEmulator({ clock: frozen, demo: true, onDemoProgress: (each) => void heard.push(each) })
    const made = filled.reduce((sum, type) => sum + account.records(type).length, 0)
    expect(heard.map((each) => each.made)).toEqual([1_000, 2_000, 3_000, 4_000, made])
    expect(heard.at(-1)).toEqual({ made, total: made })
    // The estimate is near enough to show a share.
    expect(heard[0]?.total).toBeGreaterThan(made * 0.9)
    expect(heard[0]?.total).toBeLessThan(made * 1.1)
  })

  test('associates contacts with one primary company, deals with it and one to four contacts, some by label', () => {
    const { account } = shown
    const contacts = account.records('contacts').map(({ id }) => account.partners('contacts', id, 'companies'))
    expect(contacts.every((partners) => partners.length <= 1)).toBe(true)
    expect(contacts.filter(([partner]) => partner?.labels.includes('Primary')).length).toBeGreaterThan(1_700)
    const deals = account.records('deals').map(({ id }) => account.partners('deals', id, 'contacts'))
    expect(Math.max(...deals.map((partners) => partners.length))).toBe(4)
    expect(
      deals.filter((partners) => partners.some(({ labels }) => labels.includes('Decision maker'))).length,
    ).toBeGreaterThan(100)
  })

  test('is known to search at once', async () => {
    const emulator = createEmulator({ clock: frozen, demo: { contacts: 30 } })
    expect((await createCaller(emulator)('POST', '/crm/v3/objects/contacts/search', {})).body['total']).toBe(30)
  })

  test('has no two contacts of one email', () => {
    const emails = shown.account.records('contacts').flatMap(({ properties }) => properties['email'] ?? [])
    expect(new Set(emails).size).toBe(emails.length)
  })
})

function isWritable({ calculated, modificationMetadata }: ReplyBody): boolean {
  return calculated !== true && (modificationMetadata as { readOnlyValue: boolean }).readOnlyValue === false
}

function historyOf(
  record: ReplyBody,
  property: string,
): readonly { readonly value: string; readonly timestamp: string }[] {
  const histories = record['propertiesWithHistory'] as Record<string, { value: string; timestamp: string }[]>
  return histories[property] ?? []
}
