import { expect } from 'vitest'
import {
  PropertyCreateFieldTypeEnum as FieldType,
  PropertyCreateTypeEnum as Type,
  type PropertyCreate,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js'
import { rowsOf, type Rows } from '../rows.ts'

const colour: PropertyCreate = {
  name: 'favourite_colour',
  label: 'Favourite colour',
  groupName: 'contactinformation',
  type: Type.Enumeration,
  fieldType: FieldType.Select,
  options: [
    { label: 'Red', value: 'red', hidden: false },
    { label: 'Blue', value: 'blue', hidden: false },
  ],
}
const height: PropertyCreate = {
  name: 'height_cm',
  label: 'Height',
  groupName: 'contactinformation',
  type: Type.Number,
  fieldType: FieldType.Number,
}

// A change of definitions shows a moment later.
const readableAfterMs = 1_000

const single: Rows = rowsOf('crm.properties.coreApi', {
  getAll: async ({ client: { crm } }) => {
    const { results } = await crm.properties.coreApi.getAll('contacts')
    expect(results.find(({ name }) => name === 'email')).toMatchObject({ type: 'string', hasUniqueValue: true })
  },
  getByName: async ({ client: { crm } }) => {
    const property = await crm.properties.coreApi.getByName('deals', 'amount')
    expect(property).toMatchObject({ name: 'amount', type: 'number', fieldType: 'number', archived: false })
  },
  create: async ({ client: { crm }, emulator }) => {
    const made = await crm.properties.coreApi.create('contacts', colour)
    expect(made.options.map(({ value }) => value)).toEqual(['red', 'blue'])
    expect(emulator.account.create('contacts', { favourite_colour: 'red' })).toMatch(/^\d+$/)
  },
  update: async ({ client: { crm } }) => {
    await crm.properties.coreApi.create('contacts', colour)
    const options = [{ label: 'Green', value: 'green', hidden: false }]
    const updated = await crm.properties.coreApi.update('contacts', colour.name, { label: 'Colour', options })
    expect([updated.label, updated.options.map(({ value }) => value)]).toEqual(['Colour', ['green']])
  },
  archive: async ({ client: { crm }, emulator }) => {
    await crm.properties.coreApi.create('contacts', colour)
    await crm.properties.coreApi.archive('contacts', colour.name)
    emulator.clock.advance(readableAfterMs)
    const { results } = await crm.properties.coreApi.getAll('contacts', true)
    expect(results.map(({ name, archived }) => [name, archived])).toEqual([[colour.name, true]])
    await expect(crm.properties.coreApi.getByName('contacts', colour.name)).rejects.toMatchObject({ code: 404 })
  },
})

const batches: Rows = rowsOf('crm.properties.batchApi', {
  create: async ({ client: { crm } }) => {
    const answer = await crm.properties.batchApi.create('contacts', { inputs: [colour, height] })
    expect(answer.results.map(({ name }) => name).toSorted()).toEqual(['favourite_colour', 'height_cm'])
  },
  read: async ({ client: { crm } }) => {
    const inputs = [{ name: 'email' }, { name: 'jobtitle' }]
    const { results } = await crm.properties.batchApi.read('contacts', { inputs, archived: false })
    expect(results.map(({ name }) => name).toSorted()).toEqual(['email', 'jobtitle'])
  },
  archive: async ({ client: { crm }, emulator }) => {
    await crm.properties.batchApi.create('contacts', { inputs: [colour, height] })
    await crm.properties.batchApi.archive('contacts', { inputs: [{ name: colour.name }, { name: height.name }] })
    emulator.clock.advance(readableAfterMs)
    const { results } = await crm.properties.coreApi.getAll('contacts', true)
    expect(results).toHaveLength(2)
  },
})

const groups: Rows = rowsOf('crm.properties.groupsApi', {
  getAll: async ({ client: { crm } }) => {
    const { results } = await crm.properties.groupsApi.getAll('contacts')
    expect(results.map(({ name }) => name)).toContain('contactinformation')
  },
  getByName: async ({ client: { crm } }) => {
    const group = await crm.properties.groupsApi.getByName('contacts', 'contactinformation')
    expect(group).toMatchObject({ name: 'contactinformation', archived: false })
  },
  create: async ({ client: { crm } }) => {
    const made = await crm.properties.groupsApi.create('contacts', { name: 'field_visits', label: 'Field visits' })
    expect(made).toMatchObject({ name: 'field_visits', label: 'Field visits' })
  },
  update: async ({ client: { crm } }) => {
    await crm.properties.groupsApi.create('contacts', { name: 'field_visits', label: 'Field visits' })
    const updated = await crm.properties.groupsApi.update('contacts', 'field_visits', { label: 'Visits' })
    expect(updated.label).toBe('Visits')
  },
  archive: async ({ client: { crm } }) => {
    await crm.properties.groupsApi.create('contacts', { name: 'field_visits', label: 'Field visits' })
    await crm.properties.groupsApi.archive('contacts', 'field_visits')
    const { results } = await crm.properties.groupsApi.getAll('contacts')
    expect(results.map(({ name }) => name)).not.toContain('field_visits')
  },
})

/** Property definitions, in batches too, and their groups. */
export const properties: Rows = { ...single, ...batches, ...groups }
