import { describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

function arrange(): Caller {
  return createCaller(createEmulator({ clock: frozen, switches: quiet }))
}

describe('owners', () => {
  test('are listed in pages, archived ones apart', async () => {
    const call = arrange()
    const { body } = await call('GET', '/crm/owners/2026-09?limit=3')
    expect(body.results).toHaveLength(3)
    const after = (body['paging'] as { next: { after: string } }).next.after
    expect((await call('GET', `/crm/owners/2026-09?limit=3&after=${after}`)).body.results).toHaveLength(3)
    expect((await call('GET', '/crm/owners/2026-09?archived=true')).body.results).toMatchObject([{ userId: null }])
  })

  test('are found by id, user id and email', async () => {
    const call = arrange()
    const [first] = (await call('GET', '/crm/owners/2026-09')).body.results
    expect((await call('GET', `/crm/owners/2026-09/${first?.id}`)).body).toEqual(first)
    expect((await call('GET', `/crm/owners/2026-09/${String(first?.['userId'])}?idProperty=userId`)).body).toEqual(
      first,
    )
    expect((await call('GET', `/crm/owners/2026-09?email=${String(first?.['email'])}`)).body.results).toEqual([first])
    expect((await call('GET', '/crm/owners/2026-09/1')).status).toBe(404)
  })

  test('archived keep their id and lose their user id, which still finds them', async () => {
    const call = arrange()
    const { body } = await call('GET', '/crm/v3/owners/101838284?archived=true')
    expect(body).toMatchObject({ userId: null, userIdIncludingInactive: 24_320_771 })
    expect((await call('GET', '/crm/v3/owners/24320771?archived=true&idProperty=userId')).body).toEqual(body)
    expect((await call('GET', '/crm/v3/owners/101838284')).status).toBe(404)
  })

  test('that are queues are no users', async () => {
    const { body } = await arrange()('GET', '/crm/v3/owners/101838290')
    expect(body).toMatchObject({ type: 'QUEUE', archived: false })
    expect(Object.keys(body)).not.toContain('userId')
  })

  test('are read only, and found by no other property', async () => {
    const call = arrange()
    expect((await call('POST', '/crm/v3/owners', {})).status).toBe(405)
    expect((await call('GET', '/crm/v3/owners/1?idProperty=email')).status).toBe(400)
  })
})
