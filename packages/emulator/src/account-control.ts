import { type Account, definitionOf, type PropertyRow, type TypeState, type RecordState } from './account/index.ts'
import {
  allProperties,
  associate,
  disassociate,
  type Pair,
  archivedKeptMs,
  archiveRecord,
  prepareCreate,
  prepareUpdate,
  restoreRecord,
  type WriteContext,
} from './records/index.ts'
import { ApiError } from './api-error.ts'
import { toIso } from './clock.ts'
import { parseId } from './input.ts'
import { seedDemo, type DemoSize } from './demo/index.ts'

/** A record with everything it has a value for. */
export interface StoredRecord {
  readonly id: string
  readonly properties: Readonly<Record<string, string>>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
}

/** A record's partner, and the labels between them (null: unlabelled). */
export interface StoredPartner {
  readonly id: string
  readonly labels: readonly (string | null)[]
}

/**
 * The account from inside, to arrange data and to look at it: no request, no limits, no lag, nothing in the audit. Values are checked as
 * over the API, except that nothing is required. All methods throw `TypeError` for unknown object types, records and labels, and for
 * values that the API refuses.
 */
export interface AccountControl {
  readonly portalId: number
  create(objectType: string, properties: Readonly<Record<string, string>>): string
  update(objectType: string, id: string, properties: Readonly<Record<string, string>>): void
  archive(objectType: string, id: string): void
  /** Brings back what was archived within the last 90 days; HubSpot has no request for it, only a page. */
  restore(objectType: string, id: string): void
  /** Without a label: the unlabelled type. */
  associate(from: string, fromId: string, to: string, toId: string, label?: string): void
  disassociate(from: string, fromId: string, to: string, toId: string): void
  /** The record, archived or not. */
  record(objectType: string, id: string): StoredRecord | undefined
  /** The living records in the order of their ids. */
  records(objectType: string): readonly StoredRecord[]
  partners(from: string, fromId: string, to: string): readonly StoredPartner[]
  /** A property of the account's own. */
  defineProperty(objectType: string, ...row: PropertyRow): void
  /** A label of the account's own, for both directions. */
  defineLabel(from: string, to: string, label: string, inverseLabel?: string): void
  /** Activates an object type of the object library, or deactivates it; HubSpot has no request for it, only a page. */
  activate(objectType: string, active?: boolean): void
  /**
   * Requires properties as an administrator does: on every create, or on every write that leaves `when.property` with one of `when.values`.
   * No properties take the requirement back.
   */
  require(objectType: string, properties: readonly string[], when?: RequirementCondition): void
  seedDemo(size?: DemoSize): void
}

/** The values of a property that make others required. */
export interface RequirementCondition {
  readonly property: string
  readonly values: readonly string[]
}

