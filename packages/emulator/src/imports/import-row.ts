import type {
  Account,
  AssociationType,
  Import,
  ImportColumn,
  ImportOperation,
  RecordState,
  TypeState,
} from '../account/index.ts'
import { parseId } from '../input.ts'
import { associate, prepareCreate, prepareUpdate, refuseOverLimit, type WriteContext } from '../records/index.ts'
import { CellProblem, cellValue } from './cell-value.ts'
import type { FileRow } from './file-rows.ts'

/** What a row became. */
export interface RowOutcome {
  readonly created: number
  readonly updated: number
  /** How many property values it wrote. */
  readonly values: number
}

/**
 * Writes the records of a row and associates them with each other. Everything is checked before anything is written.
 * Throws {@link CellProblem} or `ApiError` for a row that cannot be written.
 */
export function importRow(account: Account, running: Import, row: FileRow, context: WriteContext): RowOutcome {
  const names = [...new Set(row.mapped.map(([column]) => column.objectType))]
  const prepared = names.flatMap((name) => {
    const type = account.types.find(name)
    return type === undefined ? [] : [prepareRecord(account, running, row, type, context)]
  })
  if (prepared.length === 0)
    throw new CellProblem('FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES', 'The row is empty.')
  const pairs = prepared.flatMap((from, index) =>
    prepared.slice(index + 1).flatMap((to) => preparePair(account, row, from, to)),
  )
  const links = prepared.flatMap((from) => keyedPartners(account, row, from))
  const ids = new Map(prepared.map((each) => [each, each.apply().id]))
  for (const { from, to, types } of pairs) {
    const [fromId, toId] = [ids.get(from) ?? -1, ids.get(to) ?? -1]
    associate(account, { from: from.type, fromId, to: to.type, toId }, types, 'add', context)
  }
  for (const { from, to, toId, types } of links)
    associate(account, { from: from.type, fromId: ids.get(from) ?? -1, to, toId }, types, 'add', context)
  const created = prepared.filter(({ before }) => before === undefined).length
  const values = prepared.reduce((sum, each) => sum + each.values, 0)
  return { created, updated: prepared.length - created, values }
}

const holdsValue: ReadonlySet<ImportColumn['kind']> = new Set(['STANDARD', 'HUBSPOT_ALTERNATE_ID'])

interface Prepared {
  readonly type: TypeState
  /** Undefined for a record that is still to be made. */
  readonly before: RecordState | undefined
  readonly values: number
  readonly apply: () => RecordState
}

interface KeyedPartner {
  readonly from: Prepared
  readonly to: TypeState
  readonly toId: number
  readonly types: readonly AssociationType[]
}

interface PreparedPair {
  readonly from: Prepared
  readonly to: Prepared
  readonly types: readonly AssociationType[]
}

function prepareRecord(
  account: Account,
  { operations, dateFormat }: Import,
  row: FileRow,
  type: TypeState,
  context: WriteContext,
): Prepared {
  const cells = row.mapped.filter(([column]) => column.objectType === type.name)
  const properties: Record<string, string> = {}
  for (const [{ property, kind }, text] of cells) {
    const definition = property === null ? undefined : type.properties.find(property)?.definition
    if (definition === undefined || !holdsValue.has(kind)) continue
    properties[definition.name] = cellValue(account, definition, text, dateFormat)
  }
  const operation = operations[type.name] ?? 'UPSERT'
  const before = identified(type, row)
  refuseOperation(operation, before, type)
  const apply =
    before === undefined
      ? prepareCreate(account, type, properties, context)
      : prepareUpdate(account, type, before, properties, context)
  return { type, before, values: Object.keys(properties).length, apply }
}

// The record a row means: by its id, which must be one, or by an alternate id, which may be new.
function identified(type: TypeState, { mapped }: FileRow): RecordState | undefined {
  const own = mapped.filter(([column]) => column.objectType === type.name)
  const byId = own.find(([{ kind }]) => kind === 'HUBSPOT_OBJECT_ID')
  if (byId !== undefined) {
    const state = type.records.alive(type.records.survivor(parseId(byId[1]) ?? -1))
    if (state === undefined)
      throw new CellProblem('INVALID_OBJECT_ID', `There is no record of ${type.name} with that id.`)
    return state
  }
  const alternate = own.find(([{ kind }]) => kind === 'HUBSPOT_ALTERNATE_ID')
  if (alternate === undefined) return undefined
  const [{ property }, text] = alternate
  const known = type.properties.find(property ?? '')
  if (known === undefined) return undefined
  if (!known.definition.hasUniqueValue) return byDomain(type, known.slot, text)
  const id = type.records.holder(known.slot, text)
  return id === undefined ? undefined : type.records.alive(id)
}

