import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
}

function arranged(): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  return { emulator, call: createCaller(emulator) }
}

const arrange = (): Caller => arranged().call
const deals = '/crm/v3/pipelines/deals'
const stage = (label: string, probability: string, displayOrder = 0): object => ({
  label,
  displayOrder,
  metadata: { probability },
})

describe('pipelines', () => {
  test('of deals are the default one and a second, with stages in order', async () => {
    const call = arrange()
    const { body } = await call('GET', '/crm/pipelines/2026-09/deals')
    expect(body.results.map(({ id }) => id)).toEqual(['default', '75398231'])
    const stages = await call('GET', '/crm/v3/pipelines/deals/default/stages')
    expect(stages.body.results.map(({ id }) => id)).toEqual([
      'appointmentscheduled',
      'qualifiedtobuy',
      'presentationscheduled',
      'decisionmakerboughtin',
      'contractsent',
      'closedwon',
      'closedlost',
    ])
    expect((await call('GET', '/crm/v3/pipelines/deals/default/stages/closedwon')).body).toMatchObject({
      metadata: { isClosed: 'true', probability: '1.0' },
    })
  })

  test.each(['/crm/v3/pipelines/deals/nope', '/crm/v3/pipelines/deals/default/stages/nope'])(
    'not there: %s',
    async (path) => {
      expect((await arrange()('GET', path)).status).toBe(404)
    },
  )

  test('are none for types without', async () => {
    expect((await arrange()('GET', '/crm/v3/pipelines/contacts')).body.results).toEqual([])
  })
})

describe('a pipeline', () => {
  test('is created with its stages, in display order', async () => {
    const { call } = arranged()
    const stages = [stage('Second', '1', 1), { ...stage('First', '0.5', 0), stageId: 'first' }]
    const { status, body } = await call('POST', deals, {
      label: 'Renewals',
      displayOrder: 5,
      pipelineId: 'renewals',
      stages,
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: 'renewals',
      archived: false,
      stages: [
        { id: 'first', label: 'First', metadata: { probability: '0.5', isClosed: 'false' } },
        { label: 'Second', metadata: { probability: '1.0', isClosed: 'true' } },
      ],
    })
    expect((await call('GET', `${deals}/renewals`)).body).toEqual(body)
  })

  test('takes records from then on', async () => {
    const { call } = arranged()
    const stages = [{ ...stage('Only', '0.5'), stageId: 'only' }]
    await call('POST', deals, { label: 'Renewals', displayOrder: 5, pipelineId: 'renewals', stages })
    const properties = { dealname: 'x', pipeline: 'renewals', dealstage: 'only' }
    expect((await call('POST', '/crm/objects/2026-09/deals', { properties })).status).toBe(201)
  })

  test('replaced keeps the stages it lists by id, in whatever order, and archives the others', async () => {
    const { call } = arranged()
    const stages = [{ ...stage('Won', '1', 1), stageId: '148270333' }, stage('Fresh', '0.3', 0)]
    const { status, body } = await call('PUT', `${deals}/75398231`, { label: 'Partners', displayOrder: 1, stages })
    expect(status).toBe(200)
    expect(body).toMatchObject({ label: 'Partners', stages: [{ label: 'Fresh' }, { id: '148270333', label: 'Won' }] })
    expect((await call('GET', `${deals}/75398231/stages/148270331`)).status).toBe(404)
  })

  test('patched keeps what the patch does not name', async () => {
    const { call } = arranged()
    const { body } = await call('PATCH', `${deals}/75398231`, { displayOrder: 0 })
    expect(body).toMatchObject({ label: 'Partner Pipeline', displayOrder: 0 })
    const listed = await call('GET', deals)
    expect(listed.body.results.map(({ id }) => id)).toEqual(['75398231', 'default'])
  })

  test('deleted is gone until a patch restores it', async () => {
    const { call } = arranged()
    expect((await call('DELETE', `${deals}/75398231`)).status).toBe(204)
    expect((await call('GET', `${deals}/75398231`)).status).toBe(404)
    expect((await call('PATCH', `${deals}/75398231`, { label: 'x' })).status).toBe(404)
    expect((await call('PATCH', `${deals}/75398231`, { archived: false })).status).toBe(200)
    expect((await call('GET', `${deals}/75398231`)).body).not.toHaveProperty('archivedAt')
  })

  test.each([
    ['without a label', { label: ' ', displayOrder: 0, stages: [] }],
    ['without stages', { label: 'x', displayOrder: 0 }],
    ['whose id is taken', { label: 'x', displayOrder: 0, stages: [], pipelineId: 'default' }],
    [
      'with a stage id twice',
      {
        label: 'x',
        displayOrder: 0,
        stages: [
          { ...stage('a', '0.1'), stageId: 'a' },
          { ...stage('b', '0.1'), stageId: 'a' },
        ],
      },
    ],
    ['of deals with a probability beyond 1', { label: 'x', displayOrder: 0, stages: [stage('a', '1.1')] }],
    ['of deals without a probability', { label: 'x', displayOrder: 0, stages: [{ label: 'a', displayOrder: 0 }] }],
  ])('%s is refused', async (_name, body) => {
    const { emulator, call } = arranged()
    expect((await call('POST', deals, body)).status).toBe(400)
    expect(emulator.audit()).toEqual([])
  })

  test('of a type without pipelines is refused', async () => {
    expect(
      (await arrange()('POST', '/crm/v3/pipelines/contacts', { label: 'x', displayOrder: 0, stages: [] })).status,
    ).toBe(400)
  })

  test.each([
    ['deals', 100, { probability: '0.5' }],
    ['tickets', 100, { ticketState: 'OPEN' }],
    ['leads', 30, {}],
    ['orders', 30, {}],
  ])('of %s has at most %i stages', async (type, most, metadata) => {
    const { call } = arranged()
    const stages = (count: number): object[] =>
      Array.from({ length: count }, (_, displayOrder) => ({ label: 'x', displayOrder, metadata }))
    const path = `/crm/v3/pipelines/${type}`
    expect((await call('POST', path, { label: 'x', displayOrder: 9, stages: stages(most) })).status).toBe(201)
    expect((await call('POST', path, { label: 'y', displayOrder: 9, stages: stages(most + 1) })).status).toBe(400)
  })
})

