import type { Schema } from '@holdfast/crm'
import type { OrderChange, RowText, ViewDelta, ViewPart } from '@holdfast/engine/protocol'
import { isAggregate, type Runnable } from '@holdfast/query'
import { figureRows } from './figure-rows.ts'
import { broken, sameOrNew, type Kept, type RowReader } from './kept-row.ts'
import { recordRows } from './record-rows.ts'

/** The rows a view shows, kept by its deltas. Rows that did not change stay the same objects, included ones too. */
export interface RowList<Row> {
  /** The rows in order; the same array until one of them or their order changes. */
  readonly rows: readonly Row[]
  /** The row of that key, if it is shown. */
  row(key: string): object | undefined
  /** Makes rows of a delta that is still coming; shows nothing of it. */
  take(part: ViewPart): void
  /**
   * Takes what changed. The first delta of a worker, revision 1, replaces everything; rows it repeats stay the same objects.
   *
   * Throws `HoldfastError` `engine/invariant` for a delta that does not follow the last one or a row that is none; the list is then unchanged.
   */
  apply(delta: Omit<ViewDelta, 'kind'>): void
}

/** An empty list for the rows of `query`. */
export function createRowList<Row>(schema: Schema, query: Runnable): RowList<Row> {
  const reader = readerOf(schema, query)
  let keptByKey = new Map<string, Kept>()
  let kept: readonly Kept[] = []
  let revision = 0
  let rows: readonly Row[] = Object.freeze([])
  // Of a delta that is coming.
  let parts = 0
  let changed = new Map<string, Kept>()

  // The parts of a worker that died stay without their delta.
  function follow(place: number): void {
    if (place === 0) {
      parts = 0
      changed = new Map()
    }
    if (place !== parts++) throw broken(inOrder)
  }

  function read(texts: readonly RowText[]): void {
    for (const text of texts) {
      const row = reader.read(text, (key) => keptByKey.get(key))
      if (changed.has(row.key)) throw broken(onePlace)
      changed.set(row.key, row)
    }
  }

  return {
    get rows() {
      return rows
    },
    row: (key) => keptByKey.get(key)?.row as object | undefined,
    take({ place, rows: texts }) {
      follow(place)
      read(texts)
    },
    apply(delta) {
      if (delta.revision !== 1 && delta.revision !== revision + 1) throw broken(inOrder)
      follow(delta.parts)
      read(delta.rows)
      if (delta.revision === 1) {
        keptByKey = changed
        kept = [...changed.values()]
      } else kept = following(kept, keptByKey, changed, delta.order ?? noChange)
      parts = 0
      revision = delta.revision
      rows = sameOrNew(rows, kept as readonly Kept<Row>[])
    },
  }
}

const inOrder = 'deltas and their parts come in order'
const onePlace = 'a row has one place, and a place a row'
const noChange: OrderChange = { out: [], into: [], keys: [] }

// The rows after a change, and the same in `keptByKey`. Costs a look at each row, and more only for those that the change names.
function following(
  before: readonly Kept[],
  keptByKey: Map<string, Kept>,
  changed: ReadonlyMap<string, Kept>,
  { out, into, keys }: OrderChange,
): readonly Kept[] {
  const gone = new Set(out.map((place) => before[place]?.key))
  const come = new Set<string>(keys)
  const stays = (key: string): boolean => keptByKey.has(key) && !gone.has(key)
  if (come.size < keys.length || keys.some(stays)) throw broken(onePlace)
  for (const key of changed.keys()) if (!come.has(key) && !stays(key)) throw broken(onePlace)
  const after: Kept[] = []
  let [leaving, coming] = [0, 0]

  function arrive(): void {
    for (; into[coming] === after.length; coming++) {
      const key = keys[coming] ?? ''
      const row = changed.get(key) ?? keptByKey.get(key)
      if (row === undefined) throw broken(onePlace)
      after.push(row)
    }
  }

  arrive()
  before.forEach((row, place) => {
    if (out[leaving] === place) leaving++
    else after.push(changed.get(row.key) ?? row)
    arrive()
  })
  if (leaving < out.length || coming < keys.length) throw broken(onePlace)
  for (const key of gone) if (key !== undefined && !come.has(key)) keptByKey.delete(key)
  for (const [key, row] of changed) keptByKey.set(key, row)
  return after
}

/** Makes rows of the answers to a query. Throws `HoldfastError` `engine/invariant` for a text that is none. */
export function rowReader<Row>(schema: Schema, query: Runnable): (text: RowText) => Row {
  const reader = readerOf(schema, query)
  return (text) => reader.read(text, () => undefined).row as Row
}

function readerOf(schema: Schema, query: Runnable): RowReader {
  return isAggregate(query) ? figureRows(schema, query) : recordRows(schema, query)
}
