import { describe, expect, test } from 'vitest'
import { errorFromData, errorToData, HoldfastError, isHoldfastError } from './error.ts'

const error = new HoldfastError('query/invalid', 'This is no query.', 'Correct it.', {
  objectType: 'deals',
  part: 'where',
})

test('an error says what happened and what to do next', () => {
  expect(error.message).toBe('This is no query. Correct it.')
  expect(error.remedy).toBe('Correct it.')
})

test('[C3] an error that crossed a thread as data has its code, details and texts', () => {
  const arrived = errorFromData(structuredClone(errorToData(error)))
  expect(arrived).toMatchObject({
    code: error.code,
    message: error.message,
    remedy: error.remedy,
    details: error.details,
  })
  expect(isHoldfastError(arrived, 'query/invalid')).toBe(true)
})

describe('an error is recognised', () => {
  test.each<[name: string, thrown: unknown, expected: boolean]>([
    ['as it was thrown', error, true],
    ['without its class', { name: 'HoldfastError', code: 'query/invalid', message: '', remedy: '', details: {} }, true],
    ['unless it is of another code', new HoldfastError('engine/closed', '', '', { what: 'x' }), false],
    ['unless it is another error', new TypeError('query/invalid'), false],
    ['unless it is nothing', null, false],
  ])('%s', (_name, thrown, expected) => {
    expect(isHoldfastError(thrown, 'query/invalid')).toBe(expected)
  })
})

test('a foreign error stays as the cause', () => {
  const cause = new Error('disk')
  expect(new HoldfastError('engine/closed', 'a', 'b', { what: 'x' }, { cause }).cause).toBe(cause)
})
