import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly contact: string
  readonly company: string
}

function arrange(): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const contact = emulator.account.create('contacts', {})
  const company = emulator.account.create('companies', {})
  return { emulator, call: createCaller(emulator), contact, company }
}

const batch = '/crm/v3/associations/contacts/companies/batch'

describe('associations in v3', () => {
  test('are created by the name of their type', async () => {
    const { emulator, call, contact, company } = arrange()
    const input = { from: { id: contact }, to: { id: company }, type: 'contact_to_company' }
    const { status, body } = await call('POST', `${batch}/create`, { inputs: [input] })
    expect(status).toBe(201)
    expect(body.results).toEqual([input])
    expect(emulator.account.partners('contacts', contact, 'companies')).toEqual([
      { id: company, labels: [null, 'Primary'] },
    ])
  })

  test('are read with an entry for each type', async () => {
    const { emulator, call, contact, company } = arrange()
    emulator.account.associate('contacts', contact, 'companies', company, 'Primary')
    const { body } = await call('POST', `${batch}/read`, { inputs: [{ id: contact }] })
    const to = [
      { id: company, type: 'contact_to_company_unlabeled' },
      { id: company, type: 'contact_to_company' },
    ]
    expect(body.results).toEqual([{ from: { id: contact }, to }])
    const listed = await call('GET', `/crm/v3/objects/contacts/${contact}/associations/companies`)
    expect(listed.body).toEqual({ results: to })
  })

  test('are archived type by type', async () => {
    const { emulator, call, contact, company } = arrange()
    emulator.account.associate('contacts', contact, 'companies', company, 'Primary')
    const input = { from: { id: contact }, to: { id: company }, type: 'contact_to_company' }
    const { status } = await call('POST', `${batch}/archive`, { inputs: [input] })
    expect(status).toBe(204)
    expect(emulator.account.partners('contacts', contact, 'companies')).toEqual([{ id: company, labels: [null] }])
  })

  test('tell a missing record, and make the rest', async () => {
    const { call, contact, company } = arrange()
    const input = { from: { id: contact }, to: { id: company }, type: 'contact_to_company' }
    const { status, body } = await call('POST', `${batch}/create`, { inputs: [input, { ...input, to: { id: '7' } }] })
    expect(status).toBe(207)
    expect(body.results).toEqual([input])
    expect(body['errors']).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { toObjectId: ['7'] } }])
  })

  test('refuse a type of another direction', async () => {
    const { call, contact, company } = arrange()
    const input = { from: { id: contact }, to: { id: company }, type: 'company_to_contact' }
    expect((await call('POST', `${batch}/create`, { inputs: [input] })).status).toBe(400)
  })

  test('list their types by id and name', async () => {
    const { call } = arrange()
    const { body } = await call('GET', '/crm/v3/associations/contacts/companies/types')
    expect(body.results).toEqual([
      { id: '279', name: 'contact_to_company_unlabeled' },
      { id: '1', name: 'contact_to_company' },
      { id: '931', name: 'contact_to_company_billing' },
    ])
  })

  test.each(['contact_to_company', '1'])('are made and dissolved one by one by %s', async (type) => {
    const { emulator, call, contact, company } = arrange()
    const path = `/crm/v3/objects/contacts/${contact}/associations/companies/${company}/${type}`
    const { status, body } = await call('PUT', path)
    expect(status).toBe(200)
    expect(body.id).toBe(contact)
    expect(emulator.account.partners('companies', company, 'contacts')).toEqual([
      { id: contact, labels: [null, 'Primary'] },
    ])
    expect((await call('DELETE', path)).status).toBe(204)
    expect(emulator.account.partners('companies', company, 'contacts')).toEqual([{ id: contact, labels: [null] }])
  })
})
