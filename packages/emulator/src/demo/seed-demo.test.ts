import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './emulator.ts'
import { createCaller, frozen, quiet } from './testing.ts'

function demo(seed = 1): Emulator {
  return createEmulator({ clock: frozen, seed, demo: true, switches: quiet })
}

describe('the demo account', () => {
  test('has 2,000 contacts, 200 companies and 400 deals', () => {
    const { account } = demo()
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
    const open = demo()
      .account.records('deals')
      .filter(({ properties }) => properties['hs_is_closed'] === 'false')
    expect(open.length).toBeGreaterThan(200)
    expect(open.length).toBeLessThan(280)
    const days = open.map(({ properties }) => (Date.parse(properties['closedate'] ?? '') - frozen.now()) / 86_400_000)
    expect(days.some((each) => each < 0)).toBe(true)
    expect(days.every((each) => Number.isNaN(each) || (each > -30 && each < 140))).toBe(true)
  })

  test('has values that the API would take, on records that grow older with their ids', async () => {
    const { account } = demo()
    for (const type of ['contacts', 'companies', 'deals']) {
      const records = account.records(type)
      const times = records.map(({ createdAt }) => createdAt)
      expect(times).toEqual(times.toSorted())
      expect(
        records.every(({ createdAt, updatedAt }) => createdAt <= updatedAt && Date.parse(updatedAt) <= frozen.now()),
      ).toBe(true)
    }
    const call = createCaller(createEmulator({ clock: frozen, switches: quiet }))
    const readOnly =
      /^(hs_object_id|createdate|.*lastmodifieddate|hs_(is_closed|deal_stage|projected|closed).*|.*_in_home_currency|hs_searchable.*)$/
    for (const type of ['contacts', 'companies', 'deals']) {
      for (const { properties } of account.records(type).slice(0, 60)) {
        const writable = Object.fromEntries(Object.entries(properties).filter(([name]) => !readOnly.test(name)))
        const { status, body } = await call('POST', `/crm/objects/2026-09/${type}`, { properties: writable })
        expect([status, body['message']]).toEqual([201, undefined])
      }
    }
  })

  test('associates contacts with one primary company, deals with it and one to four contacts, some by label', () => {
    const { account } = demo()
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
    const emails = demo()
      .account.records('contacts')
      .flatMap(({ properties }) => properties['email'] ?? [])
    expect(new Set(emails).size).toBe(emails.length)
  })
})
