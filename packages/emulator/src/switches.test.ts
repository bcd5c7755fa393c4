import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import type { EmulatorOptions } from './options.ts'
import { changeSwitches, defaultSwitches, drawSwitches, switchTable, type Switches } from './switches.ts'

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

test('what is drawn can be taken, the same for the same seed, and every answer is drawn by some seed', () => {
  const drawn = Array.from({ length: 200 }, (_, seed) => drawSwitches(seed))
  expect(drawSwitches(7)).toEqual(drawn[7])
  for (const [name, row] of Object.entries(switchTable)) {
    const answers = new Set(drawn.map((each) => each[name as keyof Switches]))
    expect([name, answers]).toEqual([name, new Set<unknown>((row.draws ?? row.takes) as readonly unknown[])])
  }
})

test('a number is drawn from a few that the documentation does not exclude', () => {
  for (const [name, row] of Object.entries(switchTable))
    expect([name, 'from' in row.takes && !row.draws]).toEqual([name, false])
})

test('adversarial mode begins with what the seed draws, nominal mode with the defaults; both take switches on top', () => {
  const switchesIn = (options: EmulatorOptions): Switches => createEmulator(options).switches()
  expect(switchesIn({ mode: 'adversarial', seed: 5 })).toEqual(drawSwitches(5))
  expect(switchesIn({ mode: 'adversarial', seed: 5, switches: { searchLagMs: 1 } })).toEqual({
    ...drawSwitches(5),
    searchLagMs: 1,
  })
  expect(switchesIn({ mode: 'nominal', seed: 5 })).toEqual(defaultSwitches)
})
