import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly deal: string
  readonly contact: string
  readonly companies: readonly [string, string]
}

function arrange(options: EmulatorOptions = {}): Arranged {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  const { account } = emulator
  account.defineLabel('deals', 'contacts', 'Decision maker', 'Decides about')
  return {
    emulator,
    call: createCaller(emulator),
    deal: account.create('deals', { dealname: 'x' }),
    contact: account.create('contacts', {}),
    companies: [account.create('companies', {}), account.create('companies', {})],
  }
}

const dated = '/crm/objects/2026-09'
const batch = '/crm/associations/2026-09'
const hubspot = (associationTypeId: number): object => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId })
const custom = (associationTypeId: number): object => ({ associationCategory: 'USER_DEFINED', associationTypeId })

describe('the default association', () => {
  test('is made in both directions and answers both', async () => {
    const { emulator, call, deal, contact } = arrange()
    const { status, body } = await call('PUT', `${dated}/deals/${deal}/associations/default/contacts/${contact}`)
    expect(status).toBe(200)
    expect(body.results).toEqual([
      { from: { id: deal }, to: { id: contact }, associationSpec: hubspot(3) },
      { from: { id: contact }, to: { id: deal }, associationSpec: hubspot(4) },
    ])
    expect(emulator.account.partners('contacts', contact, 'deals')).toEqual([{ id: deal, labels: [null] }])
  })

  test('keeps the labels that are there', async () => {
    const { emulator, call, deal, contact } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    await call('PUT', `${dated}/deals/${deal}/associations/default/contacts/${contact}`)
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([
      { id: contact, labels: [null, 'Decision maker'] },
    ])
  })
})

describe('a labelled association', () => {
  test('has its paired label in the other direction', async () => {
    const { emulator, call, deal, contact } = arrange()
    const { status, body } = await call('PUT', `${dated}/deals/${deal}/associations/contacts/${contact}`, [custom(1)])
    expect(status).toBe(201)
    expect(body).toEqual({
      fromObjectTypeId: '0-3',
      fromObjectId: deal,
      toObjectTypeId: '0-1',
      toObjectId: contact,
      labels: ['Decision maker'],
    })
    expect(emulator.account.partners('contacts', contact, 'deals')).toEqual([
      { id: deal, labels: [null, 'Decides about'] },
    ])
  })

  test('replaces the labels the pair had', async () => {
    const { emulator, call, contact, companies } = arrange()
    emulator.account.associate('contacts', contact, 'companies', companies[0], 'Primary')
    await call('PUT', `${dated}/contacts/${contact}/associations/companies/${companies[0]}`, [hubspot(931)])
    expect(emulator.account.partners('contacts', contact, 'companies')).toEqual([
      { id: companies[0], labels: [null, 'Billing'] },
    ])
  })

  test.each([
    [
      'a type of another direction',
      [hubspot(4)],
      'invalid from object type 0-3 for associations to be created. expected: 0-1',
    ],
    ['an unknown type', [hubspot(99_999)], 'There is no association type'],
    ['no types', [], 'At least one association type'],
  ])('is refused: %s', async (_name, types, message) => {
    const { emulator, call, deal, contact } = arrange()
    const { status, body } = await call('PUT', `${dated}/deals/${deal}/associations/contacts/${contact}`, types)
    expect([status, body['message']]).toEqual([400, expect.stringContaining(message)])
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([])
  })
})

describe('the primary company', () => {
  test.each([
    ['from the contact', 'contacts', 1],
    ['from the company', 'companies', 2],
  ])('is one at most, set %s', async (_name, from, typeId) => {
    const { emulator, call, contact, companies } = arrange()
    for (const company of companies) {
      const [fromId, to, toId] = from === 'contacts' ? [contact, 'companies', company] : [company, 'contacts', contact]
      await call('PUT', `${dated}/${from}/${fromId}/associations/${to}/${toId}`, [hubspot(typeId)])
    }
    expect(emulator.account.partners('contacts', contact, 'companies')).toEqual([
      { id: companies[0], labels: [null] },
      { id: companies[1], labels: [null, 'Primary'] },
    ])
    expect(emulator.account.partners('companies', companies[0], 'contacts')).toEqual([{ id: contact, labels: [null] }])
  })

  test('of one contact does not touch another', () => {
    const { emulator, contact, companies } = arrange()
    const other = emulator.account.create('contacts', {})
    for (const id of [contact, other]) emulator.account.associate('contacts', id, 'companies', companies[0], 'Primary')
    expect(emulator.account.partners('companies', companies[0], 'contacts').map(({ labels }) => labels)).toEqual([
      [null, 'Primary'],
      [null, 'Primary'],
    ])
  })
})

