import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const deals = '/crm/objects/2026-09/deals'
const lost = { dealname: 'Lift', dealstage: 'closedlost' }

function arrange(switches: Partial<Switches> = {}): { readonly emulator: Emulator; readonly call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  return { emulator, call: createCaller(emulator) }
}

describe('a property that an administrator requires', () => {
  test('must be set on create from 2026-09 on, whatever the way', async () => {
    const { emulator, call } = arrange()
    emulator.account.require('deals', ['hs_next_step', 'amount'])
    const body = { properties: { ...lost, amount: '5' } }
    const single = await call('POST', deals, body)
    const batch = await call('POST', `${deals}/batch/create`, { inputs: [body] })
    for (const { status, body: answer } of [single, batch]) {
      expect(status).toBe(400)
      expect(answer['errors']).toMatchObject([
        { code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: ['hs_next_step'] } },
      ])
    }
    expect((await call('POST', '/crm/v3/objects/deals', body)).status).toBe(201)
  })

  test('may be cleared later, and is required no more when that is taken back', async () => {
    const { emulator, call } = arrange()
    emulator.account.require('deals', ['hs_next_step'])
    const { body } = await call('POST', deals, { properties: { ...lost, hs_next_step: 'Call' } })
    expect((await call('PATCH', `${deals}/${body.id}`, { properties: { hs_next_step: '' } })).status).toBe(200)
    emulator.account.require('deals', [])
    expect((await call('POST', deals, { properties: lost })).status).toBe(201)
  })

  test('cannot be archived', async () => {
    const { emulator, call } = arrange()
    emulator.account.defineProperty('deals', 'visit_note', 'Visit note', 'text')
    emulator.account.require('deals', ['visit_note'])
    const { body } = await call('DELETE', '/crm/properties/2026-09/deals/visit_note')
    expect(body['subCategory']).toBe('PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE')
  })

  test('must exist', () => {
    expect(() => arrange().emulator.account.require('deals', ['nope'])).toThrow(TypeError)
  })
})

describe('a property required by the value of another', () => {
  function conditional(switches: Partial<Switches> = {}): ReturnType<typeof arrange> {
    const arranged = arrange(switches)
    const when = { property: 'dealstage', values: ['closedlost'] }
    arranged.emulator.account.require('deals', ['closed_lost_reason'], when)
    return arranged
  }
  const problem = {
    code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
    context: { propertyName: ['closed_lost_reason'] },
  }

  test('must be set on create while the other has it', async () => {
    const { call } = conditional()
    expect((await call('POST', deals, { properties: lost })).body['errors']).toMatchObject([problem])
    const reason = { closed_lost_reason: 'Price' }
    expect((await call('POST', deals, { properties: { ...lost, ...reason } })).status).toBe(201)
    expect((await call('POST', deals, { properties: { ...lost, dealstage: 'closedwon' } })).status).toBe(201)
  })

  test('must be set by the update that brings the other there, and may not be cleared there', async () => {
    const { emulator, call } = conditional()
    const id = emulator.account.create('deals', { ...lost, dealstage: 'contractsent' })
    const update = (properties: object) => call('PATCH', `${deals}/${id}`, { properties })
    expect((await update({ dealstage: 'closedlost' })).body['errors']).toMatchObject([problem])
    expect((await update({ dealstage: 'closedlost', closed_lost_reason: 'Price' })).status).toBe(200)
    expect((await update({ closed_lost_reason: '' })).body['errors']).toMatchObject([problem])
    expect((await update({ dealstage: 'contractsent', closed_lost_reason: '' })).status).toBe(200)
  })

  test.each([
    ['touched', 200],
    ['always', 400],
  ] as const)('when it is %s, an update of something else answers %d', async (conditionalRequired, status) => {
    const { emulator, call } = conditional({ conditionalRequired })
    const id = emulator.account.create('deals', lost)
    expect((await call('PATCH', `${deals}/${id}`, { properties: { amount: '1' } })).status).toBe(status)
  })

  test('is not demanded by versions before 2026-09', async () => {
    const { emulator, call } = conditional()
    expect((await call('POST', '/crm/objects/2026-03/deals', { properties: lost })).status).toBe(201)
    emulator.setSwitches({ requiredOnCreate: 'always' })
    expect((await call('POST', '/crm/objects/2026-03/deals', { properties: lost })).status).toBe(400)
  })

  test('is told once beside everything else that is wrong', async () => {
    const { emulator, call } = conditional()
    emulator.account.require('deals', ['closed_lost_reason', 'amount'])
    const { body } = await call('POST', deals, { properties: { ...lost, amount: 'much' } })
    const errors = body['errors'] as readonly { readonly context: { readonly propertyName: readonly string[] } }[]
    expect(errors.flatMap(({ context }) => context.propertyName).toSorted()).toEqual(['amount', 'closed_lost_reason'])
  })

  test('is arranged over HTTP too', async () => {
    const { call } = arrange()
    const requirement = { objectType: 'deals', properties: ['amount'] }
    const when = { property: 'dealstage', values: ['closedlost'] }
    expect((await call('POST', '/_emulator/requirements', { ...requirement, when })).status).toBe(200)
    expect((await call('POST', deals, { properties: lost })).status).toBe(400)
    expect((await call('POST', '/_emulator/requirements', { ...requirement, when: { property: 'nope' } })).status).toBe(
      400,
    )
  })
})
