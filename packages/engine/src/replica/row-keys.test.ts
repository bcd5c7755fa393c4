import type { LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowKeys } from './row-keys.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 200 }

// Ids as HubSpot gives them, as pages make them, and such as look like numbers and are none.
const key = fc
  .oneof(
    fc.integer({ min: 0, max: 60 }).map(String),
    fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
    fc.constantFrom('', '0', '00', '007', '1.0', '1e3', '-1', ' 1', '999999999999999', '1000000000000000', 'NaN'),
    fc.uuid().map((id) => `local:${id}`),
  )
  .map((text) => text as LocalKey)

test('keys have rows as in a map, and the same ones when restored from a pack', () => {
  fc.assert(
    fc.property(fc.array(key, { size: '+2' }), fc.array(key, { size: '+1' }), (some, more) => {
      const rowByKey = new Map<LocalKey, number>()
      let keys = new RowKeys()
      const check = (added: readonly LocalKey[]): void => {
        for (const each of added) {
          if (!rowByKey.has(each)) rowByKey.set(each, rowByKey.size)
          expect(keys.rowFor(each)).toBe(rowByKey.get(each))
        }
        expect(keys.count).toBe(rowByKey.size)
        for (const each of [...some, ...more]) expect(keys.rowOf(each)).toBe(rowByKey.get(each) ?? -1)
        for (const [each, row] of rowByKey) expect(keys.keyAt(row)).toBe(each)
        expect(keys.keyAt(keys.count)).toBeUndefined()
      }
      check(some)
      const restored = new RowKeys()
      restored.restore(keys.pack())
      keys = restored
      check(more)
    }),
    parameters,
  )
})