describe('parent and child companies', () => {
  test('are the two directions of one association', async () => {
    const { emulator, call, companies } = arrange()
    await call('PUT', `${dated}/companies/${companies[0]}/associations/companies/${companies[1]}`, [hubspot(13)])
    expect(emulator.account.partners('companies', companies[0], 'companies')).toEqual([
      { id: companies[1], labels: [null, 'Child'] },
    ])
    expect(emulator.account.partners('companies', companies[1], 'companies')).toEqual([
      { id: companies[0], labels: [null, 'Parent'] },
    ])
  })

  test('are two companies', async () => {
    const { call, companies } = arrange()
    const path = `${dated}/companies/${companies[0]}/associations/default/companies/${companies[0]}`
    expect((await call('PUT', path)).status).toBe(400)
  })
})

describe('the list of associations', () => {
  test('shows every type of each partner, and ids as the version writes them', async () => {
    const { emulator, call, deal, contact } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    const types = [
      { category: 'HUBSPOT_DEFINED', typeId: 3, label: null },
      { category: 'USER_DEFINED', typeId: 1, label: 'Decision maker' },
    ]
    const byDate = await call('GET', `${dated}/deals/${deal}/associations/contacts`)
    expect(byDate.body).toEqual({ results: [{ toObjectId: contact, associationTypes: types }] })
    const v4 = await call('GET', `/crm/v4/objects/deals/${deal}/associations/contacts`)
    expect(v4.body).toEqual({ results: [{ toObjectId: Number(contact), associationTypes: types }] })
  })

  test('pages by id', async () => {
    const { emulator, call, companies } = arrange()
    const ids = Array.from({ length: 5 }, () => emulator.account.create('contacts', {}))
    for (const id of ids.toReversed()) emulator.account.associate('companies', companies[0], 'contacts', id)
    const path = `${dated}/companies/${companies[0]}/associations/contacts`
    const first = await call('GET', `${path}?limit=3`)
    expect(first.body.results.map((each) => each['toObjectId'])).toEqual(ids.slice(0, 3))
    expect(first.body['paging']).toEqual({ next: { after: ids[3] } })
    const last = await call('GET', `${path}?limit=3&after=${ids[3]}`)
    expect(last.body.results.map((each) => each['toObjectId'])).toEqual(ids.slice(3))
    expect((await call('GET', `${path}?limit=501`)).status).toBe(400)
  })
})

describe('delete', () => {
  test('dissolves all between a pair, and is 204 however often', async () => {
    const { emulator, call, deal, contact } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    const path = `${dated}/contacts/${contact}/associations/deals/${deal}`
    expect([(await call('DELETE', path)).status, (await call('DELETE', path)).status]).toEqual([204, 204])
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([])
    expect(emulator.audit()).toMatchObject([
      { kind: 'disassociate', objectType: 'contacts', to: { objectType: 'deals', types: [] } },
    ])
  })
})

