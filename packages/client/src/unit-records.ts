import { HoldfastError, isTemporaryId, type Schema } from '@holdfast/crm'
import type { IntentDraft, RecordName } from '@holdfast/engine/protocol'
import type { WireValues } from './record-rows.ts'

/** Records as a unit of writes finds them: what the engine has, with the unit's own earlier writes on top. */
export interface UnitRecords {
  /** Begins to read a record that will be asked for. */
  expect(record: RecordName): void
  /** Rejects with `write/unknown-record` when there is no such record. */
  wireValues(record: RecordName): Promise<WireValues>
  /** Lays a draft of this unit on top. */
  take(draft: IntentDraft): void
}

/** Records of one unit; `read` knows them, or asks the engine. */
export function createUnitRecords(
  schema: Schema,
  read: (record: RecordName) => Promise<WireValues | null>,
): UnitRecords {
  const readByRecord = new Map<string, Promise<WireValues | null>>()
  const ownByRecord = new Map<string, WireValues>()
  const created = new Set<string>()

  function valuesOf({ objectType, id }: RecordName): Promise<WireValues | null> {
    const record = `${objectType} ${id}`
    const found = readByRecord.get(record)
    if (found !== undefined) return found
    const values = read({ objectType, id })
    readByRecord.set(record, values)
    return values
  }

  return {
    expect(record) {
      // What the unit itself creates is not there to be read. Who asks for the record meets the failure.
      if (!isTemporaryId(record.id)) valuesOf(record).catch(() => undefined)
    },
    async wireValues({ objectType, id }) {
      const record = `${objectType} ${id}`
      const own = ownByRecord.get(record)
      if (created.has(record)) return { ...unset(schema, objectType), ...own }
      const known = await valuesOf({ objectType, id })
      if (known === null) throw unknownRecord(objectType, id)
      return own === undefined ? known : { ...known, ...own }
    },
    take(draft) {
      if (draft.kind !== 'create' && draft.kind !== 'update') return
      const record = `${draft.objectType} ${draft.id}`
      if (draft.kind === 'create') created.add(record)
      ownByRecord.set(record, { ...ownByRecord.get(record), ...draft.properties })
    },
  }
}

function unset(schema: Schema, objectType: string): WireValues {
  return Object.fromEntries(Object.keys(schema[objectType]?.properties ?? {}).map((name) => [name, null]))
}

function unknownRecord(objectType: string, id: string): HoldfastError<'write/unknown-record'> {
  return new HoldfastError(
    'write/unknown-record',
    `There is no record of ${objectType} with this id.`,
    'Use the id of a row, or of a write that creates the record.',
    { objectType, id },
  )
}
