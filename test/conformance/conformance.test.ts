import { Client } from '@hubspot/api-client'
import { describe, expect, test } from 'vitest'
import { families, isDriven, methodsOf, otherFamilies } from './client/methods.ts'
import type { EmulatorOptions } from '@holdfast/emulator'
import { rows } from './families/index.ts'
import { pinned } from './pinned.ts'
import type { Row } from './rows.ts'
import { skipped } from './skipped.ts'
import { openWorld } from './world.ts'

// The official client, unmodified, drives every method of its families that this emulator answers; whatever comes back must be exactly the
// model that the client reads.

const seed = Number(process.env['SEED'] ?? 20261124)
const methods = methodsOf(new Client({ accessToken: 'none' }))

describe('the official client', () => {
  test('has every family either driven or left out for a reason', () => {
    const known = [...families, ...Object.keys(otherFamilies)]
    expect(methods.filter((method) => !known.some((family) => method.startsWith(`${family}.`)))).toEqual([])
  })

  test('has each method of the driven families in a row, or skipped for a reason', () => {
    expect([...Object.keys(rows), ...Object.keys(skipped)].toSorted()).toEqual(methods.filter(isDriven).toSorted())
  })

  test('has at least 250 methods driven', () => {
    expect(Object.keys(rows).length).toBeGreaterThanOrEqual(250)
  })
})

// Nominal mode answers as documented by default, adversarial mode as the documentation does not exclude: drawn anew for each method.
describe('drives', () => {
  test.each(Object.entries(rows))('%s in nominal mode', (method, row) => drive(method, row, {}))

  test.each(Object.entries(rows).map(([method, row], index) => ({ method, row, seed: seed + index })))(
    '$method in adversarial mode',
    ({ method, row, seed: drawn }) => drive(method, row, { mode: 'adversarial', seed: drawn, switches: pinned }),
  )
})

async function drive(method: string, row: Row, options: EmulatorOptions): Promise<void> {
  const world = await openWorld(options)
  try {
    await row(world)
    expect([...world.called]).toContain(method)
    expect(world.complaints).toEqual([])
  } finally {
    await world.close()
  }
}
