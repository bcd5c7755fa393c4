import { HoldfastError, isTemporaryId, type Schema } from '@holdfast/crm'
import type { IntentDraft, RecordName, RowText } from '@holdfast/engine/protocol'
import { wireValuesOfText, type WireValues } from './record-rows.ts'

/** Records as a unit of writes finds them: what the engine has, with the unit's own earlier writes on top. */
export interface UnitRecords {
  /** Begins to read a record that will be asked for. */
  expect(record: RecordName): void
  /** Rejects with `write/unknown-record` when there is no such record. */
  wireValues(objectType: string, id: string): Promise<WireValues>
  /** Lays a draft of this unit on top. */
  take(draft: IntentDraft): void
}

/** Records of one unit; `read` asks the engine. */
export function createUnitRecords(schema: Schema, read: (record: RecordName) => Promise<RowText | null>): UnitRecords {
  const textByRecord = new Map<string, Promise<RowText | null>>()
  const ownByRecord = new Map<string, WireValues>()
  const created = new Set<string>()

  async function textOf({ objectType, id }: RecordName): Promise<RowText | null> {
    const record = `${objectType} ${id}`
    const found = textByRecord.get(record)
    if (found !== undefined) return found
    const text = read({ objectType, id })
    textByRecord.set(record, text)
    return text
  }

  return {
    expect(record) {
      // What the unit itself creates is not there to be read. Who asks for the record meets the failure.
      if (!isTemporaryId(record.id)) textOf(record).catch(() => undefined)
    },
    async wireValues(objectType, id) {
      const record = `${objectType} ${id}`
      const own = ownByRecord.get(record)
      if (created.has(record)) return { ...unset(schema, objectType), ...own }
      const text = await textOf({ objectType, id })
      if (text === null) throw unknownRecord(objectType, id)
      const known = wireValuesOfText(schema, objectType, text)
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