describe('a stage', () => {
  const path = `${deals}/75398231/stages`

  test('is created, replaced, patched and deleted', async () => {
    const { call } = arranged()
    const created = await call('POST', path, stage('New', '0.2', 9))
    expect([created.status, created.body]).toMatchObject([
      201,
      { label: 'New', writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT' },
    ])
    const one = `${path}/${created.body.id}`
    const replaced = await call('PUT', one, stage('Newer', '0.4', 8))
    expect(replaced.body).toMatchObject({ label: 'Newer', displayOrder: 8, metadata: { probability: '0.4' } })
    const patched = await call('PATCH', one, { label: 'Newest' })
    expect(patched.body).toMatchObject({ label: 'Newest', displayOrder: 8, metadata: { probability: '0.4' } })
    expect((await call('DELETE', one)).status).toBe(204)
    expect((await call('GET', one)).status).toBe(404)
    expect((await call('PATCH', one, { archived: false })).body).toMatchObject({ archived: false })
  })

  test.each([
    ['deals', '/crm/v3/pipelines/deals/default/stages', { probability: 0 }, { probability: '0.0', isClosed: 'true' }],
    [
      'deals',
      '/crm/v3/pipelines/deals/default/stages',
      { probability: 0.35 },
      { probability: '0.35', isClosed: 'false' },
    ],
    ['tickets', '/crm/v3/pipelines/tickets/0/stages', {}, { ticketState: 'OPEN' }],
    ['tickets', '/crm/v3/pipelines/tickets/0/stages', { ticketState: 'CLOSED' }, { ticketState: 'CLOSED' }],
  ])('of %s has metadata of text: %s %o', async (_type, stages, metadata, shown) => {
    const { body } = await arrange()('POST', stages, { label: 'x', displayOrder: 9, metadata })
    expect(body['metadata']).toEqual(shown)
  })

  test('of tickets is open or closed', async () => {
    const body = { label: 'x', displayOrder: 9, metadata: { ticketState: 'AJAR' } }
    expect((await arrange()('POST', '/crm/v3/pipelines/tickets/0/stages', body)).status).toBe(400)
  })
})

describe('what records stand in', () => {
  function used(): Arranged & { readonly deal: string } {
    const { emulator, call } = arranged()
    const deal = emulator.account.create('deals', { dealname: 'x', pipeline: '75398231', dealstage: '148270332' })
    return { emulator, call, deal }
  }

  test.each([
    ['DELETE', `${deals}/75398231?validateReferencesBeforeDelete=true`, undefined],
    ['DELETE', `${deals}/75398231?validateDealStageUsagesBeforeDelete=true`, undefined],
    ['PUT', `${deals}/75398231?validateReferencesBeforeDelete=true`, { label: 'x', displayOrder: 0, stages: [] }],
    ['PATCH', `${deals}/75398231?validateReferencesBeforeDelete=true`, { archived: true }],
    ['PATCH', `${deals}/75398231/stages/148270332?validateReferencesBeforeDelete=true`, { archived: true }],
    ['DELETE', '/crm/pipelines/2026-09/deals/75398231/stages/148270332', undefined],
  ])('is not deleted: %s %s', async (method, path, body) => {
    const { call, deal } = used()
    const answer = await call(method, path, body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      category: 'VALIDATION_ERROR',
      subCategory: 'PipelineError.STAGE_ID_IN_USE',
      context: { stageIds: ['148270332'], objectIds: [deal] },
    })
    expect((await call('GET', `${deals}/75398231/stages/148270332`)).status).toBe(200)
  })

  test.each(['v3', '2026-03'])('is deleted unasked in %s', async (version) => {
    const { call } = used()
    const prefix = version === 'v3' ? '/crm/v3/pipelines' : `/crm/pipelines/${version}`
    expect((await call('DELETE', `${prefix}/deals/75398231/stages/148270332`)).status).toBe(204)
  })

  test('is free once the records are archived', async () => {
    const { emulator, call, deal } = used()
    emulator.account.archive('deals', deal)
    expect((await call('DELETE', '/crm/pipelines/2026-09/deals/75398231/stages/148270332')).status).toBe(204)
  })
})

