import { describe, expect, test } from 'vitest'
import { standardProperties } from './data/standard-properties.ts'
import { describeObjectType, findObjectType, isCustomObjectTypeName, objectTypes } from './object-type.ts'
import { pipelineProperties } from './pipeline.ts'

test('an object type is found by its name, its singular and its id', () => {
  for (const name of ['deals', 'deal', '0-3']) expect(findObjectType(name)?.name).toBe('deals')
  expect(findObjectType('toString')).toBeUndefined()
})

test('invoices are 0-53', () => {
  expect(findObjectType('invoices')?.id).toBe('0-53')
})

test('only contacts move `lastmodifieddate`', () => {
  expect(objectTypes.filter(({ modifiedProperty }) => modifiedProperty === 'lastmodifieddate')).toHaveLength(1)
  expect(describeObjectType('contacts').modifiedProperty).toBe('lastmodifieddate')
})

test('deals alone have pipeline and stage under names of their own', () => {
  const withPipelines = objectTypes.filter(({ pipeline }) => pipeline !== undefined)
  expect(withPipelines.map(({ name }) => name)).toContain('tickets')
  for (const { name, pipeline } of withPipelines) expect(pipelineProperties(name)).toEqual(pipeline)
})

test('a custom object type is described by what holds for all of them', () => {
  expect(describeObjectType('p_cars')).toMatchObject({
    name: 'p_cars',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
  })
})

describe('the table of object types', () => {
  test('names each once', () => {
    const names = objectTypes.flatMap(({ name, id, singular }) => [...new Set([name, id, singular])])
    expect(new Set(names).size).toBe(names.length)
  })

  const all: Readonly<Record<string, object>> = standardProperties

  test.each(objectTypes.map((type) => [type.name, type] as const))(
    'has standard properties for %s, with those it is created, modified and staged by',
    (name, { createdProperty, modifiedProperty, pipeline }) => {
      const staged = pipeline === undefined ? [] : [pipeline.pipelineProperty, pipeline.stageProperty]
      const needed = [createdProperty, modifiedProperty, 'hs_object_id', ...staged]
      expect(Object.keys(all[name] ?? {})).toEqual(expect.arrayContaining(needed))
    },
  )
})

test.each([
  ['2-123', true],
  ['p_cars', true],
  ['p123_cars', true],
  ['0-3', false],
  ['cars', false],
  ['__proto__', false],
])('%s is a custom object type: %s', (name, expected) => {
  expect(isCustomObjectTypeName(name)).toBe(expected)
})
