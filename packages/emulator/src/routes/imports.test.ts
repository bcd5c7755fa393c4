import { describe, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { createCaller, frozen, quiet, type Caller, type ReplyBody } from '../testing.ts'

interface Uploaded {
  readonly status: number
  readonly body: ReplyBody
}

interface Arranged {
  readonly emulator: Emulator
  readonly call: Caller
  readonly upload: (csv: string, request?: object, path?: string) => Promise<Uploaded>
}

const column = (columnName: string, propertyName: string | null, more: object = {}): object => ({
  columnObjectTypeId: '0-1',
  columnName,
  propertyName,
  ...more,
})
const alternate = { columnType: 'HUBSPOT_ALTERNATE_ID' }
const visitors = [column('First name', 'firstname'), column('Mail', 'email', alternate)]
const requestOf = (columnMappings: readonly object[], more: object = {}): object => ({
  name: 'Visitors',
  files: [{ fileName: 'visitors.csv', fileFormat: 'CSV', fileImportPage: { hasHeader: true, columnMappings } }],
  ...more,
})

function arrange(): Arranged {
  const emulator = createEmulator({ clock: frozen, switches: { ...quiet, importMs: 2_000 } })
  const upload: Arranged['upload'] = async (csv, request = requestOf(visitors), path = '/crm/v3/imports/') => {
    const form = new FormData()
    form.set('importRequest', JSON.stringify(request))
    form.set('files', new File([csv], 'visitors.csv', { type: 'text/csv' }))
    const headers = { authorization: 'Bearer x' }
    const sent = new Request(`http://emulator.test${path}`, { method: 'POST', headers, body: form })
    const response = await emulator.fetch(sent)
    return { status: response.status, body: (await response.json()) as ReplyBody }
  }
  return { emulator, call: createCaller(emulator), upload }
}

interface Finished extends Arranged {
  readonly state: unknown
  readonly counters: unknown
  readonly errors: readonly ReplyBody[]
}

async function finished(csv: string, request?: object, arranged = arrange()): Promise<Finished> {
  const { emulator, call, upload } = arranged
  const { id } = (await upload(csv, request)).body
  emulator.clock.advance(2_000)
  const { body } = await call('GET', `/crm/v3/imports/${id}`)
  const { counters } = body['metadata'] as { counters: unknown }
  const errors = (await call('GET', `/crm/v3/imports/${id}/errors`)).body.results
  return { ...arranged, state: body['state'], counters, errors }
}

function contacts({ emulator }: Arranged): readonly (readonly [string | undefined, string | undefined])[] {
  return emulator.account
    .records('contacts')
    .map(({ properties }) => [properties['firstname'], properties['email']] as const)
}

const csv = 'First name,Mail\nAda,ada@x.example\n"Grace ""G"" H.",grace@x.example\n'

describe('an import', () => {
  test.each(['/crm/v3/imports/', '/crm/imports/2026-09'])('at %s writes its rows at its end', async (path) => {
    const arranged = arrange()
    const { emulator, call, upload } = arranged
    const { status, body } = await upload(csv, undefined, path)
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'STARTED', importName: 'Visitors', mappedObjectTypeIds: ['0-1'] })
    emulator.clock.advance(1_000)
    expect((await call('GET', `/crm/v3/imports/${body.id}`)).body['state']).toBe('PROCESSING')
    expect(contacts(arranged)).toEqual([])
    emulator.clock.advance(1_000)
    expect((await call('GET', `/crm/v3/imports/${body.id}`)).body).toMatchObject({
      state: 'DONE',
      metadata: { counters: { TOTAL_ROWS: 2, CREATED_OBJECTS: 2, UPDATED_OBJECTS: 0, PROPERTY_VALUES_EMITTED: 4 } },
    })
    expect(contacts(arranged)).toEqual([
      ['Ada', 'ada@x.example'],
      ['Grace "G" H.', 'grace@x.example'],
    ])
  })

  test('cancelled before its end writes nothing, and cannot be cancelled after it', async () => {
    const arranged = arrange()
    const { emulator, call, upload } = arranged
    const { id } = (await upload(csv)).body
    expect((await call('POST', `/crm/v3/imports/${id}/cancel`)).body['status']).toBe('CANCELED')
    emulator.clock.advance(10_000)
    expect((await call('GET', `/crm/v3/imports/${id}`)).body['state']).toBe('CANCELED')
    expect(contacts(arranged)).toEqual([])
    expect((await call('POST', `/crm/v3/imports/${id}/cancel`)).status).toBe(400)
  })

  test('is deferred while as many as may are under way', async () => {
    const arranged = arrange()
    const { emulator, call, upload } = arranged
    emulator.setSwitches({ importsAtOnce: 1 })
    const ids = [(await upload(csv)).body.id, (await upload('First name,Mail\nEdith,edith@x.example\n')).body.id]
    const states = async (): Promise<unknown> =>
      (await call('GET', '/crm/v3/imports')).body.results.map(({ id, state }) => [id, state]).toReversed()
    expect(await states()).toEqual([
      [ids[0], 'STARTED'],
      [ids[1], 'DEFERRED'],
    ])
    emulator.clock.advance(2_000)
    expect(await states()).toEqual([
      [ids[0], 'DONE'],
      [ids[1], 'STARTED'],
    ])
    emulator.clock.advance(2_000)
    expect(await states()).toEqual([
      [ids[0], 'DONE'],
      [ids[1], 'DONE'],
    ])
    expect(contacts(arranged)).toHaveLength(3)
  })

  test('is the source of its values, and in the audit with each record', async () => {
    const { emulator, call } = await finished(csv)
    const [first] = emulator.account.records('contacts')
    const { body } = await call('GET', `/crm/v3/objects/contacts/${first?.id}?propertiesWithHistory=firstname`)
    expect(body['propertiesWithHistory']).toMatchObject({ firstname: [{ sourceType: 'IMPORT' }] })
    expect(emulator.audit().map(({ kind, at }) => [kind, at - frozen.now()])).toEqual([
      ['define', 0],
      ['create', 2_000],
      ['create', 2_000],
      ['define', 2_000],
    ])
  })

  test('is listed, the newest first, in pages', async () => {
    const { call, upload } = arrange()
    const ids = [(await upload(csv)).body.id, (await upload(csv)).body.id]
    const first = await call('GET', '/crm/v3/imports?limit=1')
    expect(first.body.results.map(({ id }) => id)).toEqual([ids[1]])
    const { after } = (first.body['paging'] as { next: { after: string } }).next
    const last = await call('GET', `/crm/v3/imports?limit=1&after=${after}`)
    expect([last.body.results.map(({ id }) => id), last.body['paging']]).toEqual([[ids[0]], undefined])
  })

  test.each([
    ['without a request', {}],
    ['of an unknown property', requestOf([column('Mail', 'nope')])],
    ['of an unknown object type', requestOf([column('Mail', 'email', { columnObjectTypeId: '9-9' })])],
    ['by an alternate id that is not unique', requestOf([column('First name', 'firstname', alternate)])],
    ['of a column type nobody knows', requestOf([column('Mail', 'email', { columnType: 'EVENT_TIMESTAMP' })])],
    ['of an unknown operation', requestOf(visitors, { importOperations: { '0-1': 'DELETE' } })],
    ['of a file that is not there', requestOf(visitors, { files: [{ fileName: 'x.csv', fileImportPage: {} }] })],
    ['of a spreadsheet', requestOf(visitors, { files: [{ fileName: 'visitors.csv', fileFormat: 'SPREADSHEET' }] })],
  ])('%s is refused', async (_name, request) => {
    const { upload, emulator } = arrange()
    expect((await upload(csv, request)).status).toBe(400)
    expect(emulator.audit()).toEqual([])
  })

  test('that is no form is refused', async () => {
    const { call } = arrange()
    expect((await call('POST', '/crm/v3/imports', requestOf(visitors))).status).toBe(400)
  })

  test('whose file lacks a column fails', async () => {
    const { state, errors } = await finished('First name\nAda\n')
    expect([state, errors]).toMatchObject(['FAILED', [{ errorType: 'INVALID_COLUMN_CONFIGURATION' }]])
  })
})

