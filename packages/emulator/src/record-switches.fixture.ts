import {
  batchOf,
  contacts,
  inBoth,
  isSearchInOrder,
  mergeTwo,
  objects,
  statusOf,
  type Row,
} from './switch-probes.fixture.ts'
import type { Switches } from './switches.ts'
import type { RequestSwitch } from './request-switches.fixture.ts'

/** The switches of records, searches and definitions. */
export const recordSwitches: { readonly [Name in Exclude<keyof Switches, RequestSwitch>]: Row<Switches[Name]> } = {
  searchLagMs: [
    async ({ call }) => {
      await call('POST', contacts, { properties: {} })
      return (await call('POST', `${contacts}/search`, {})).body['total']
    },
    [0, 1],
    [2_000, 0],
  ],
  searchMisorderMs: [isSearchInOrder, [0, true], [60_000, false]],
  searchWindowEnd: [
    statusOf('POST', `${contacts}/search`, { after: '9900', limit: 200 }),
    ['refuse', 400],
    ['cut', 200],
  ],
  nullsLast: [
    async ({ call, add }) => {
      const [unset] = [add('contacts'), add('contacts', { city: 'Ely' })]
      return (await call('POST', `${contacts}/search`, { sorts: ['city'] })).body.results[1]?.id === unset
    },
    [true, true],
    [false, false],
  ],
  notContainsMatchesUnset: [
    async ({ call, add }) => {
      add('contacts')
      const filters = [{ propertyName: 'city', operator: 'NOT_CONTAINS_TOKEN', value: 'ely' }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    [false, 0],
    [true, 1],
  ],
  extraSorts: [statusOf('POST', `${contacts}/search`, { sorts: ['city', 'email'] }), ['refuse', 400], ['ignore', 200]],
  looseFilters: [
    statusOf('POST', `${contacts}/search`, {
      filters: [{ propertyName: 'city', operator: 'HAS_PROPERTY' }],
      filterGroups: [{ filters: [{ propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }] }],
    }),
    ['group', 200],
    ['refuse', 400],
  ],
  queryMatch: [
    async ({ call, add }) => {
      add('contacts', { firstname: 'Josephine' })
      return (await call('POST', `${contacts}/search`, { query: 'phine' })).body['total']
    },
    ['contains', 1],
    ['prefix', 0],
  ],
  associationFilters: [
    async ({ emulator, call, add }) => {
      const [contact, company] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.associate('contacts', contact, 'companies', company)
      const filters = [{ propertyName: 'associations.company', operator: 'IN', values: [company, '1'] }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    ['eq', undefined],
    ['in', 1],
  ],
  middleWildcards: [
    async ({ call, add }) => {
      add('contacts', { city: 'Rotterdam' })
      const filters = [{ propertyName: 'city', operator: 'CONTAINS_TOKEN', value: 'rot*dam' }]
      return (await call('POST', `${contacts}/search`, { filters })).body['total']
    },
    [true, 1],
    [false, 0],
  ],
  searchUnknownProperty: [
    statusOf('POST', `${contacts}/search`, { properties: ['nope'] }),
    ['ignore', 200],
    ['refuse', 400],
  ],
  askedProperties: [
    async ({ call, add }) =>
      Object.keys((await call('GET', `${contacts}/${add('contacts')}?properties=city`)).body.properties).sort(),
    ['added', ['city', 'createdate', 'hs_object_id', 'lastmodifieddate']],
    ['only', ['city']],
  ],
  unsetAs: [
    async ({ call, add }) =>
      'city' in (await call('GET', `${contacts}/${add('contacts')}?properties=city`)).body.properties,
    ['null', true],
    ['absent', false],
  ],
  nullClears: [
    async ({ call, add }) =>
      (await call('PATCH', `${contacts}/${add('contacts')}`, { properties: { city: null } })).status,
    [true, 200],
    [false, 400],
  ],
  emailStoredLowerCase: [
    async ({ emulator, add }) =>
      emulator.account.record('contacts', add('contacts', { email: 'Ada@X.example' }))?.properties['email'],
    [true, 'ada@x.example'],
    [false, 'Ada@X.example'],
  ],
  pipelineRequiredOnCreate: [
    statusOf('POST', `${objects}/deals`, { properties: { dealname: 'Lift', dealstage: 'contractsent' } }),
    [false, 201],
    [true, 400],
  ],
  stageMustBelongToPipeline: [
    async ({ call }) => {
      const stages = [{ label: 'One', displayOrder: 0, metadata: { probability: '0.5' } }]
      const { id } = (await call('POST', '/crm/pipelines/2026-09/deals', { label: 'Other', displayOrder: 1, stages }))
        .body
      const properties = { dealname: 'Lift', pipeline: id, dealstage: 'contractsent' }
      return (await call('POST', `${objects}/deals`, { properties })).status
    },
    [true, 400],
    [false, 201],
  ],
  ownerMustExist: [statusOf('POST', contacts, { properties: { hubspot_owner_id: '1' } }), [false, 201], [true, 400]],
  requiredOnCreate: [
    inBoth((base, { call }) => call('POST', `${base}/deals`, { properties: {} })),
    ['by-version', [201, 400]],
    ['always', [400, 400]],
    ['never', [201, 201]],
  ],
  partialStatus: [
    inBoth((base, { call, add }) =>
      call('POST', `${base}/contacts/batch/read`, { inputs: [{ id: '1' }, { id: add('contacts') }] }),
    ),
    ['by-version', [207, 200]],
    ['200', [200, 200]],
    ['207', [207, 207]],
  ],
  batchResultOrder: [
    async ({ call, add }) => {
      const inputs = ['Ada', 'Bob'].map((firstname) => ({ id: add('contacts', { firstname }) }))
      const { results } = (await call('POST', `${contacts}/batch/read`, { inputs })).body
      return results.map(({ properties }) => properties['firstname'])
    },
    ['as-asked', ['Ada', 'Bob']],
    ['reversed', ['Bob', 'Ada']],
  ],
  searchEpochZero: [
    statusOf('POST', `${contacts}/search`, { filters: [{ propertyName: 'createdate', operator: 'GT', value: '0' }] }),
    ['compared', 200],
    ['fails', 500],
  ],
  associationIds: [
    async ({ emulator, call, add }) => {
      const [from, to] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.associate('contacts', from, 'companies', to)
      const kindIn = async (base: string): Promise<string> =>
        typeof (await call('GET', `${base}/contacts/${from}/associations/companies`)).body.results[0]?.['toObjectId']
      return [await kindIn('/crm/v4/objects'), await kindIn(objects)]
    },
    ['by-version', ['number', 'string']],
    ['string', ['string', 'string']],
    ['number', ['number', 'number']],
  ],
  batchAssociateReplacesLabels: [
    async ({ emulator, call, add }) => {
      const [from, to] = [add('contacts'), add('companies', { name: 'Acme' })]
      emulator.account.defineLabel('contacts', 'companies', 'Advisor')
      emulator.account.defineLabel('contacts', 'companies', 'Friend')
      emulator.account.associate('contacts', from, 'companies', to, 'Advisor')
      const labels = (await call('GET', '/crm/associations/2026-09/contacts/companies/labels')).body.results
      const associationTypeId = labels.find(({ label }) => label === 'Friend')?.['typeId']
      const types = [{ associationCategory: 'USER_DEFINED', associationTypeId }]
      const inputs = [{ from: { id: from }, to: { id: to }, types }]
      await call('POST', '/crm/associations/2026-09/contacts/companies/batch/create', { inputs })
      return emulator.account.partners('contacts', from, 'companies')[0]?.labels
    },
    [true, [null, 'Friend']],
    [false, [null, 'Advisor', 'Friend']],
  ],
  associationsBumpModified: [
    async ({ emulator, call, add }) => {
      const [contact, deal] = [add('contacts'), emulator.account.create('deals', { dealname: 'Lift' })]
      emulator.clock.advance(1_000)
      await call('PUT', `${contacts}/${contact}/associations/default/deals/${deal}`)
      const moment = '2026-11-24T08:00:01Z'
      const isMoved = (type: string, id: string) => emulator.account.record(type, id)?.updatedAt === moment
      return [isMoved('contacts', contact), isMoved('deals', deal)]
    },
    ['none', [false, false]],
    ['counting', [true, false]],
    ['all', [true, true]],
  ],
  secondDelete: [
    async ({ call, add }) => {
      const path = `${contacts}/${add('contacts')}`
      await call('DELETE', path)
      return (await call('DELETE', path)).status
    },
    ['204', 204],
    ['404', 404],
  ],
  archivedReadable: [
    async ({ emulator, call, add }) => {
      const id = add('contacts')
      emulator.account.archive('contacts', id)
      return (await call('GET', `${contacts}/${id}`)).status
    },
    [false, 404],
    [true, 200],
  ],
  restoreBumpsModified: [
    async ({ emulator, add }) => {
      const id = add('contacts')
      emulator.clock.advance(1_000)
      emulator.account.archive('contacts', id)
      emulator.account.restore('contacts', id)
      return emulator.account.record('contacts', id)?.updatedAt
    },
    [true, '2026-11-24T08:00:01Z'],
    [false, '2026-11-24T08:00:00Z'],
  ],
  mergeIds: [
    async (tools) => {
      const { primary, merged } = await mergeTwo(tools)
      return primary === merged
    },
    ['new', false],
    ['preserved', true],
  ],
  batchUpdateMerged: [
    async (tools) => batchOf(tools, 'update', (await mergeTwo(tools)).primary),
    ['drop', [0, 0]],
    ['missing', [0, 1]],
    ['redirect', [1, 0]],
  ],
  batchReadMerged: [
    async (tools) => batchOf(tools, 'read', (await mergeTwo(tools)).primary),
    ['missing', [0, 1]],
    ['redirect', [1, 0]],
  ],
  batchReadArchived: [
    async (tools) => {
      const id = tools.add('contacts')
      tools.emulator.account.archive('contacts', id)
      return batchOf(tools, 'read', id)
    },
    ['missing', [0, 1]],
    ['found', [1, 0]],
  ],
  inlineAssociationsPage: [
    async ({ emulator, call, add }) => {
      const from = add('contacts')
      for (const name of ['Acme', 'Bolt', 'Core'])
        emulator.account.associate('contacts', from, 'companies', add('companies', { name }))
      const { associations } = (await call('GET', `${contacts}/${from}?associations=companies`)).body
      const { paging } = (associations as Record<string, { paging?: object }>)['companies'] ?? {}
      return paging !== undefined
    },
    [500, false],
    [1, true],
  ],
  inactiveObjectType: [statusOf('GET', `${objects}/courses`), ['403', 403], ['400', 400]],
  unofferedOperation: [
    statusOf('POST', `${objects}/feedback_submissions`, { properties: {} }),
    ['403', 403],
    ['405', 405],
  ],
  usersCreatable: { shownIn: 'routes/object-types.test.ts' },
  definitionLagMs: [
    async ({ call }) => {
      const property = {
        name: 'tier',
        label: 'Tier',
        type: 'string',
        fieldType: 'text',
        groupName: 'contactinformation',
      }
      await call('POST', '/crm/properties/2026-09/contacts', property)
      return (await call('GET', '/crm/properties/2026-09/contacts/tier')).status
    },
    [0, 200],
    [500, 404],
  ],
  validationRulesEnforced: [
    async ({ call, add }) => {
      await call('PUT', '/crm/property-validations/2026-09/0-1/city/rule-type/MIN_LENGTH', { ruleArguments: ['3'] })
      return (await call('PATCH', `${contacts}/${add('contacts')}`, { properties: { city: 'x' } })).status
    },
    [true, 400],
    [false, 200],
  ],
  requiredByGuide: [
    statusOf('POST', `${objects}/products`, { properties: { name: 'Lamp' } }),
    [false, 201],
    [true, 400],
  ],
  publishedLocked: { shownIn: 'routes/object-types.test.ts' },
  conditionalRequired: [
    async ({ emulator, call, add }) => {
      const id = add('contacts', { lifecyclestage: 'customer' })
      emulator.account.require('contacts', ['city'], { property: 'lifecyclestage', values: ['customer'] })
      return (await call('PATCH', `${contacts}/${id}`, { properties: { firstname: 'Ada' } })).status
    },
    ['touched', 200],
    ['always', 400],
  ],
  lifecycleStage: [
    async ({ emulator, call, add }) => {
      const id = add('contacts', { lifecyclestage: 'customer' })
      await call('PATCH', `${contacts}/${id}`, { properties: { lifecyclestage: 'lead' } })
      return emulator.account.record('contacts', id)?.properties['lifecyclestage']
    },
    ['any', 'lead'],
    ['forward', 'customer'],
  ],
  propertyNames: [
    async ({ call }) => {
      const property = {
        name: 'BigName',
        label: 'Big',
        type: 'string',
        fieldType: 'text',
        groupName: 'contactinformation',
      }
      const { status, body } = await call('POST', '/crm/properties/2026-09/contacts', property)
      return [status, body['name']]
    },
    ['refused', [400, undefined]],
    ['lowered', [201, 'bigname']],
    ['kept', [201, 'BigName']],
  ],
  convertedList: { shownIn: 'routes/list-conversion.test.ts' },
  importMs: { shownIn: 'routes/imports.test.ts' },
  importsAtOnce: { shownIn: 'routes/imports.test.ts' },
  importAssociationKeys: { shownIn: 'routes/imports.test.ts' },
}