describe('batches of associations', () => {
  test.each([
    ['2026-09', 200],
    ['2026-03', 201],
    ['v4', 201],
  ])('create in %s answers %d', async (version, status) => {
    const { emulator, call, deal, contact } = arrange()
    const inputs = [{ from: { id: deal }, to: { id: contact }, types: [custom(1)] }]
    const reply = await call('POST', `/crm/associations/${version}/deals/contacts/batch/create`, { inputs })
    expect([reply.status, reply.body.results.length]).toEqual([status, 1])
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([
      { id: contact, labels: [null, 'Decision maker'] },
    ])
  })

  test('create replaces labels, or adds to them when the switch says so', async () => {
    const { emulator, call, contact, companies } = arrange()
    const inputs = [{ from: { id: contact }, to: { id: companies[0] }, types: [hubspot(931)] }]
    const labels = async (): Promise<unknown> => {
      emulator.account.associate('contacts', contact, 'companies', companies[0], 'Primary')
      await call('POST', `${batch}/contacts/companies/batch/create`, { inputs })
      return emulator.account.partners('contacts', contact, 'companies')[0]?.labels
    }
    expect(await labels()).toEqual([null, 'Billing'])
    emulator.setSwitches({ batchAssociateReplacesLabels: false })
    expect(await labels()).toEqual([null, 'Primary', 'Billing'])
  })

  test('tell which pairs have no records and make the others', async () => {
    const { emulator, call, deal, contact } = arrange()
    const inputs = [
      { from: { id: deal }, to: { id: '1' } },
      { from: { id: deal }, to: { id: contact } },
    ]
    const { status, body } = await call('POST', '/crm/v4/associations/deals/contacts/batch/associate/default', {
      inputs,
    })
    expect(status).toBe(207)
    expect(body).toMatchObject({ numErrors: 1, errors: [{ context: { fromObjectId: [deal], toObjectId: ['1'] } }] })
    expect(emulator.account.partners('deals', deal, 'contacts')).toHaveLength(1)
  })

  test('read many records, leaving out those without partners', async () => {
    const { emulator, call, deal, contact } = arrange()
    const lonely = emulator.account.create('deals', {})
    emulator.account.associate('deals', deal, 'contacts', contact)
    const inputs = [{ id: deal }, { id: lonely }, { id: '1' }]
    const { status, body } = await call('POST', `${batch}/deals/contacts/batch/read`, { inputs })
    expect(status).toBe(200)
    expect(body.results).toEqual([
      {
        from: { id: deal },
        to: [{ toObjectId: contact, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 3, label: null }] }],
      },
    ])
    expect(body['errors']).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } }])
  })

  test('read pages of 500 for each record', async () => {
    const { emulator, call, companies } = arrange()
    const ids = Array.from({ length: 501 }, () => emulator.account.create('contacts', {}))
    for (const id of ids) emulator.account.associate('companies', companies[0], 'contacts', id)
    const read = async (after?: string): Promise<unknown> => {
      const inputs = [{ id: companies[0], ...(after === undefined ? {} : { after }) }]
      return (await call('POST', `${batch}/companies/contacts/batch/read`, { inputs })).body.results[0]
    }
    expect(await read()).toMatchObject({ paging: { next: { after: ids[500] } } })
    expect(await read(ids[500])).toMatchObject({ to: [{ toObjectId: ids[500] }] })
  })

  test.each([
    ['v4', 204],
    ['2026-09', 200],
  ])('archive in %s dissolves pairs and answers %d', async (version, status) => {
    const { emulator, call, deal, contact } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    const inputs = [{ from: { id: deal }, to: [{ id: contact }, { id: '1' }] }]
    const reply = await call('POST', `/crm/associations/${version}/deals/contacts/batch/archive`, { inputs })
    expect(reply.status).toBe(status)
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([])
  })

  test('archive of a label leaves the rest, of the unlabelled type nothing', async () => {
    const { emulator, call, deal, contact } = arrange()
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    const archive = (types: unknown): Promise<unknown> =>
      call('POST', `${batch}/deals/contacts/batch/labels/archive`, {
        inputs: [{ from: { id: deal }, to: { id: contact }, types }],
      })
    await archive([custom(1)])
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([{ id: contact, labels: [null] }])
    emulator.account.associate('deals', deal, 'contacts', contact, 'Decision maker')
    await archive([hubspot(3)])
    expect(emulator.account.partners('deals', deal, 'contacts')).toEqual([])
  })

  test.each([
    ['create', 2_000],
    ['read', 1_000],
    ['archive', 100],
  ])('%s take at most %d inputs', async (operation, most) => {
    const { call, deal, contact } = arrange()
    const input = {
      id: deal,
      from: { id: deal },
      to: operation === 'archive' ? [{ id: contact }] : { id: contact },
      types: [hubspot(3)],
    }
    const send = async (count: number): Promise<number> =>
      (
        await call('POST', `/crm/v4/associations/deals/contacts/batch/${operation}`, {
          inputs: Array.from({ length: count }, () => input),
        })
      ).status
    expect(await send(most)).toBeLessThan(300)
    expect(await send(most + 1)).toBe(400)
  })
})

describe('labels', () => {
  test('are listed for one direction', async () => {
    const { call } = arrange()
    const { body } = await call('GET', `${batch}/contacts/companies/labels`)
    expect(body.results).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
      { category: 'HUBSPOT_DEFINED', typeId: 931, label: 'Billing' },
    ])
  })
})

describe('what cannot be associated', () => {
  test('are products', async () => {
    const { emulator, call, deal } = arrange()
    const product = emulator.account.create('products', {})
    expect((await call('PUT', `${dated}/deals/${deal}/associations/default/products/${product}`)).status).toBe(400)
  })

  test('are records that are not there', async () => {
    const { call, deal } = arrange()
    expect((await call('PUT', `${dated}/deals/${deal}/associations/default/contacts/1`)).status).toBe(404)
  })
})

describe('a change of associations', () => {
  test.each([
    ['none', '2026-11-24T08:00:00Z'],
    ['all', '2026-11-24T08:00:05Z'],
  ] as const)('moves the last-modified date of both: %s', async (associationsBumpModified, expected) => {
    const { emulator, call, deal, contact } = arrange({ switches: { associationsBumpModified } })
    emulator.clock.advance(5_000)
    await call('PUT', `${dated}/deals/${deal}/associations/default/contacts/${contact}`)
    expect(emulator.account.record('deals', deal)?.updatedAt).toBe(expected)
    expect(emulator.account.record('contacts', contact)?.properties['lastmodifieddate']).toBe(expected)
  })
})
