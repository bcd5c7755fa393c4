import { describe, expect, test } from 'vitest'
import type { Predicate } from '../ast.ts'
import { defaultSwitches } from '../switches.ts'
import { disjunctionOf } from './disjunction.ts'

const a: Predicate = { kind: 'compare', property: 'a', operator: 'eq', value: '1' }
const b: Predicate = { kind: 'compare', property: 'b', operator: 'eq', value: '1' }
const c: Predicate = { kind: 'compare', property: 'c', operator: 'eq', value: '1' }
const hasA: Predicate = { kind: 'presence', property: 'a', operator: 'has' }
const noA: Predicate = { kind: 'presence', property: 'a', operator: 'notHas' }
const notTokenA: Predicate = { kind: 'compare', property: 'a', operator: 'notContainsToken', value: 'x' }

function and(...of: readonly Predicate[]): Predicate {
  return { kind: 'and', of }
}

function or(...of: readonly Predicate[]): Predicate {
  return { kind: 'or', of }
}

function clauses(predicate: Predicate, switches = defaultSwitches): unknown {
  return disjunctionOf(predicate, switches, 100)
}

describe('clauses', () => {
  test.each<[name: string, predicate: Predicate, expected: unknown]>([
    ['of one question', a, [[a]]],
    [
      'of a product',
      and(or(a, b), c),
      [
        [a, c],
        [b, c],
      ],
    ],
    ['without what is repeated', and(a, or(a, b), a), [[a]]],
    ['without what another includes', or(and(a, b), a), [[a]]],
    ['without what contradicts itself', or(and(a, noA), b), [[b]]],
    ['without has where a value is asked for', and(hasA, a), [[a]]],
    ['none when nothing can match', and(hasA, noA), []],
    ['one, empty, when everything matches', or(and(), a), [[]]],
    ['none of no alternatives', or(), []],
  ])('%s', (_name, predicate, expected) => {
    expect(clauses(predicate)).toEqual(expected)
  })

  test('notContainsToken asks for a value unless the switch says that unset matches', () => {
    const switches = { ...defaultSwitches, notContainsMatchesUnset: true }
    expect(clauses(and(notTokenA, noA))).toEqual([])
    expect(clauses(and(notTokenA, noA), switches)).toEqual([[notTokenA, noA]])
    expect(clauses(and(hasA, notTokenA), switches)).toEqual([[hasA, notTokenA]])
  })

  test('too many are given up before they are made', () => {
    const pair = (at: number): Predicate =>
      or({ ...a, property: `p${at}` } as Predicate, { ...a, property: `q${at}` } as Predicate)
    const pairs = (count: number): Predicate => and(...Array.from({ length: count }, (_each, at) => pair(at)))
    expect(clauses(pairs(6))).toHaveLength(64)
    expect(clauses(pairs(60))).toBeNull()
  })
})
