import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Switches } from '../switches.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const path = '/crm/property-validations/2026-09/0-1'

function arrange(switches: Partial<Switches> = {}): { readonly emulator: Emulator; readonly call: Caller } {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, ...switches } })
  emulator.account.defineProperty('contacts', 'age', 'Age', 'number')
  emulator.account.defineProperty('contacts', 'born', 'Born', 'date')
  return { emulator, call: createCaller(emulator) }
}

describe('property validations', () => {
  test.each(['/crm/v3/property-validations/0-1', path])('are put and read at %s', async (base) => {
    const { call } = arrange()
    const put = (property: string, rule: string, ruleArguments: readonly string[], more: object = {}) =>
      call('PUT', `${base}/${property}/rule-type/${rule}`, { ruleArguments, ...more })
    expect((await put('zip', 'ALPHANUMERIC', ['NUMERIC_ONLY'])).status).toBe(204)
    await put('age', 'MIN_NUMBER', ['1'])
    await put('age', 'MAX_NUMBER', ['150'], { shouldApplyNormalization: true })
    await put('age', 'MIN_NUMBER', ['18'])
    const rules = [
      { ruleType: 'MAX_NUMBER', ruleArguments: ['150'], shouldApplyNormalization: true },
      { ruleType: 'MIN_NUMBER', ruleArguments: ['18'] },
    ]
    expect((await call('GET', base)).body.results).toEqual([
      { propertyName: 'zip', propertyValidationRules: [{ ruleType: 'ALPHANUMERIC', ruleArguments: ['NUMERIC_ONLY'] }] },
      { propertyName: 'age', propertyValidationRules: rules },
    ])
    expect((await call('GET', `${base}/age`)).body.results).toEqual(rules)
    expect((await call('GET', `${base}/age/rule-type/MIN_NUMBER`)).body).toEqual(rules[1])
    expect((await call('GET', `${base}/city`)).body.results).toEqual([])
    expect((await call('GET', `${base}/city/rule-type/MIN_LENGTH`)).status).toBe(404)
  })

  test.each([
    ['an unknown property', 'nope', 'MIN_LENGTH', { ruleArguments: ['1'] }, 404],
    ['an unknown rule', 'city', 'PRETTY', { ruleArguments: [] }, 400],
    ['an inherited name as rule', 'city', 'constructor', { ruleArguments: [] }, 400],
    ['no arguments', 'city', 'MIN_LENGTH', {}, 400],
    ['arguments that are none', 'city', 'MIN_LENGTH', { ruleArguments: ['few'] }, 400],
    ['a property of options', 'lifecyclestage', 'MIN_LENGTH', { ruleArguments: ['1'] }, 400],
  ])('are refused for %s', async (_name, property, rule, body, status) => {
    expect((await arrange().call('PUT', `${path}/${property}/rule-type/${rule}`, body)).status).toBe(status)
  })

  test.each([
    ['city', 'MIN_LENGTH', ['3'], 'Ulm', 'Ur'],
    ['city', 'MAX_LENGTH', ['4'], 'Rome', 'Paris'],
    ['age', 'MIN_NUMBER', ['18'], '18', '17.9'],
    ['age', 'MAX_NUMBER', ['150'], '1.5e2', '151'],
    ['zip', 'ALPHANUMERIC', ['NUMERIC_ONLY'], '89073', 'D-89073'],
    ['born', 'START_DATE', ['1900-01-01'], '1900-01-01', '1899-12-31'],
    ['born', 'END_DATE', ['2026-01-01'], '2026-01-01', '2026-01-02'],
    ['email', 'EMAIL_ALLOWED_DOMAINS', ['acme.example'], 'a@ACME.example', 'a@other.example'],
    ['email', 'EMAIL_BLOCKED_DOMAINS', ['acme.example'], 'a@other.example', 'a@acme.example'],
  ])('of %s by %s %j take %j and refuse %j', async (property, rule, ruleArguments, good, bad) => {
    const { emulator, call } = arrange()
    await call('PUT', `${path}/${property}/rule-type/${rule}`, { ruleArguments })
    const create = (value: string) =>
      call('POST', '/crm/objects/2026-09/contacts', { properties: { [property]: value } })
    expect((await create(good)).status).toBe(201)
    const refused = await create(bad)
    expect([refused.status, refused.body['errors']]).toMatchObject([400, [{ context: { propertyName: [property] } }]])
    emulator.setSwitches({ validationRulesEnforced: false })
    expect((await create(bad)).status).toBe(201)
  })

  test('let a value be cleared, and keep rules whose arguments are not understood', async () => {
    const { emulator, call } = arrange()
    await call('PUT', `${path}/city/rule-type/MIN_LENGTH`, { ruleArguments: ['3'] })
    await call('PUT', `${path}/city/rule-type/REGEX`, { ruleArguments: ['(a+)+$'] })
    const id = emulator.account.create('contacts', { city: 'Ulm' })
    const update = (city: string) => call('PATCH', `/crm/objects/2026-09/contacts/${id}`, { properties: { city } })
    expect((await update('')).status).toBe(200)
    expect((await update(`${'a'.repeat(40)}!`)).status).toBe(200)
  })

  test('are readable a moment after they were put', async () => {
    const { emulator, call } = arrange({ definitionLagMs: 500 })
    await call('PUT', `${path}/city/rule-type/MIN_LENGTH`, { ruleArguments: ['3'] })
    expect((await call('GET', `${path}/city`)).body.results).toEqual([])
    emulator.clock.advance(500)
    expect((await call('GET', `${path}/city`)).body.results).toHaveLength(1)
  })
})
