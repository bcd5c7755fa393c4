import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly deal: string
  readonly contacts: readonly [string, string]
}

function arrange(): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const { account } = emulator
  return {
    emulator,
    call: createCaller(emulator),
    deal: account.create('deals', { dealname: 'x' }),
    contacts: [account.create('contacts', {}), account.create('contacts', {})],
  }
}

const labels = '/crm/associations/2026-09/deals/contacts/labels'
const limits = '/crm/associations/2026-09/definitions/configurations'
const sponsor = { name: 'sponsor', label: 'Sponsor', inverseLabel: 'Sponsors' }

describe('a label', () => {
  test.each(['/crm/v4/associations', '/crm/associations/v4', '/crm/associations/2026-03'])(
    'is created with its inverse under %s',
    async (prefix) => {
      const { call } = arrange()
      const { status, body } = await call('POST', `${prefix}/deals/contacts/labels`, sponsor)
      expect(status).toBe(200)
      expect(body.results).toEqual([
        { category: 'USER_DEFINED', typeId: 1, label: 'Sponsor' },
        { category: 'USER_DEFINED', typeId: 2, label: 'Sponsors' },
      ])
      const back = await call('GET', `${prefix}/contacts/deals/labels`)
      expect(back.body.results).toContainEqual({ category: 'USER_DEFINED', typeId: 2, label: 'Sponsors' })
    },
  )

  test('is the same in both directions when it has no inverse label', async () => {
    const { call } = arrange()
    const { body } = await call('POST', labels, { name: 'peer', label: 'Peer' })
    expect(body.results).toMatchObject([{ label: 'Peer' }, { label: 'Peer' }])
  })

  test('renamed is renamed on every pair', async () => {
    const { emulator, call, deal, contacts } = arrange()
    await call('POST', labels, sponsor)
    emulator.account.associate('deals', deal, 'contacts', contacts[0], 'Sponsor')
    const { status } = await call('PUT', labels, { associationTypeId: 1, label: 'Patron' })
    expect(status).toBe(204)
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([
      { id: contacts[0], labels: [null, 'Patron'] },
    ])
    expect(emulator.account.partners('contacts', contacts[0], 'deals')).toEqual([
      { id: deal, labels: [null, 'Sponsors'] },
    ])
  })

  test('without an inverse label is renamed in both directions', async () => {
    const { call } = arrange()
    await call('POST', labels, { name: 'peer', label: 'Peer' })
    await call('PUT', labels, { associationTypeId: 1, label: 'Equal' })
    const back = await call('GET', '/crm/associations/2026-09/contacts/deals/labels')
    expect(back.body.results).toContainEqual({ category: 'USER_DEFINED', typeId: 2, label: 'Equal' })
  })

  test('deleted leaves the associations that had it', async () => {
    const { emulator, call, deal, contacts } = arrange()
    await call('POST', labels, sponsor)
    emulator.account.associate('deals', deal, 'contacts', contacts[0], 'Sponsor')
    expect((await call('DELETE', `${labels}/1`)).status).toBe(204)
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([{ id: contacts[0], labels: [null] }])
    expect((await call('GET', labels)).body.results).toEqual([{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }])
  })

  test.each([
    ['of HubSpot', 'DELETE', `${labels}/3`, undefined, 404],
    ['of another direction', 'PUT', labels, { associationTypeId: 2, label: 'x' }, 404],
    ['without text', 'POST', labels, { name: 'x', label: ' ' }, 400],
    ['that exists', 'POST', labels, sponsor, 400],
    ['for products', 'POST', '/crm/associations/2026-09/products/contacts/labels', sponsor, 400],
  ] as const)('%s is refused', async (_name, method, path, body, status) => {
    const { call } = arrange()
    await call('POST', labels, sponsor)
    expect((await call(method, path, body)).status).toBe(status)
  })

  test('is in the audit with each change', async () => {
    const { emulator, call } = arrange()
    await call('POST', labels, sponsor)
    await call('PUT', labels, { associationTypeId: 1, label: 'Patron' })
    await call('DELETE', `${labels}/1`)
    expect(emulator.audit().map(({ kind, id, definition }) => [kind, id, definition?.change])).toEqual([
      ['define', 'USER_DEFINED 1', 'create'],
      ['define', 'USER_DEFINED 1', 'update'],
      ['define', 'USER_DEFINED 1', 'archive'],
    ])
  })
})