test('what is calculated from a stage follows it, without moving the last-modified date', async () => {
  const { emulator, call } = arranged()
  const deal = emulator.account.create('deals', { dealstage: 'contractsent', amount: '1000' })
  const path = `/crm/objects/2026-09/deals/${deal}?properties=hs_projected_amount`
  const { body: before } = await call('GET', path)
  emulator.clock.advance(1_000)
  await call('PATCH', `${deals}/default/stages/contractsent`, { metadata: { probability: '0.5' } })
  const { body: after } = await call('GET', path)
  expect([before, after].map(({ properties }) => properties['hs_projected_amount'])).toEqual(['900', '500'])
  expect(after['updatedAt']).toBe(before['updatedAt'])
})

describe('the audit of pipelines', () => {
  test('tells every change of a pipeline and of a stage, the newest first', async () => {
    const { emulator, call } = arranged()
    await call('PATCH', `${deals}/default`, { label: 'Sales' })
    emulator.clock.advance(1_500)
    await call('PATCH', `${deals}/default/stages/closedwon`, { label: 'Won' })
    await call('DELETE', `${deals}/default`)
    const { body } = await call('GET', `${deals}/default/audit`)
    expect(body.results).toMatchObject([
      { portalId: 147_892_301, identifier: 'default', action: 'DELETE', timestamp: '2026-11-24T08:00:01.500Z' },
      { identifier: 'default', action: 'UPDATE', rawObject: { label: 'Sales' } },
    ])
    const stages = await call('GET', `${deals}/default/stages/closedwon/audit`)
    expect(stages.body.results).toMatchObject([
      { identifier: 'closedwon', action: 'UPDATE', rawObject: { label: 'Won' } },
    ])
    expect(emulator.audit().map(({ id, definition }) => [id, definition])).toEqual([
      ['default', { of: 'pipeline', change: 'update' }],
      ['default/closedwon', { of: 'stage', change: 'update' }],
      ['default', { of: 'pipeline', change: 'archive' }],
    ])
  })
})
