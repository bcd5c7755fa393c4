import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { recordSwitches } from './record-switches.fixture.ts'
import { requestSwitches } from './request-switches.fixture.ts'
import { arrange, type Row } from './switch-probes.fixture.ts'
import { defaultSwitches, switchTable, type Switches } from './switches.ts'

// One row for each switch: what to ask, and what is answered for each of its values.

const rows: { readonly [Name in keyof Switches]: Row<Switches[Name]> } = { ...recordSwitches, ...requestSwitches }
const all = Object.entries(rows) as readonly (readonly [name: keyof Switches, row: Row<unknown>])[]
const probed = all.flatMap(([name, row]) => {
  if ('shownIn' in row) return []
  const [probe, ...answers] = row
  return [{ name, probe, answers }]
})
const elsewhere = all.flatMap(([name, row]) => ('shownIn' in row ? [[name, row.shownIn] as const] : []))

describe.each(probed)('$name', ({ name, probe, answers }) => {
  test.each(answers)('%j', async (value, answer) => {
    expect(await probe(arrange({ [name]: value }))).toEqual(answer)
  })

  test('is shown in all its answers, the default among them, and no two are the same', () => {
    const { takes } = switchTable[name]
    const shown = answers.map(([value]) => value)
    // Of a number two are enough.
    expect(new Set(shown)).toEqual(new Set<unknown>('from' in takes ? shown : takes))
    expect('from' in takes || shown.includes(defaultSwitches[name])).toBe(true)
    expect(answers.length).toBeGreaterThan(1)
    expect(new Set(answers.map(([, answer]) => JSON.stringify(answer))).size).toBe(answers.length)
  })
})

test.each(elsewhere)('%s is shown in %s', (name, file) => {
  expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(name)
})
