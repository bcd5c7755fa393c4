import { expect } from 'vitest'
import { AssociationSpecAssociationCategoryEnum as Category } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js'
import type { World } from '../world.ts'
import { rowsOf, type Rows } from '../rows.ts'

// Type ids of the associations guide: contact to company, plain and primary.
const plain = { associationCategory: Category.HubspotDefined, associationTypeId: 279 }
const primary = { associationCategory: Category.HubspotDefined, associationTypeId: 1 }

function arrange({ emulator: { account } }: World): {
  readonly contact: string
  readonly companies: readonly string[]
} {
  const contact = account.create('contacts', { firstname: 'Ada' })
  return { contact, companies: ['Nordwind', 'Alpenrand'].map((name) => account.create('companies', { name })) }
}

function companiesOf({ emulator }: World, contact: string): readonly string[] {
  return emulator.account.partners('contacts', contact, 'companies').map(({ id }) => id)
}

const single: Rows = rowsOf('crm.associations.v4.basicApi', {
  create: async (world) => {
    const { contact, companies } = arrange(world)
    const { basicApi } = world.client.crm.associations.v4
    const made = await basicApi.create('contacts', contact, 'companies', companies[0] ?? '', [primary])
    expect(made.labels).toEqual(['Primary'])
    expect(companiesOf(world, contact)).toEqual([companies[0]])
  },
  createDefault: async (world) => {
    const { contact, companies } = arrange(world)
    const { basicApi } = world.client.crm.associations.v4
    const { results } = await basicApi.createDefault('contacts', contact, 'companies', companies[0] ?? '')
    const typeIds = results.map(({ associationSpec }) => associationSpec.associationTypeId)
    expect(new Set(typeIds)).toEqual(new Set([279, 280]))
    expect(companiesOf(world, contact)).toEqual([companies[0]])
  },
  getPage: async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    const { basicApi } = world.client.crm.associations.v4
    const first = await basicApi.getPage('contacts', contact, 'companies', undefined, 1)
    const last = await basicApi.getPage('contacts', contact, 'companies', first.paging?.next?.after, 1)
    expect([...first.results, ...last.results].map(({ toObjectId }) => String(toObjectId))).toEqual(companies)
    expect(first.results[0]?.associationTypes.map(({ typeId }) => typeId)).toEqual([279])
  },
  archive: async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    await world.client.crm.associations.v4.basicApi.archive('contacts', contact, 'companies', companies[0] ?? '')
    expect(companiesOf(world, contact)).toEqual([companies[1]])
  },
})

const batches: Rows = rowsOf('crm.associations.v4.batchApi', {
  create: async (world) => {
    const { contact, companies } = arrange(world)
    const inputs = [...companies, '1'].map((id) => ({ _from: { id: contact }, to: { id }, types: [plain] }))
    const answer = await world.client.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs })
    expect(answer.results).toHaveLength(2)
    expect('numErrors' in answer && answer.numErrors).toBe(1)
    expect(companiesOf(world, contact)).toEqual(companies)
  },
  createDefault: async (world) => {
    const { contact, companies } = arrange(world)
    const inputs = companies.map((id) => ({ _from: { id: contact }, to: { id } }))
    const { results } = await world.client.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
      inputs,
    })
    expect(results).toHaveLength(4)
    expect(companiesOf(world, contact)).toEqual(companies)
  },
  getPage: async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    const inputs = [{ id: contact }, { id: '1' }]
    const answer = await world.client.crm.associations.v4.batchApi.getPage('contacts', 'companies', { inputs })
    expect(answer.results.map(({ _from, to }) => [_from.id, to.length])).toEqual([[contact, 2]])
  },
  archive: async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    const inputs = [{ _from: { id: contact }, to: companies.map((id) => ({ id })) }]
    await world.client.crm.associations.v4.batchApi.archive('contacts', 'companies', { inputs })
    expect(companiesOf(world, contact)).toEqual([])
  },
  archiveLabels: async (world) => {
    const { contact, companies } = arrange(world)
    const [company = ''] = companies
    world.emulator.account.associate('contacts', contact, 'companies', company, 'Primary')
    const inputs = [{ _from: { id: contact }, to: { id: company }, types: [primary] }]
    await world.client.crm.associations.v4.batchApi.archiveLabels('contacts', 'companies', { inputs })
    const [partner] = world.emulator.account.partners('contacts', contact, 'companies')
    expect(partner?.labels).toEqual([null])
  },
})