function byDomain(type: TypeState, slot: number, text: string): RecordState | undefined {
  const domain = text.toLowerCase()
  const found = type.records.page(0, Infinity, false).filter(({ values }) => values[slot]?.toLowerCase() === domain)
  if (found.length > 1)
    throw new CellProblem('MULTIPLE_COMPANIES_WITH_THIS_DOMAIN', 'Several companies have that domain.')
  return found[0]
}

function refuseOperation(operation: ImportOperation, before: RecordState | undefined, type: TypeState): void {
  if (operation === 'CREATE' && before !== undefined)
    throw new CellProblem('CREATE_ONLY_IMPORT', `The record of ${type.name} exists, and this import only creates.`)
  if (operation === 'UPDATE' && before === undefined)
    throw new CellProblem(
      'UPDATE_ONLY_IMPORT',
      `There is no such record of ${type.name}, and this import only updates.`,
    )
}

// Object types that cannot be associated stand in one row side by side.
function preparePair(account: Account, row: FileRow, from: Prepared, to: Prepared): readonly PreparedPair[] {
  const unlabelled = account.associationTypes.unlabelled(from.type.name, to.type.name)
  if (unlabelled === undefined) return []
  const types = [unlabelled, ...labelsOf(account, row, from.type, to.type)]
  const ids = { fromId: from.before?.id ?? -1, toId: to.before?.id ?? -1 }
  refuseOverLimit(account, { from: from.type, to: to.type, ...ids }, types)
  return [{ from, to, types }]
}

// Records that a row names by their keys, to be associated with its own.
function keyedPartners(account: Account, { mapped }: FileRow, from: Prepared): readonly KeyedPartner[] {
  return mapped.flatMap(([{ kind, objectType, toObjectType, property }, text]) => {
    if (kind !== 'ASSOCIATION_KEYS' || objectType !== from.type.name) return []
    const to = account.types.find(toObjectType ?? '')
    const unlabelled = account.associationTypes.unlabelled(from.type.name, to?.name ?? '')
    if (to === undefined || unlabelled === undefined)
      throw new CellProblem('FAILED_TO_CREATE_ASSOCIATION', 'Records of these types cannot be associated.')
    return text.split(';').map((key) => {
      const toId = idOfKey(to, property, key.trim())
      if (toId === undefined) throw new CellProblem('ASSOCIATION_RECORD_NOT_FOUND', 'There is no record with that key.')
      refuseOverLimit(account, { from: from.type, fromId: from.before?.id ?? -1, to, toId }, [unlabelled])
      return { from, to, toId, types: [unlabelled] }
    })
  })
}

function idOfKey(to: TypeState, property: string | null, key: string): number | undefined {
  const known = property === null ? undefined : to.properties.find(property)
  const id = known?.definition.hasUniqueValue ? to.records.holder(known.slot, key) : parseId(key)
  return id === undefined ? undefined : to.records.alive(to.records.survivor(id))?.id
}

// A column may name labels for either direction; both are told as types that lead from `from`.
function labelsOf(account: Account, { mapped }: FileRow, from: TypeState, to: TypeState): readonly AssociationType[] {
  return mapped.flatMap(([{ kind, objectType, toObjectType }, text]) => {
    if (kind !== 'FLEXIBLE_ASSOCIATION_LABEL') return []
    const labels = text.split(';').map((label) => label.trim())
    if (objectType === from.name && toObjectType === to.name)
      return labels.map((label) => labelled(account, from, to, label))
    if (objectType !== to.name || toObjectType !== from.name) return []
    return labels.flatMap((label) => account.associationTypes.inverseOf(labelled(account, to, from, label)) ?? [])
  })
}

function labelled(account: Account, from: TypeState, to: TypeState, label: string): AssociationType {
  const type = account.associationTypes.between(from.name, to.name).find((each) => each.label === label)
  if (type === undefined)
    throw new CellProblem('ASSOCIATION_LABEL_NOT_FOUND', 'There is no association label of that name.')
  return type
}
