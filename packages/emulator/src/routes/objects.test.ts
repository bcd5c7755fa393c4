import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { EmulatorOptions } from '../options.ts'
import { createCaller, frozen, quiet, type Caller } from '../testing.ts'

const contacts = '/crm/objects/2026-09/contacts'

function arrange(options: EmulatorOptions = {}): { emulator: Emulator; call: Caller } {
  const emulator = createEmulator({ clock: frozen, ...options, switches: { ...quiet, ...options.switches } })
  return { emulator, call: createCaller(emulator) }
}

describe('create', () => {
  test('answers 201, where the record is, what was set and the defaults', async () => {
    const { call } = arrange()
    const { status, body, headers } = await call('POST', contacts, {
      properties: { firstname: 'Ada', jobtitle: 'Countess' },
    })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`https://api.hubapi.com${contacts}/${body.id}`)
    const at = '2026-11-24T08:00:00Z'
    expect(body).toEqual({
      id: expect.stringMatching(/^\d{11,12}$/),
      properties: {
        firstname: 'Ada',
        jobtitle: 'Countess',
        lastname: null,
        email: null,
        createdate: at,
        lastmodifieddate: at,
        hs_object_id: body.id,
      },
      createdAt: at,
      updatedAt: at,
      archived: false,
    })
  })

  test('associates the new record, with what any label brings along', async () => {
    const { emulator, call } = arrange()
    const company = emulator.account.create('companies', { name: 'Acme' })
    const associations = [
      { to: { id: company }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] },
    ]
    const { body } = await call('POST', contacts, { properties: { firstname: 'Ada' }, associations })
    expect(emulator.account.partners('contacts', body.id, 'companies')).toEqual([
      { id: company, labels: [null, 'Primary'] },
    ])
    expect(emulator.account.partners('companies', company, 'contacts')).toEqual([
      { id: body.id, labels: [null, 'Primary'] },
    ])
  })

  test.each([
    ['a missing target', { id: '424242' }, 279, 'One or more associations are invalid'],
    [
      'the other direction',
      { id: '1' },
      280,
      'invalid from object type 0-1 for associations to be created. expected: 0-2',
    ],
    ['an unknown type', { id: '1' }, 99_999, 'There is no association type'],
  ])('refuses an association: %s', async (_name, to, associationTypeId, message) => {
    const { emulator, call } = arrange()
    const associations = [{ to, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }]
    const { status, body } = await call('POST', contacts, { properties: { firstname: 'Ada' }, associations })
    expect([status, body['message']]).toEqual([400, expect.stringContaining(message)])
    expect(emulator.account.records('contacts')).toEqual([])
  })

  test('refuses a second contact with the same email, in any case, and names the first', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { email: 'ada@acme.example' })
    const { status, body } = await call('POST', contacts, { properties: { email: 'ADA@acme.example' } })
    expect(status).toBe(409)
    expect(body).toMatchObject({ message: `Contact already exists. Existing ID: ${id}`, category: 'CONFLICT' })
  })

  test('finds the email among additional addresses too', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {
      email: 'a@acme.example',
      hs_additional_emails: 'b@acme.example;c@acme.example',
    })
    const { status, body } = await call('POST', contacts, { properties: { email: 'c@acme.example' } })
    expect([status, body['category']]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body['message']).toMatch(
      new RegExp(`propertyName=email, value=c@acme.example} on \\d+\\. ${id} already has that value\\.$`),
    )
  })

  test('takes an email whose contact was archived', async () => {
    const { emulator, call } = arrange()
    emulator.account.archive('contacts', emulator.account.create('contacts', { email: 'ada@acme.example' }))
    expect((await call('POST', contacts, { properties: { email: 'ada@acme.example' } })).status).toBe(201)
  })

  test('refuses another taken unique value with the existing record as second number', async () => {
    const { emulator, call } = arrange()
    emulator.account.defineProperty('deals', 'app_key', 'App key', 'text', { unique: true })
    const id = emulator.account.create('deals', { dealname: 'x', dealstage: 'closedwon', app_key: 'k1' })
    const properties = { dealname: 'y', dealstage: 'closedwon', app_key: 'k1' }
    const { status, body } = await call('POST', '/crm/objects/2026-09/deals', { properties })
    expect(status).toBe(400)
    expect(body['message']).toMatch(
      new RegExp(
        `^Cannot set PropertyValueCoordinates\\{portalId=\\d+, objectTypeId=ObjectTypeId\\{legacyObjectType=DEAL\\}, propertyName=app_key, value=k1\\} on \\d+\\. ${id} already has that value\\.$`,
      ),
    )
  })

  test('allows two companies of one domain', async () => {
    const { call } = arrange()
    const properties = { domain: 'acme.example' }
    expect((await call('POST', '/crm/objects/2026-09/companies', { properties })).status).toBe(201)
    expect((await call('POST', '/crm/objects/2026-09/companies', { properties })).status).toBe(201)
  })
})

