import { describe, expect, test } from 'vitest'
import { arrangeLists, listOf, lists, made, manual, members, named } from '../listing.fixture.ts'
import type { Caller } from '../testing.ts'

describe('the conversion of a dynamic list', () => {
  const dynamic = { ...manual, processingType: 'DYNAMIC', filterBranch: named('Ada') }
  const day = { conversionType: 'CONVERSION_DATE', year: 2026, month: 11, day: 26 }
  const quietDay = { conversionType: 'INACTIVITY', timeUnit: 'DAY', offset: 1 }
  const kindOf = async (call: Caller, listId: string): Promise<unknown> =>
    listOf(await call('GET', `${lists}/${listId}`))['processingType']

  test('happens on its day, and from then on its filters count no more', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    const path = `${lists}/${listId}/schedule-conversion`
    const asked = await call('PUT', path, day)
    expect([asked.status, asked.body]).toEqual([200, { listId, requestedConversionTime: day }])
    emulator.clock.advance(86_400_000)
    expect(await kindOf(call, listId)).toBe('DYNAMIC')
    emulator.clock.advance(86_400_000)
    await call('PATCH', `/crm/v3/objects/contacts/${ids[1]}`, { properties: { firstname: 'Ada' } })
    expect(await kindOf(call, listId)).toBe('SNAPSHOT')
    expect((await call('GET', path)).body['convertedAt']).toBe('2026-11-26T00:00:00Z')
    expect(await members(call, listId)).toEqual([ids[0]])
    expect((await call('PUT', `${lists}/${listId}/memberships/add`, [ids[2]])).status).toBe(200)
  })

  test('waits until its members have not changed for long enough', async () => {
    const { emulator, call, ids } = arrangeLists()
    const listId = await made(call, dynamic)
    await call('PUT', `${lists}/${listId}/schedule-conversion`, quietDay)
    emulator.clock.advance(80_000_000)
    await call('PATCH', `/crm/v3/objects/contacts/${ids[1]}`, { properties: { firstname: 'Ada' } })
    emulator.clock.advance(80_000_000)
    expect(await kindOf(call, listId)).toBe('DYNAMIC')
    emulator.clock.advance(10_000_000)
    expect(await kindOf(call, listId)).toBe('SNAPSHOT')
  })

  test('makes the other kind of static list when the switch says so', async () => {
    const { emulator, call } = arrangeLists()
    emulator.setSwitches({ convertedList: 'MANUAL' })
    const listId = await made(call, dynamic)
    await call('PUT', `${lists}/${listId}/schedule-conversion`, { ...day, day: 1 })
    expect(await kindOf(call, listId)).toBe('MANUAL')
  })

  test('can be called off', async () => {
    const { emulator, call } = arrangeLists()
    const listId = await made(call, dynamic)
    const path = `${lists}/${listId}/schedule-conversion`
    await call('PUT', path, day)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', path)).status).toBe(404)
    emulator.clock.advance(7 * 86_400_000)
    expect(await kindOf(call, listId)).toBe('DYNAMIC')
  })

  test.each([
    ['of a manual list', manual, day],
    ['on no day', dynamic, { ...day, month: 2, day: 30 }],
    ['after no time', dynamic, { ...quietDay, timeUnit: 'EON' }],
    ['of another kind', dynamic, { conversionType: 'WHIM' }],
  ])('%s is refused', async (_name, list, time) => {
    const { call } = arrangeLists()
    const listId = await made(call, list)
    expect((await call('PUT', `${lists}/${listId}/schedule-conversion`, time)).status).toBe(400)
  })
})
