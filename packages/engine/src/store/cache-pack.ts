import { emptyEntry } from './cache-entry.ts'
import { isPosition, type CachePosition } from './cache-tables.ts'
import { encodeEntry, parseEntry } from './entry-text.ts'
import type { Statements } from './merge-entries.ts'

/** Everything there was to know at a position, for a start that cannot wait for all of it to be read. */
export interface CachePack {
  readonly position: CachePosition
  readonly statements: Statements
  /** Plain data with arrays of numbers and maps by text in it; what it says is the reader's business. */
  readonly content: unknown
}

/*
 * Stored, a pack is a file: the length of its head, its head as JSON, and behind it the arrays of numbers as they are, for which the head says where they lie.
 * A value of the same size is copied several times on its way out of the database, in one go and on the thread that asked for it. A file comes in half the
 * time, does not stop a page meanwhile, is handed from thread to thread as it is, and arrays are looked at where they lie.
 */

/** The file of a pack. */
export function encodePack({ position, statements, content }: CachePack): Blob {
  const places = new Map<NumberArray, Place>()
  let end = 0
  function placeOf(numbers: NumberArray): Place {
    const known = places.get(numbers)
    if (known !== undefined) return known
    const place = { '#kind': kindOf(numbers), at: end, length: numbers.length }
    places.set(numbers, place)
    end += numbers.byteLength + padding(numbers.byteLength)
    return place
  }
  const head = { position, statements: encodeEntry({ ...emptyEntry, ...statements }), content }
  const text = new TextEncoder().encode(
    JSON.stringify(head, (_name, part: unknown) => {
      if (part instanceof Map) return { '#map': [...part] }
      return isNumberArray(part) ? placeOf(part) : part
    }),
  )
  const arrays = [...places.keys()].flatMap((numbers) => [numbers, gap(numbers.byteLength)])
  return new Blob([Uint32Array.of(text.byteLength, 0), text, gap(text.byteLength), ...arrays])
}

/** The pack in a file's bytes, which it goes on using; null when there is none. */
export function parsePack(bytes: unknown): CachePack | null {
  if (!(bytes instanceof ArrayBuffer)) return null
  try {
    const [length = 0] = new Uint32Array(bytes, 0, 1)
    const head: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, headAt, length)))
    if (!isObject(head) || !isPosition(head['position'])) return null
    const statements = parseEntry(head['statements'])
    const content = decoded(head['content'], bytes, headAt + length + padding(length))
    return statements === null ? null : { position: head['position'], statements, content }
  } catch {
    return null
  }
}

const kinds = { Float64Array, Uint32Array, Int32Array, Uint16Array } as const

type NumberArray = InstanceType<(typeof kinds)[keyof typeof kinds]> & ArrayBufferView<ArrayBuffer>

interface Place {
  readonly '#kind': keyof typeof kinds
  readonly at: number
  readonly length: number
}

// Of two numbers, so that what follows lies at a multiple of eight, as the widest arrays must.
const headAt = 8

function padding(length: number): number {
  return -length & 7
}

function gap(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(padding(length))
}

// Lists hold texts and numbers, and there are long ones.
function decoded(part: unknown, bytes: ArrayBuffer, from: number): unknown {
  if (!isObject(part) || Array.isArray(part)) return part
  if (isPlace(part)) return new kinds[part['#kind']](bytes, from + part.at, part.length)
  const entries: unknown = part['#map']
  if (Array.isArray(entries))
    return new Map(
      (entries as readonly (readonly [string, unknown])[]).map(([name, each]) => [name, decoded(each, bytes, from)]),
    )
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, decoded(each, bytes, from)]))
}

function isPlace(part: Record<string, unknown>): part is Record<string, unknown> & Place {
  const kind = part['#kind']
  return typeof kind === 'string' && Object.hasOwn(kinds, kind)
}

function isNumberArray(part: unknown): part is NumberArray {
  return ArrayBuffer.isView(part) && kindOf(part) in kinds
}

function kindOf(part: ArrayBufferView): keyof typeof kinds {
  return part.constructor.name as keyof typeof kinds
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
