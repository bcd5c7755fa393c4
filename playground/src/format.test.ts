import { instant } from '@holdfast/crm'
import { expect, test } from 'vitest'
import { formatAmount, formatDay, formatPerson, formatTime } from './format.ts'

test.each([
  { name: 'first and last name', firstname: 'Ada', lastname: 'King', email: 'ada@example.com', shown: 'Ada King' },
  { name: 'the one name there is', firstname: null, lastname: 'King', email: null, shown: 'King' },
  {
    name: 'the email when there is no name',
    firstname: '',
    lastname: null,
    email: 'ada@example.com',
    shown: 'ada@example.com',
  },
  { name: 'that there is none', firstname: null, lastname: null, email: null, shown: 'No name' },
])('a person is called by $name', ({ shown, ...person }) => {
  expect(formatPerson(person)).toBe(shown)
})

test('an amount has cents only when there are some', () => {
  expect(formatAmount(12)).toBe('12')
  expect(formatAmount(12.5)).toMatch(/^12.50$/)
  expect(formatAmount(0)).toBe('0')
})

test('what is unset is a dash', () => {
  expect([formatAmount(null), formatDay(null), formatTime(null)]).toEqual(['–', '–', '–'])
})

test('a moment before 1970 is a day like any other', () => {
  expect(formatDay(instant(-86_400_000 * 2))).toContain('1969')
})
