import { expect, test } from 'vitest'
import { emptyEntry } from './cache-entry.ts'
import { encodePack, parsePack, type CachePack } from './cache-pack.ts'

const twice = Float64Array.of(1.5, -0, Number.NaN, 2 ** 53)
const pack: CachePack = {
  position: { seq: 7, chunk: 3 },
  statements: { coverage: [{ shape: 'a\nb', objectType: 'deals', claim: null }], cursors: [] },
  content: {
    tables: new Map<string, unknown>([
      ['odd', { shorts: Uint16Array.of(1, 2, 65_535), texts: ['ä', '"', '\u{1f642}'], none: null }],
      ['empty', new Map()],
    ]),
    longs: [Int32Array, Uint32Array].map((Numbers) => Numbers.of(1, -1)).at(0),
    unsigned: Uint32Array.of(4_294_967_295),
    nothing: new Float64Array(0),
    once: twice,
    again: twice,
    part: new Uint16Array([9, 8, 7, 6]).subarray(1, 3),
  },
}

async function bytes(): Promise<ArrayBuffer> {
  return encodePack(pack).arrayBuffer()
}

test('[ST14] a pack comes back from its file as it was, each array of numbers written once', async () => {
  expect(parsePack(await bytes())).toEqual({ ...pack, statements: expect.objectContaining(pack.statements) })
  const many = new Float64Array(1_000)
  const sizeOf = (content: unknown): number => encodePack({ ...pack, content }).size
  expect(sizeOf([many, many]) - sizeOf([many])).toBeLessThan(1_000)
})

test('[ST14] what is no such file is no pack', async () => {
  const whole = await bytes()
  const statements = emptyEntry
  const others = [
    null,
    'text',
    new Uint8Array(whole),
    new ArrayBuffer(0),
    new ArrayBuffer(whole.byteLength),
    ...Array.from({ length: whole.byteLength / 8 - 1 }, (_, words) => whole.slice(0, 8 * words)),
    await new Blob([Uint32Array.of(2, 0), '[]']).arrayBuffer(),
    await encodePack({ position: { seq: 1 } as CachePack['position'], statements, content: null }).arrayBuffer(),
  ]
  expect(others.map(parsePack).filter((found) => found !== null)).toEqual([])
})