describe('a row', () => {
  test.each([
    [
      'UPSERT',
      [
        ['Countess', 'ada@x.example'],
        ['Grace', 'grace@x.example'],
      ],
      [],
    ],
    [
      'CREATE',
      [
        ['Ada', 'ada@x.example'],
        ['Grace', 'grace@x.example'],
      ],
      [['CREATE_ONLY_IMPORT', 2]],
    ],
    ['UPDATE', [['Countess', 'ada@x.example']], [['UPDATE_ONLY_IMPORT', 3]]],
  ])('follows its operation %s', async (operation, records, errors) => {
    const arranged = arrange()
    arranged.emulator.account.create('contacts', { firstname: 'Ada', email: 'ada@x.example' })
    const request = requestOf(visitors, { importOperations: { contact: operation } })
    const rows = 'First name,Mail\nCountess,ada@x.example\nGrace,grace@x.example\n'
    const done = await finished(rows, request, arranged)
    expect(contacts(done)).toEqual(records)
    const listed = done.errors.map((each) => [
      each['errorType'],
      (each['sourceData'] as { lineNumber: number }).lineNumber,
    ])
    expect(listed).toEqual(errors)
  })

  test('finds its record by id', async () => {
    const arranged = arrange()
    const id = arranged.emulator.account.create('contacts', { firstname: 'Ada' })
    const columns = [column('First name', 'firstname'), column('Id', null, { columnType: 'HUBSPOT_OBJECT_ID' })]
    const done = await finished(`First name,Id\nCountess,${id}\nNobody,7\n`, requestOf(columns), arranged)
    expect(contacts(done).map(([name]) => name)).toEqual(['Countess'])
    expect(done.errors).toMatchObject([{ errorType: 'INVALID_OBJECT_ID', sourceData: { rowData: ['Nobody', '7'] } }])
  })

  test.each([
    ['an address that is none', 'Ada,nope', 'INVALID_EMAIL'],
    ['too few cells', 'Ada', 'INCORRECT_NUMBER_OF_COLUMNS'],
  ])('with %s is an error, and the others are written', async (_name, row, errorType) => {
    const done = await finished(`First name,Mail\n${row}\nGrace,grace@x.example\n`)
    expect(done.state).toBe('DONE')
    expect(done.errors).toMatchObject([{ errorType, objectTypeId: '0-1', sourceData: { lineNumber: 2 } }])
    expect(contacts(done)).toEqual([['Grace', 'grace@x.example']])
  })

  test('changes nothing where its cells are empty', async () => {
    const arranged = arrange()
    arranged.emulator.account.create('contacts', { firstname: 'Ada', email: 'ada@x.example' })
    expect(contacts(await finished('First name,Mail\n,ada@x.example\n', undefined, arranged))).toEqual([
      ['Ada', 'ada@x.example'],
    ])
  })

  test('of a file without a header is read by place', async () => {
    const page = { hasHeader: false, columnMappings: visitors }
    const request = requestOf([], { files: [{ fileName: 'visitors.csv', fileFormat: 'CSV', fileImportPage: page }] })
    expect(contacts(await finished('Ada,ada@x.example\n', request))).toEqual([['Ada', 'ada@x.example']])
  })

  test('of two object types associates their records, by the label of a column', async () => {
    const arranged = arrange()
    arranged.emulator.account.defineLabel('contacts', 'companies', 'Founder', 'Founded')
    const company = { columnObjectTypeId: 'company' }
    const columns = [
      ...visitors,
      column('Company', 'name', company),
      column('Domain', 'domain', { ...company, ...alternate }),
      column('Role', null, { columnType: 'FLEXIBLE_ASSOCIATION_LABEL', toColumnObjectTypeId: '0-2' }),
    ]
    const rows = [
      'First name,Mail,Company,Domain,Role',
      'Ada,ada@x.example,Engine Ltd,x.example,Founder',
      'Grace,grace@x.example,Engine Ltd,x.example,',
      'Eve,eve@x.example,Engine Ltd,x.example,Nobody',
    ]
    const { emulator, errors } = await finished(rows.join('\n'), requestOf(columns), arranged)
    const companies = emulator.account.records('companies')
    expect(companies).toHaveLength(1)
    const [ada, grace] = emulator.account.records('contacts').map(({ id }) => id)
    expect(emulator.account.partners('companies', companies[0]?.id ?? '', 'contacts')).toEqual([
      { id: ada, labels: [null, 'Founded'] },
      { id: grace, labels: [null] },
    ])
    expect(errors).toMatchObject([{ errorType: 'ASSOCIATION_LABEL_NOT_FOUND' }])
    expect(emulator.account.records('contacts')).toHaveLength(2)
  })

  test('names records to associate with by their keys, or is refused when the switch says so', async () => {
    const arranged = arrange()
    const { account } = arranged.emulator
    const known = ['ada@x.example', 'grace@x.example'].map((email) => account.create('contacts', { email }))
    const keys = { columnType: 'ASSOCIATION_KEYS', toColumnObjectTypeId: 'contact' }
    const request = requestOf([...visitors, column('Knows', 'email', keys)])
    const rows =
      'First name,Mail,Knows\nEve,eve@x.example,ada@x.example; grace@x.example\nX,x@x.example,nobody@x.example\n'
    const { errors, upload } = await finished(rows, request, arranged)
    const eve = account.records('contacts').find(({ properties }) => properties['firstname'] === 'Eve')?.id ?? ''
    expect(account.partners('contacts', eve, 'contacts').map(({ id }) => id)).toEqual(known)
    expect(errors).toMatchObject([{ errorType: 'ASSOCIATION_RECORD_NOT_FOUND', sourceData: { lineNumber: 3 } }])
    arranged.emulator.setSwitches({ importAssociationKeys: 'refuse' })
    expect((await upload(rows, request)).status).toBe(400)
  })

  test('of a domain that several companies have is an error', async () => {
    const arranged = arrange()
    for (const name of ['One', 'Two']) arranged.emulator.account.create('companies', { name, domain: 'x.example' })
    const domain = column('Domain', 'domain', { columnObjectTypeId: '0-2', ...alternate })
    const done = await finished('Domain\nx.example\n', requestOf([domain]), arranged)
    expect(done.errors).toMatchObject([{ errorType: 'MULTIPLE_COMPANIES_WITH_THIS_DOMAIN' }])
  })
})

