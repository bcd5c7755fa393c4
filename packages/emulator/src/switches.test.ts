import { expect, test } from 'vitest'
import { changeSwitches, defaultSwitches, switchTable } from './switches.ts'

test.each(Object.entries(switchTable))('%s has a default it takes, and a meaning', (name, row) => {
  expect(() => changeSwitches(defaultSwitches, { [name]: row.default })).not.toThrow()
  expect(row.meaning.length).toBeGreaterThan(20)
})

test.each([
  [{ nope: 1 }],
  [{ searchLagMs: -1 }],
  [{ searchLagMs: '1' }],
  [{ unsetAs: 'gone' }],
  [{ cors: 1 }],
  [{ constructor: true }],
])('a change that does not fit is a TypeError: %j', (changes) => {
  expect(() => changeSwitches(defaultSwitches, changes)).toThrow(TypeError)
})
