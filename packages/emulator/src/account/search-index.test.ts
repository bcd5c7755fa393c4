import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(): { emulator: Emulator; call: Caller; found: (value: string) => Promise<readonly string[]> } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, searchLagMs: 2_000 } })
  const call = createCaller(emulator)
  const found = async (value: string): Promise<readonly string[]> => {
    const filters = [{ propertyName: 'firstname', operator: 'EQ', value }]
    return (await call('POST', '/crm/v3/objects/contacts/search', { filters })).body.results.map(({ id }) => id)
  }
  return { emulator, call, found }
}

describe('the search index', () => {
  test('learns of a new record when the lag has passed, while a read by id knows it at once', async () => {
    const { emulator, call, found } = arrange()
    const { body } = await call('POST', '/crm/v3/objects/contacts', { properties: { firstname: 'Ada' } })
    expect((await call('GET', `/crm/v3/objects/contacts/${body.id}`)).status).toBe(200)
    expect(await found('ada')).toEqual([])
    emulator.clock.advance(1_999)
    expect(await found('ada')).toEqual([])
    emulator.clock.advance(1)
    expect(await found('ada')).toEqual([body.id])
  })

  test('finds an updated record by its old value until then, and shows that value', async () => {
    const { emulator, call, found } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    await call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { firstname: 'Eva' } })
    expect([await found('ada'), await found('eva')]).toEqual([[id], []])
    const { body } = await call('POST', '/crm/v3/objects/contacts/search', {})
    expect(body.results[0]?.properties['firstname']).toBe('Ada')
    emulator.clock.advance(2_000)
    expect([await found('ada'), await found('eva')]).toEqual([[], [id]])
  })

  test('still finds an archived record until then', async () => {
    const { emulator, call, found } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    await call('DELETE', `/crm/v3/objects/contacts/${id}`)
    expect(await found('ada')).toEqual([id])
    emulator.clock.advance(2_000)
    expect(await found('ada')).toEqual([])
  })

  test('learns of associations with the same lag', async () => {
    const { emulator, call } = arrange()
    const contact = emulator.account.create('contacts', {})
    const [old, next] = [emulator.account.create('companies', {}), emulator.account.create('companies', {})]
    emulator.account.associate('contacts', contact, 'companies', old)
    const totals = async (): Promise<readonly unknown[]> =>
      Promise.all(
        [old, next].map(async (value) => {
          const filters = [{ propertyName: 'associations.company', operator: 'EQ', value }]
          return (await call('POST', '/crm/v3/objects/contacts/search', { filters })).body['total']
        }),
      )
    await call('DELETE', `/crm/v4/objects/contacts/${contact}/associations/companies/${old}`)
    await call('PUT', `/crm/v4/objects/contacts/${contact}/associations/default/companies/${next}`)
    expect(await totals()).toEqual([1, 0])
    emulator.clock.advance(2_000)
    expect(await totals()).toEqual([0, 1])
  })

  test('applies what is arranged from inside at once, over what is still on its way', async () => {
    const { emulator, call, found } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    await call('PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { firstname: 'Eva' } })
    emulator.account.update('contacts', id, { firstname: 'Ida' })
    expect(await found('ida')).toEqual([id])
    emulator.clock.advance(60_000)
    expect(await found('ida')).toEqual([id])
  })
})