describe('get', () => {
  test('shows asked properties, inline associations by plural name and one entry for each label', async () => {
    const { emulator, call } = arrange()
    const [contact, company] = [emulator.account.create('contacts', {}), emulator.account.create('companies', {})]
    emulator.account.associate('contacts', contact, 'companies', company, 'Primary')
    const { body } = await call(
      'GET',
      `${contacts}/${contact}?properties=phone,fax&properties=city&associations=company,deals`,
    )
    expect(Object.keys(body.properties).sort()).toEqual(
      ['city', 'createdate', 'fax', 'hs_object_id', 'lastmodifieddate', 'phone'].sort(),
    )
    expect(body['associations']).toEqual({
      companies: {
        results: [
          { id: company, type: 'contact_to_company_unlabeled' },
          { id: company, type: 'contact_to_company' },
        ],
      },
    })
  })

  test('leaves unset properties out when the switch says so', async () => {
    const { emulator, call } = arrange({ switches: { unsetAs: 'absent' } })
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    const { body } = await call('GET', `${contacts}/${id}?properties=firstname,lastname`)
    expect(body.properties).not.toHaveProperty('lastname')
  })

  test('finds by a unique property', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { email: 'ada@acme.example' })
    expect((await call('GET', `${contacts}/Ada@acme.example?idProperty=email`)).body.id).toBe(id)
    expect((await call('GET', `${contacts}/nobody@acme.example?idProperty=email`)).status).toBe(404)
    expect((await call('GET', `${contacts}/Ada?idProperty=firstname`)).status).toBe(400)
  })

  test('tells the history of a value, newest first, with who set it', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada' })
    emulator.clock.advance(1_000)
    await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Eva' } })
    await call('PATCH', `${contacts}/${id}`, { properties: { lastname: 'King' } })
    const { body } = await call('GET', `${contacts}/${id}?propertiesWithHistory=firstname`)
    expect(body['propertiesWithHistory']).toEqual({
      firstname: [
        { value: 'Eva', timestamp: '2026-11-24T08:00:01Z', sourceType: 'INTEGRATION', sourceId: expect.any(String) },
        { value: 'Ada', timestamp: '2026-11-24T08:00:00Z', sourceType: 'CRM_UI', sourceId: 'emulator' },
      ],
    })
  })

  test('answers 404 in two ways: for a number nobody has, and for what is no number', async () => {
    const { call } = arrange()
    expect((await call('GET', `${contacts}/424242`)).body).toEqual({
      status: 'error',
      message: 'resource not found',
      correlationId: expect.any(String),
    })
    expect((await call('GET', `${contacts}/ada`)).body).toMatchObject({
      message: 'Object not found.  objectId are usually numeric.',
      category: 'OBJECT_NOT_FOUND',
    })
  })
})

describe('update', () => {
  test('changes what is sent, clears with an empty string, and moves the last-modified date', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', { firstname: 'Ada', lastname: 'King', phone: '1' })
    emulator.clock.advance(500)
    const { status, body } = await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Eva', phone: '' } })
    expect([status, body['updatedAt']]).toEqual([200, '2026-11-24T08:00:00.500Z'])
    expect(body.properties).toMatchObject({
      firstname: 'Eva',
      phone: null,
      lastmodifieddate: '2026-11-24T08:00:00.500Z',
    })
    expect(emulator.account.record('contacts', id)?.properties).toMatchObject({ lastname: 'King' })
    expect(emulator.account.record('contacts', id)?.properties).not.toHaveProperty('phone')
  })

  test('of a unique value that another record holds is refused, its own is not', async () => {
    const { emulator, call } = arrange()
    const holder = emulator.account.create('contacts', { email: 'ada@acme.example' })
    const id = emulator.account.create('contacts', { email: 'eva@acme.example' })
    const { status, body } = await call('PATCH', `${contacts}/${id}`, { properties: { email: 'ada@acme.example' } })
    expect(status).toBe(400)
    expect(body['message']).toContain(`on ${id}. ${holder} already has that value.`)
    expect((await call('PATCH', `${contacts}/${id}`, { properties: { email: 'EVA@acme.example' } })).status).toBe(200)
  })

  test.each([
    ['no properties', { properties: {} }, 400],
    ['no object', { properties: [] }, 400],
    ['nothing', {}, 400],
  ])('with %s is refused', async (_name, body, status) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    expect((await call('PATCH', `${contacts}/${id}`, body)).status).toBe(status)
  })

  test('of an archived or unknown record is 404', async () => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('contacts', {})
    emulator.account.archive('contacts', id)
    expect((await call('PATCH', `${contacts}/${id}`, { properties: { phone: '1' } })).status).toBe(404)
    expect((await call('PATCH', `${contacts}/1`, { properties: { phone: '1' } })).status).toBe(404)
  })
})