const definitions: Rows = rowsOf('crm.associations.v4', {
  'schema.definitionsApi.getAll': async ({ client: { crm } }) => {
    const { results } = await crm.associations.v4.schema.definitionsApi.getAll('contacts', 'companies')
    expect(results.map(({ typeId }) => typeId)).toEqual(expect.arrayContaining([1, 279]))
  },
  'schema.definitionsApi.create': async ({ client: { crm } }) => {
    const { definitionsApi } = crm.associations.v4.schema
    const request = { name: 'signs_for', label: 'Signs for', inverseLabel: 'Signed by' }
    const { results } = await definitionsApi.create('contacts', 'companies', request)
    expect(new Set(results.map(({ label }) => label))).toEqual(new Set(['Signed by', 'Signs for']))
    const { results: back } = await definitionsApi.getAll('companies', 'contacts')
    expect(back.map(({ label }) => label)).toContain('Signed by')
  },
  'schema.definitionsApi.update': async ({ client: { crm } }) => {
    const { definitionsApi } = crm.associations.v4.schema
    const { results } = await definitionsApi.create('contacts', 'deals', { name: 'tester', label: 'Tester' })
    const associationTypeId = results[0]?.typeId ?? 0
    await definitionsApi.update('contacts', 'deals', { associationTypeId, label: 'Pilot user' })
    const { results: now } = await definitionsApi.getAll('contacts', 'deals')
    expect(now.find(({ typeId }) => typeId === associationTypeId)?.label).toBe('Pilot user')
  },
  'schema.definitionsApi.remove': async ({ client: { crm } }) => {
    const { definitionsApi } = crm.associations.v4.schema
    const { results } = await definitionsApi.create('contacts', 'deals', { name: 'tester', label: 'Tester' })
    await definitionsApi.remove('contacts', 'deals', results[0]?.typeId ?? 0)
    const { results: now } = await definitionsApi.getAll('contacts', 'deals')
    expect(now.map(({ label }) => label)).not.toContain('Tester')
  },
  'reportApi.request': async ({ client: { crm } }) => {
    const { results } = await crm.owners.ownersApi.getPage()
    const userId = results[0]?.userId ?? 0
    const report = await crm.associations.v4.reportApi.request(userId)
    expect(report).toMatchObject({ userId, userEmail: results[0]?.email })
  },
})

const legacy: Rows = rowsOf('crm.associations', {
  'batchApi.create': async (world) => {
    const { contact, companies } = arrange(world)
    const inputs = companies.map((id) => ({ _from: { id: contact }, to: { id }, type: 'contact_to_company' }))
    const { results } = await world.client.crm.associations.batchApi.create('contacts', 'companies', { inputs })
    expect(new Set(results.map(({ to }) => to.id))).toEqual(new Set(companies))
    expect(companiesOf(world, contact)).toEqual(companies)
  },
  'batchApi.read': async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    const inputs = [{ id: contact }]
    const { results } = await world.client.crm.associations.batchApi.read('contacts', 'companies', { inputs })
    expect(results[0]?.to.map(({ id }) => id)).toEqual(companies)
  },
  'batchApi.archive': async (world) => {
    const { contact, companies } = arrange(world)
    for (const company of companies) world.emulator.account.associate('contacts', contact, 'companies', company)
    const inputs = companies.map((id) => ({ _from: { id: contact }, to: { id }, type: 'contact_to_company_unlabeled' }))
    await world.client.crm.associations.batchApi.archive('contacts', 'companies', { inputs: inputs.slice(1) })
    expect(companiesOf(world, contact)).toEqual([companies[0]])
  },
  'schema.typesApi.getAll': async ({ client: { crm } }) => {
    const { results } = await crm.associations.schema.typesApi.getAll('contacts', 'companies')
    expect(results.map(({ id }) => id)).toEqual(expect.arrayContaining(['1', '279']))
  },
})

/** Associations: v4, labels, the report of high usage, and what is left of v3. */
export const associations: Rows = { ...single, ...batches, ...definitions, ...legacy }
