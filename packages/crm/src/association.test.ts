import { expect, test } from 'vitest'
import {
  allStandardAssociationTypes,
  labelName,
  standardAssociationType,
  standardAssociationTypes,
} from './association.ts'

test('the association types between two object types are known by id and label', () => {
  expect(standardAssociationType('contacts', 'companies')).toMatchObject({ typeId: 279, label: null })
  expect(standardAssociationType('contacts', 'companies', 'primary')).toMatchObject({ typeId: 1 })
  expect(standardAssociationType('deals', 'contacts', 'boss')).toBeUndefined()
})

test('names that every object has are no object types', () => {
  expect(standardAssociationTypes('constructor', 'contacts')).toEqual([])
})

test('a type id means one thing in one direction', () => {
  const types = allStandardAssociationTypes()
  expect(new Set(types.map(({ from, to, typeId }) => `${from} ${to} ${typeId}`)).size).toBe(types.length)
  expect(new Set(types.map(({ from, to, label }) => `${from} ${to} ${label}`)).size).toBe(types.length)
})

test.each([
  ['Decision maker', 'decision_maker'],
  [' Billing  contact ', 'billing_contact'],
  ['Co-owner', 'co_owner'],
])('the label "%s" is spelt %s', (label, name) => {
  expect(labelName(label)).toBe(name)
})