describe('archive', () => {
  test('hides a record from everything but archived=true, with its associations', async () => {
    const { emulator, call } = arrange()
    const [contact, company] = [emulator.account.create('contacts', {}), emulator.account.create('companies', {})]
    emulator.account.associate('contacts', contact, 'companies', company)
    emulator.clock.advance(1_000)
    const { status, body } = await call('DELETE', `${contacts}/${contact}`)
    expect([status, body]).toEqual([204, null])
    expect((await call('GET', `${contacts}/${contact}`)).status).toBe(404)
    expect((await call('GET', contacts)).body.results).toEqual([])
    expect((await call('GET', `${contacts}/${contact}?archived=true`)).body).toMatchObject({
      id: contact,
      archived: true,
      archivedAt: '2026-11-24T08:00:01Z',
    })
    expect((await call('GET', `${contacts}?archived=true`)).body.results).toHaveLength(1)
    const { body: company_ } = await call('GET', `/crm/objects/2026-09/companies/${company}?associations=contacts`)
    expect(company_).not.toHaveProperty('associations')
  })

  test.each(['204', '404'] as const)('a second time answers %s, as the switch says', async (secondDelete) => {
    const { emulator, call } = arrange({ switches: { secondDelete } })
    const id = emulator.account.create('contacts', {})
    await call('DELETE', `${contacts}/${id}`)
    expect((await call('DELETE', `${contacts}/${id}`)).status).toBe(Number(secondDelete))
    expect(emulator.audit()).toHaveLength(1)
  })

  test('of what never was is 404', async () => {
    expect((await arrange().call('DELETE', `${contacts}/1`)).status).toBe(404)
  })
})

describe('list', () => {
  test('pages through all records in the order of ids, whatever happens in between', async () => {
    const { emulator, call } = arrange({ demo: { contacts: 250 } })
    const expected = emulator.account.records('contacts').map(({ id }) => id)
    const seen: string[] = []
    let after: unknown = ''
    do {
      const { body } = await call('GET', `${contacts}?limit=100&after=${String(after)}`)
      seen.push(...body.results.map(({ id }) => id))
      const next = (body['paging'] as { next?: { after: string } } | undefined)?.next?.after
      after = next
      if (seen.length === 100) emulator.account.archive('contacts', String(next))
    } while (after !== undefined)
    expect(seen).toEqual(expected.filter((_, index) => index !== 100))
  })

  test('links to the next page under another version, which nobody should follow', async () => {
    const { call } = arrange({ demo: { contacts: 20 } })
    const { body } = await call('GET', contacts)
    expect(body.results).toHaveLength(10)
    expect(body['paging']).toEqual({
      next: { after: expect.any(String), link: expect.stringContaining('/crm/objects/v3/') },
    })
  })

  test.each([
    ['limit=101', 400],
    ['limit=0', 400],
    ['limit=ten', 400],
    ['limit=100', 200],
    ['limit=51&propertiesWithHistory=email', 400],
    ['limit=50&propertiesWithHistory=email', 200],
    ['after=x', 400],
    ['archived=maybe', 400],
    ['properties=nope&associations=nope', 200],
  ])('with %s answers %d', async (query, status) => {
    expect((await arrange().call('GET', `${contacts}?${query}`)).status).toBe(status)
  })
})

describe('object types', () => {
  test.each(['deals', 'deal', '0-3'])('are found as %s', async (name) => {
    const { emulator, call } = arrange()
    const id = emulator.account.create('deals', { dealname: 'x' })
    expect((await call('GET', `/crm/objects/2026-09/${name}/${id}`)).status).toBe(200)
  })

  test.each(['boats', '__proto__', 'constructor', '2-1'])('that do not exist are refused: %s', async (name) => {
    expect((await arrange().call('GET', `/crm/objects/2026-09/${name}`)).status).toBe(400)
  })

  test('feedback submissions cannot be written', async () => {
    const { status } = await arrange().call('POST', '/crm/v3/objects/feedback_submissions', { properties: {} })
    expect(status).toBe(403)
  })

  test('share numbers: an id says nothing without its type', () => {
    const { emulator } = arrange({ demo: { contacts: 300, companies: 300, deals: 0 } })
    const companies = new Set(emulator.account.records('companies').map(({ id }) => id))
    expect(emulator.account.records('contacts').some(({ id }) => companies.has(id))).toBe(true)
  })
})

describe('computed properties of deals', () => {
  test.each([
    [
      'default',
      'appointmentscheduled',
      { hs_is_closed: 'false', hs_is_closed_won: 'false', hs_deal_stage_probability: '0.2' },
    ],
    ['default', 'closedwon', { hs_is_closed: 'true', hs_is_closed_won: 'true', hs_deal_stage_probability: '1.0' }],
    ['default', 'closedlost', { hs_is_closed: 'true', hs_is_closed_won: 'false', hs_is_closed_lost: 'true' }],
    ['75398231', '148270333', { hs_is_closed: 'true', hs_is_closed_won: 'true' }],
  ])('follow the stage %s/%s', async (pipeline, dealstage, expected) => {
    const { call } = arrange()
    const created = await call('POST', '/crm/v3/objects/deals', {
      properties: { dealname: 'x', dealstage: 'contractsent', amount: '100' },
    })
    const path = `/crm/v3/objects/deals/${created.body.id}`
    await call('PATCH', path, { properties: { pipeline, dealstage } })
    expect((await call('GET', `${path}?properties=${Object.keys(expected).join()}`)).body.properties).toMatchObject(
      expected,
    )
  })
})
