import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('a fingerprint is the text’s FNV-1a hash of 64 bits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      let hash = 0xcbf29ce484222325n
      for (let at = 0; at < text.length; at++)
        hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n)
      expect(fingerprint(text)).toBe(hash.toString(36))
    }),
    { seed: Number(process.env['SEED'] ?? 20_261_125) },
  )
})
