import { expect, test } from 'vitest'
import { applies, isOperator, operatorFacts, operators, takesOperand, type Operator } from './operators.ts'

const names = Object.keys(operators).filter((name) => isOperator(name))

test('every operator is told apart by its search name', () => {
  expect(new Set(names.map((name) => operatorFacts(name).search)).size).toBe(names.length)
})

test.each(names.map((name) => [name]))('%s has complements that can be asked of the same property types', (name) => {
  for (const complement of operatorFacts(name).complement)
    expect(operatorFacts(complement).types).toEqual(operatorFacts(name).types)
})

test('the complement of a complement is the operator again, where one is enough', () => {
  const single = names.filter((name) => operatorFacts(name).complement.length === 1 && !takesOperand(name, 'none'))
  for (const name of single)
    expect(operatorFacts(operatorFacts(name).complement[0] as Operator).complement).toEqual([name])
})

test('only text and enumerations hold tokens, and nothing is greater than an option', () => {
  expect(applies('containsToken', 'string')).toBe(true)
  expect(applies('containsToken', 'number')).toBe(false)
  expect(applies('gte', 'enumeration')).toBe(false)
  expect(applies('in', 'bool')).toBe(false)
})

test('names that every object has are no operators', () => {
  expect(isOperator('toString')).toBe(false)
  expect(isOperator('eq')).toBe(true)
})