describe('a limit of an association type', () => {
  const one = { category: 'HUBSPOT_DEFINED', typeId: 3, maxToObjectIds: 1 }

  test('is created, listed, changed and purged', async () => {
    const { call } = arrange()
    const created = await call('POST', `${limits}/deals/contacts/batch/create`, { inputs: [one] })
    const shown = { category: 'HUBSPOT_DEFINED', typeId: 3, label: null, userEnforcedMaxToObjectIds: 1 }
    expect([created.status, created.body.results]).toEqual([201, [shown]])
    expect((await call('GET', `${limits}/all`)).body.results).toEqual([shown])
    const inputs = [{ ...one, maxToObjectIds: 5 }]
    const updated = await call('POST', `${limits}/deals/contacts/batch/update`, { inputs })
    expect(updated.body.results).toEqual([{ category: 'HUBSPOT_DEFINED', typeId: 3, userEnforcedMaxToObjectIds: 5 }])
    expect((await call('POST', `${limits}/deals/contacts/batch/purge`, { inputs: [one] })).status).toBe(204)
    expect((await call('GET', `${limits}/deals/contacts`)).body.results).toEqual([])
  })

  test('refuses the partner beyond it, from either side, and leaves the others', async () => {
    const { emulator, call, deal, contacts } = arrange()
    await call('POST', `${limits}/deals/contacts/batch/create`, { inputs: [one] })
    const path = '/crm/objects/2026-09'
    await call('PUT', `${path}/deals/${deal}/associations/default/contacts/${contacts[0]}`)
    const again = await call('PUT', `${path}/deals/${deal}/associations/default/contacts/${contacts[0]}`)
    const second = await call('PUT', `${path}/deals/${deal}/associations/default/contacts/${contacts[1]}`)
    const back = await call('PUT', `${path}/contacts/${contacts[1]}/associations/default/deals/${deal}`)
    expect([again.status, second.status, back.status]).toEqual([200, 400, 400])
    expect(second.body['errors']).toMatchObject([{ code: 'ASSOCIATION_LIMIT_EXCEEDED' }])
    expect(emulator.account.partners('deals', deal, 'contacts').map(({ id }) => id)).toEqual([contacts[0]])
  })

  test('is that of the subscription when no administrator set one', async () => {
    const { emulator, call, deal, contacts } = arrange()
    emulator.setSwitches({ limitPartners: 1 })
    const statuses: number[] = []
    for (const contact of contacts)
      statuses.push(
        (await call('PUT', `/crm/objects/2026-09/deals/${deal}/associations/default/contacts/${contact}`)).status,
      )
    expect(statuses.slice(0, 2)).toEqual([200, 400])
  })

  test('is told pair by pair in a batch', async () => {
    const { call, deal, contacts } = arrange()
    await call('POST', `${limits}/deals/contacts/batch/create`, { inputs: [one] })
    const inputs = contacts.map((id) => ({ from: { id: deal }, to: { id } }))
    const { body } = await call('POST', '/crm/v4/associations/deals/contacts/batch/associate/default', { inputs })
    expect([body.results.length, body['numErrors']]).toEqual([2, 1])
  })

  test('refuses a record created with a partner that is full', async () => {
    const { emulator, call, deal, contacts } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contacts[0])
    const inputs = [{ category: 'HUBSPOT_DEFINED', typeId: 4, maxToObjectIds: 1 }]
    await call('POST', `${limits}/contacts/deals/batch/create`, { inputs })
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }]
    const properties = { dealname: 'y', dealstage: 'closedwon' }
    const body = { properties, associations: [{ to: { id: contacts[0] }, types }] }
    expect((await call('POST', '/crm/objects/2026-09/deals', body)).status).toBe(400)
    expect(emulator.account.records('deals').length).toBe(1)
  })

  test('to be changed must be there', async () => {
    const { call } = arrange()
    const { body } = await call('POST', `${limits}/deals/contacts/batch/update`, { inputs: [one] })
    expect(body['errors']).toMatchObject([{ category: 'OBJECT_NOT_FOUND' }])
  })
})

describe('the report of records near their limit', () => {
  test('is promised to the user', async () => {
    const { call } = arrange()
    const { status, body } = await call('POST', '/crm/v4/associations/usage/high-usage-report/24318871')
    expect(status).toBe(200)
    expect(body).toMatchObject({ userId: 24_318_871, enqueueTime: { dateOnly: false, value: frozen.now() } })
  })

  test('is refused for nobody', async () => {
    const { call } = arrange()
    expect((await call('POST', '/crm/v4/associations/usage/high-usage-report/1')).status).toBe(404)
  })
})

describe('a lead', () => {
  function lead({ emulator, contacts }: Arranged): string {
    const id = emulator.account.create('leads', { hs_lead_name: 'x' })
    emulator.account.associate('leads', id, 'contacts', contacts[0], 'Primary')
    return id
  }

  test('is archived with its last primary', async () => {
    const arranged = arrange()
    const { emulator, call, contacts } = arranged
    const id = lead(arranged)
    await call('DELETE', `/crm/objects/2026-09/contacts/${contacts[0]}/associations/leads/${id}`)
    expect(emulator.account.record('leads', id)?.archived).toBe(true)
    expect(emulator.audit().map(({ kind }) => kind)).toEqual(['disassociate', 'archive'])
  })

  test('lives on while another primary is there', async () => {
    const arranged = arrange()
    const { emulator, call, contacts } = arranged
    const id = lead(arranged)
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 578 }]
    await call('PUT', `/crm/objects/2026-09/leads/${id}/associations/contacts/${contacts[1]}`, types)
    expect(emulator.account.partners('leads', id, 'contacts')).toEqual([
      { id: contacts[0], labels: [null] },
      { id: contacts[1], labels: [null, 'Primary'] },
    ])
    expect(emulator.account.record('leads', id)?.archived).toBe(false)
  })

  test('that never had a primary is left alone', async () => {
    const { emulator, call, contacts } = arrange()
    const id = emulator.account.create('leads', { hs_lead_name: 'x' })
    emulator.account.associate('leads', id, 'contacts', contacts[0])
    await call('DELETE', `/crm/objects/2026-09/leads/${id}/associations/contacts/${contacts[0]}`)
    expect(emulator.account.record('leads', id)?.archived).toBe(false)
  })
})
