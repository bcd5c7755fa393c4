import { Client } from '@hubspot/api-client'
import { describe, expect, test } from 'vitest'
import { families, isDriven, methodsOf, otherFamilies } from './client/methods.ts'
import { rows } from './families/index.ts'
import { skipped } from './skipped.ts'
import { openWorld } from './world.ts'

// The official client, unmodified, drives every method of its families that this emulator answers; whatever comes back must be exactly the
// model that the client reads.

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

describe('drives', () => {
  test.each(Object.entries(rows))('%s in nominal mode', async (method, row) => {
    // Rows read at once what they have just defined.
    const world = await openWorld({ switches: { definitionLagMs: 0 } })
    try {
      await row(world)
      expect([...world.called]).toContain(method)
      expect(world.complaints).toEqual([])
    } finally {
      await world.close()
    }
  })
})