/** The control over `account`, which a reset may have replaced since the last call. */
export function createAccountControl(account: () => Account): AccountControl {
  const context = (): WriteContext => ({
    origin: { at: account().clock.now(), method: '', path: '', requestId: '' },
    source: { sourceType: 'CRM_UI', sourceId: 'emulator' },
    enforcesRequired: false,
    settled: true,
  })

  function create(objectType: string, properties: Readonly<Record<string, string>>): string {
    return explained(() => String(prepareCreate(account(), typeOf(objectType), properties, context())().id))
  }

  function update(objectType: string, id: string, properties: Readonly<Record<string, string>>): void {
    const type = typeOf(objectType)
    explained(() => prepareUpdate(account(), type, aliveOf(type, id), properties, context())())
  }

  function archive(objectType: string, id: string): void {
    const type = typeOf(objectType)
    archiveRecord(account(), type, aliveOf(type, id), context())
  }

  function restore(objectType: string, id: string): void {
    const type = typeOf(objectType)
    type.records.purge(account().clock.now() - archivedKeptMs)
    const state = type.records.get(parseId(id) ?? -1)
    if (state === undefined || state.archivedAt === null)
      throw new TypeError(`There is no archived record ${id} of ${objectType}.`)
    restoreRecord(account(), type, state, context())
  }

  function associateRecords(from: string, fromId: string, to: string, toId: string, label?: string): void {
    const pair = pairOf(from, fromId, to, toId)
    const types = account().associationTypes.between(pair.from.name, pair.to.name)
    const type = types.find((each) => each.label === (label ?? null))
    if (type === undefined) throw new TypeError(`No association type of that label leads from ${from} to ${to}.`)
    associate(account(), pair, [type], 'add', context())
  }

  function record(objectType: string, id: string): StoredRecord | undefined {
    const type = typeOf(objectType)
    const state = type.records.get(parseId(id) ?? -1)
    return state === undefined ? undefined : stored(type, state)
  }

  function records(objectType: string): readonly StoredRecord[] {
    const type = typeOf(objectType)
    return type.records.page(0, Infinity, false).map((state) => stored(type, state))
  }

  function partners(from: string, fromId: string, to: string): readonly StoredPartner[] {
    const found = account().associations.partners(typeOf(from).name, Number(fromId), typeOf(to).name)
    return [...found]
      .sort(([a], [b]) => a - b)
      .map(([id, types]) => ({ id: String(id), labels: types.map(({ label }) => label) }))
  }

  function defineProperty(objectType: string, ...row: PropertyRow): void {
    const [name, label, kind, special] = row
    const { properties } = typeOf(objectType)
    const group = properties.all()[0]?.definition.groupName ?? ''
    properties.put(
      null,
      definitionOf([name, label, kind, { custom: true, ...special }], properties.all().length, group),
    )
  }

  function activate(objectType: string, active = true): void {
    const type = typeOf(objectType)
    if (type.row.activatable !== true) throw new TypeError(`${objectType} are always active.`)
    account().types.setActive(type, active)
  }

  function requireProperties(objectType: string, properties: readonly string[], when?: RequirementCondition): void {
    const type = typeOf(objectType)
    const names = [...properties, ...(when === undefined ? [] : [when.property])]
    const unknown = names.find((name) => type.properties.find(name) === undefined)
    if (unknown !== undefined) throw new TypeError(`There is no property "${unknown}" of ${objectType}.`)
    const { requirements } = type
    if (when === undefined) return void (requirements.always = properties)
    const others = requirements.conditional.filter(({ property }) => property !== when.property)
    requirements.conditional = properties.length === 0 ? others : [...others, { ...when, required: properties }]
  }

  function typeOf(nameOrId: string): TypeState {
    const type = account().types.find(nameOrId)
    if (type === undefined) throw new TypeError(`There is no object type "${nameOrId}".`)
    return type
  }

  function aliveOf(type: TypeState, id: string): RecordState {
    const state = type.records.alive(parseId(id) ?? -1)
    if (state === undefined) throw new TypeError(`There is no record ${id} of ${type.name}.`)
    return state
  }

  function pairOf(from: string, fromId: string, to: string, toId: string): Pair {
    const [fromType, toType] = [typeOf(from), typeOf(to)]
    return { from: fromType, fromId: aliveOf(fromType, fromId).id, to: toType, toId: aliveOf(toType, toId).id }
  }

  return {
    get portalId() {
      return account().portalId
    },
    create,
    update,
    archive,
    restore,
    associate: associateRecords,
    disassociate: (from, fromId, to, toId) => disassociate(account(), pairOf(from, fromId, to, toId), null, context()),
    record,
    records,
    partners,
    defineProperty,
    defineLabel: (from, to, label, inverseLabel) =>
      void account().associationTypes.defineLabel(typeOf(from).name, typeOf(to).name, { label, inverseLabel }),
    activate,
    require: requireProperties,
    seedDemo: (size) => seedDemo(account(), size),
  }
}

function stored(type: TypeState, state: RecordState): StoredRecord {
  return {
    id: String(state.id),
    properties: allProperties(type, state),
    createdAt: toIso(state.createdAt),
    updatedAt: toIso(state.updatedAt),
    archived: state.archivedAt !== null,
  }
}

function explained<Result>(action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    throw error instanceof ApiError ? new TypeError(error.message) : error
  }
}
