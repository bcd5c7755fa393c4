import { describe, expect, test } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { createCaller, frozen, quiet } from '../testing.ts'

const filter = (property: string, operation: object): object => ({ filterType: 'PROPERTY', property, operation })
const all = (...filters: object[]): object => ({ filterBranchType: 'AND', filters, filterBranches: [] })
const operation = (operationType: string, operator: string, more: object = {}): object => ({
  operationType,
  operator,
  ...more,
})

async function matched(filterBranch: object): Promise<readonly string[] | number> {
  const emulator = createEmulator({ clock: frozen, switches: quiet })
  const call = createCaller(emulator)
  const names = new Map(
    [
      { firstname: 'Ada', lifecyclestage: 'lead', zip: '10' },
      { firstname: 'Grace', lifecyclestage: 'customer', zip: '20' },
      { lastname: 'Nobody' },
    ].map((properties) => [emulator.account.create('contacts', properties), properties.firstname ?? 'none']),
  )
  const deal = { name: 'x', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch }
  const { status, body } = await call('POST', '/crm/v3/lists', deal)
  if (status !== 200) return status
  const { listId } = body['list'] as { listId: string }
  const members = await call('GET', `/crm/v3/lists/${listId}/memberships`)
  return members.body.results.map((each) => names.get(String(each['recordId'])) ?? '').sort()
}

describe('a list filter', () => {
  test.each([
    ['known', filter('firstname', operation('ALL_PROPERTY', 'IS_KNOWN')), ['Ada', 'Grace']],
    ['unknown', filter('firstname', operation('ALL_PROPERTY', 'IS_UNKNOWN')), ['none']],
    ['any option', filter('lifecyclestage', operation('ENUMERATION', 'IS_ANY_OF', { values: ['lead'] })), ['Ada']],
    ['no option', filter('lifecyclestage', operation('ENUMERATION', 'IS_NONE_OF', { values: ['lead'] })), ['Grace']],
    ['text in any case', filter('firstname', operation('STRING', 'IS_EQUAL_TO', { value: 'ADA' })), ['Ada']],
    ['one of texts', filter('firstname', operation('MULTISTRING', 'STARTS_WITH', { values: ['gr', 'x'] })), ['Grace']],
    [
      'text not contained',
      filter('firstname', operation('MULTISTRING', 'DOES_NOT_CONTAIN', { values: ['ra'] })),
      ['Ada'],
    ],
    ['a number', filter('zip', operation('NUMBER', 'IS_GREATER_THAN', { value: 10 })), ['Grace']],
    ['a range', filter('zip', operation('NUMBER_RANGED', 'IS_BETWEEN', { lowerBound: 10, upperBound: 15 })), ['Ada']],
  ])('by %s', async (_name, given, names) => {
    expect(await matched(all(given))).toEqual(names)
  })

  test('passes what has no value only when it says so', async () => {
    const given = { values: ['lead'], includeObjectsWithNoValueSet: true }
    expect(await matched(all(filter('lifecyclestage', operation('ENUMERATION', 'IS_ANY_OF', given))))).toEqual([
      'Ada',
      'none',
    ])
  })

  const ada = all(filter('firstname', operation('STRING', 'IS_EQUAL_TO', { value: 'ada' })))
  const customer = all(filter('lifecyclestage', operation('ENUMERATION', 'IS_ANY_OF', { values: ['customer'] })))

  test.each([
    ['OR', ['Ada', 'Grace']],
    ['AND', []],
    ['NOT_ALL', ['Ada', 'Grace', 'none']],
    ['NOT_ANY', ['none']],
  ])('branches by %s', async (filterBranchType, names) => {
    expect(await matched({ filterBranchType, filters: [], filterBranches: [ada, customer] })).toEqual(names)
  })

  test.each([
    ['of another kind', all({ filterType: 'FORM_SUBMISSION' })],
    ['of an unknown property', all(filter('nope', operation('ALL_PROPERTY', 'IS_KNOWN')))],
    ['of an unknown operator', all(filter('firstname', operation('STRING', 'constructor', { value: 'x' })))],
    ['of an unknown operation', all(filter('firstname', operation('__proto__', 'toString', { value: 'x' })))],
    ['without a number', all(filter('zip', operation('NUMBER', 'IS_EQUAL_TO', { value: 'x' })))],
    ['without filters', all()],
    [
      'nested without end',
      Array.from({ length: 40 }).reduce<object>((inner) => ({ filterBranchType: 'OR', filterBranches: [inner] }), ada),
    ],
  ])('%s is refused', async (_name, branch) => {
    expect(await matched(branch)).toBe(400)
  })
})
