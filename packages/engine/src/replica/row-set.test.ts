import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RowSet } from './row-set.ts'

test('a row set holds what was added and not deleted since, ascending', () => {
  const step = fc.tuple(fc.boolean(), fc.nat({ max: 100 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const rows = new RowSet()
      const model = new Set<number>()
      for (const [isAdded, row] of steps) {
        expect(isAdded ? rows.add(row) : rows.delete(row)).toBe(model.has(row) !== isAdded)
        if (isAdded) model.add(row)
        else model.delete(row)
        expect(rows.has(row)).toBe(isAdded)
      }
      expect(rows.size).toBe(model.size)
      expect([...rows.toArray()]).toEqual([...model].sort((a, b) => a - b))
    }),
    { seed: Number(process.env['SEED'] ?? 20_261_125) },
  )
})
