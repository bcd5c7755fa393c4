import { describe, expect, test } from 'vitest'
import type { Predicate } from '../ast.ts'
import { defaultSwitches } from '../switches.ts'
import { pushNegations } from './negation.ts'

const unset: Predicate = { kind: 'presence', property: 'a', operator: 'notHas' }
const has: Predicate = { kind: 'presence', property: 'a', operator: 'has' }
const near: Predicate = { kind: 'associated', objectType: 'companies', id: '1', label: null }

function compare(operator: Extract<Predicate, { kind: 'compare' }>['operator']): Predicate {
  return { kind: 'compare', property: 'a', operator, value: '1' }
}

function not(of: Predicate): Predicate {
  return { kind: 'not', of }
}

function or(...of: readonly Predicate[]): Predicate {
  return { kind: 'or', of }
}

describe('not becomes', () => {
  test.each<[name: string, of: Predicate, result: Predicate]>([
    ['neq or unset for eq', compare('eq'), or(compare('neq'), unset)],
    ['eq or unset for neq', compare('neq'), or(compare('eq'), unset)],
    ['gte or unset for lt', compare('lt'), or(compare('gte'), unset)],
    ['gt or unset for lte', compare('lte'), or(compare('gt'), unset)],
    ['the other token operator or unset', compare('containsToken'), or(compare('notContainsToken'), unset)],
    ['notHas for has', has, unset],
    ['has for notHas', unset, has],
    ['or for and', { kind: 'and', of: [has, unset] }, or(unset, has)],
    ['and for or', or(has, unset), { kind: 'and', of: [unset, has] }],
    ['nothing for not', not(compare('eq')), compare('eq')],
    ['itself around an association', near, not(near)],
    [
      'lt or gt or unset for between',
      { kind: 'between', property: 'a', from: '1', to: '1' },
      or(compare('lt'), compare('gt'), unset),
    ],
    ['everything for in of nothing', { kind: 'list', property: 'a', operator: 'in', values: [] }, or(has, unset)],
    ['unset for notIn of nothing', { kind: 'list', property: 'a', operator: 'notIn', values: [] }, or(or(), unset)],
  ])('%s', (_name, of, result) => {
    expect(pushNegations(not(of), defaultSwitches)).toEqual(result)
  })
})

test('a notContainsToken that matches unset records is negated without them', () => {
  const switches = { ...defaultSwitches, notContainsMatchesUnset: true }
  expect(pushNegations(not(compare('notContainsToken')), switches)).toEqual(compare('containsToken'))
})