describe('a cell', () => {
  const deal = { columnObjectTypeId: 'deals' }
  const columns = [column('Deal', 'dealname', deal), column('Stage', 'dealstage', deal)]

  async function imported(name: string, text: string, dateFormat?: string): Promise<unknown> {
    const mapped = [...columns, column('Cell', name, deal)]
    const request = requestOf(mapped, dateFormat === undefined ? {} : { dateFormat })
    const { emulator, errors } = await finished(`Deal,Stage,Cell\nx,contractsent,${text}\n`, request)
    return errors[0]?.['errorType'] ?? emulator.account.records('deals')[0]?.properties[name]
  }

  test.each([
    ['an option by its value', 'dealtype', 'newbusiness', undefined, 'newbusiness'],
    ['an option by its label', 'dealtype', 'new business', undefined, 'newbusiness'],
    ['an unknown option', 'dealtype', 'theft', undefined, 'INVALID_ENUMERATION_OPTION'],
    ['an owner by name', 'hubspot_owner_id', 'mara lindqvist', undefined, '101838271'],
    ['an owner by address', 'hubspot_owner_id', 'Mara.Lindqvist@lindqvist-okafor.example', undefined, '101838271'],
    ['an unknown owner', 'hubspot_owner_id', 'Nobody', undefined, 'COULD_NOT_FIND_OWNER'],
    ['a number', 'amount', '12.5', undefined, '12.5'],
    ['no number', 'amount', 'much', undefined, 'COULD_NOT_PARSE_NUMBER'],
    ['a day, month first', 'closedate', '12/31/2026', undefined, '2026-12-31T00:00:00Z'],
    ['a day, day first', 'closedate', '31.12.2026', 'DAY_MONTH_YEAR', '2026-12-31T00:00:00Z'],
    ['a day, year first', 'closedate', '2026-12-31', 'YEAR_MONTH_DAY', '2026-12-31T00:00:00Z'],
    ['a day that is none', 'closedate', '02/30/2026', undefined, 'COULD_NOT_PARSE_DATE'],
    ['a day in another order', 'closedate', '31/12/2026', undefined, 'COULD_NOT_PARSE_DATE'],
  ])('holds %s', async (_name, property, text, dateFormat, stored) => {
    expect(await imported(property, text, dateFormat)).toBe(stored)
  })
})
