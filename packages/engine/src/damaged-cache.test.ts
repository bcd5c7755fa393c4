import { defineSchema, isHoldfastError } from '@holdfast/crm'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { eager, learned, namesIn, openTab, type Tab } from '../test/index.ts'
import type { Disk } from './ports/index.ts'
import { cacheName } from './store/index.ts'

const schema = defineSchema({ p_people: { properties: { name: { type: 'string' } }, associations: {} } })

const all = ['1', '2', '3', '4', '5']
const rubbish = (): unknown => 'rubbish'
// Still a line between brackets.
const tear = (value: unknown): unknown => String(value).replaceAll(/"\d at \d"/g, (text) => `${text}${text}`)

interface Damage {
  readonly table: string
  /** Whose value; the first when absent. */
  readonly key?: string
  /** The value in its place; null: none at all. */
  readonly change: ((value: unknown) => unknown) | null
  /** Records that can be read afterwards. */
  readonly left: readonly string[]
}

// Records 1 to 3 lie in chunks of their own, 4 and 5 in the log.
const damages: readonly (readonly [string, Damage])[] = [
  ['a chunk that is rubbish', { table: 'chunk', change: rubbish, left: ['2', '3', '4', '5'] }],
  ['no chunk where one was', { table: 'chunk', change: null, left: ['2', '3', '4', '5'] }],
  ['torn values in a chunk', { table: 'chunk', change: tear, left: ['2', '3', '4', '5'] }],
  ['an entry of the log that is rubbish', { table: 'log', change: rubbish, left: ['1', '2', '3', '5'] }],
  ['no entry of the log where one was', { table: 'log', change: null, left: ['1', '2', '3', '5'] }],
  ['torn values in an entry of the log', { table: 'log', change: tear, left: ['1', '2', '3', '5'] }],
  ['statements that are rubbish', { table: 'meta', key: 'statements', change: rubbish, left: all }],
  ['a pack that is rubbish', { table: 'pack', change: rubbish, left: all }],
  ['a pack whose head is rubbish', { table: 'pack', change: () => new Blob([Uint32Array.of(9, 0, 7)]), left: all }],
  ['a pack that was cut', { table: 'pack', change: (file) => (file as Blob).slice(0, -8), left: all }],
  ['a pack of zeros', { table: 'pack', change: (file) => new Blob([new Uint8Array((file as Blob).size)]), left: all }],
  ['no pack where one was', { table: 'pack', change: null, left: all }],
  ['torn values of what was shown', { table: 'values', change: tear, left: all }],
  ['no values of what was shown', { table: 'values', change: null, left: all }],
]

const shortcuts: ReadonlySet<string> = new Set(['pack', 'values'])

describe.each([
  ['without a pack', false],
  ['with a pack', true],
])('[SY6] %s', (_name, hasPack) => {
  test.each(damages.filter(([, { table }]) => hasPack || !shortcuts.has(table)))(
    'a start that meets %s goes on without it, says so, and heals',
    async (_damage, damage) => {
      const disk: Disk = { indexedDB: new IDBFactory(), IDBKeyRange }
      await keep(disk, hasPack)
      await inflict(disk, damage)

      const tab = await start(disk)
      const names = damage.left.map((id) => `${id} at ${id}`)
      expect(namesIn(tab)).toEqual(names)
      // Shortcuts can be done without, and a pack holds the statements once more.
      const isLoss = !shortcuts.has(damage.table) && !(hasPack && damage.table === 'meta')
      expect(tab.troubles.map((error) => isHoldfastError(error, 'store/corrupt'))).toEqual(isLoss ? [true] : [])
      expect(tab.ledger.statements().coverage).toHaveLength(isLoss ? 0 : 1)
      await tab.applier.maintain()
      tab.cache.close()

      const next = await start(disk)
      expect([namesIn(next), next.troubles]).toEqual([names, []])
    },
  )
})

async function start(disk: Disk, pace = eager): Promise<Tab> {
  const tab = openTab({ schema, disk, pace })
  await tab.applier.load()
  await tab.applier.filled()
  return tab
}

async function keep(disk: Disk, withPack: boolean): Promise<void> {
  const { applier, cache } = await start(disk, { longLog: 0, entriesAtOnce: 1, chunksAtOnce: 1, smallCache: Infinity })
  for (const id of all) {
    await applier.apply(learned(id, Number(id)))
    if (Number(id) <= 3) await cache.compact((entry) => entry)
  }
  cache.close()
  if (!withPack) return
  const lazy = await start(disk, { longLog: 200, entriesAtOnce: 1, chunksAtOnce: 1, smallCache: Infinity })
  await lazy.applier.keepPack()
  const records = lazy.replica.stored(new Set(['p_people 2']))
  await lazy.cache.keepShown(new Map([['query', { text: '', records }]]), 1)
  expect(await lazy.cache.values()).toHaveLength(1)
  lazy.cache.close()
}

async function inflict({ indexedDB }: Disk, { table, key, change }: Damage): Promise<void> {
  const opening = indexedDB.open(cacheName('1', 'a'))
  await new Promise((resolve) => opening.addEventListener('success', resolve))
  const transaction = opening.result.transaction(table, 'readwrite')
  const walk = transaction.objectStore(table).openCursor(key)
  walk.addEventListener('success', () => {
    const cursor = walk.result
    if (cursor === null) throw new Error('There is nothing to damage.')
    if (change === null) cursor.delete()
    else {
      const piece = cursor.value as { readonly value: unknown }
      cursor.update({ ...piece, value: change(piece.value) })
    }
  })
  await new Promise((resolve) => transaction.addEventListener('complete', resolve))
  opening.result.close()
}
