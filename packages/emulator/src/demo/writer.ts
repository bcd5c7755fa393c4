import type { Account, AssociationType, ChangeSource, RecordState, TypeState } from '../account/index.ts'
import { toIso } from '../clock.ts'
import type { Random } from '../random.ts'
import { compute } from '../records/index.ts'

/** Values by property name; undefined leaves one unset. */
export type Properties = Readonly<Record<string, string | undefined>>

/** What a record was before: the values that were different, from some moment on. */
export interface Earlier {
  /** That moment between creation (0) and the last change (1). */
  readonly share: number
  readonly properties: Properties
}

/** How far the making of demo data is. */
export interface DemoProgress {
  readonly made: number
  readonly total: number
}

/** Puts demo records there as they stand, without the checks, the audit and the lag of a write. */
export interface DemoWriter {
  readonly account: Account
  /** The numbers that contacts, companies and deals follow from; everything added later draws from its own. */
  readonly random: Random
  /** Makes a record and answers its id. `earlier` is its history, oldest first, beginning with its creation. */
  place(type: string, createdAt: number, properties: Properties, earlier?: readonly Earlier[]): number
  /** Associates two records by types found with {@link types}. */
  associate(from: string, fromId: number, to: string, toId: number, types: readonly AssociationType[]): void
  /** The association types of a pair with these labels, in that order; null is the unlabelled one. */
  types(from: string, to: string, ...labels: readonly (string | null)[]): readonly AssociationType[]
  /** The last report: all is made. */
  finish(): void
}

const dayMs = 86_400_000
const source: ChangeSource = { sourceType: 'CRM_UI', sourceId: 'userId:24318871' }
const recordsPerReport = 1_000

/** A writer for `account` that reports now and then how many of `total` records are made. */
export function createDemoWriter(
  account: Account,
  total: number,
  report: (progress: DemoProgress) => void = () => {},
): DemoWriter {
  const { random } = account
  let made = 0

  function place(
    typeName: string,
    createdAt: number,
    properties: Properties,
    earlier: readonly Earlier[] = [],
  ): number {
    const type = typeOf(account, typeName)
    const id = account.nextId(type)
    const now = account.clock.now()
    const updatedAt = Math.floor(createdAt + (now - createdAt) * random.next() ** 0.5)
    const stateAt = (at: number, changed: Properties, previous: RecordState | null): RecordState => {
      const values = valuesOf(account, type, { ...properties, ...changed })
      setFixed(type, values, { id, createdAt, updatedAt: at })
      return { id, createdAt, updatedAt: at, archivedAt: null, values, source, previous }
    }
    let previous: RecordState | null = null
    for (const { share, properties: changed } of earlier)
      previous = stateAt(Math.floor(createdAt + (updatedAt - createdAt) * share), changed, previous)
    const newest = stateAt(updatedAt, {}, previous)
    type.records.put(newest)
    type.index.note(null, newest)
    made++
    if (made % recordsPerReport === 0) report({ made, total: Math.max(made, total) })
    return id
  }

  return {
    account,
    random,
    place,
    associate: (from, fromId, to, toId, types) => account.associations.set(null, from, fromId, to, toId, types),
    types: (from, to, ...labels) => labels.map((label) => associationType(account, from, to, label)),
    finish: () => report({ made, total: made }),
  }
}

/** One moment for each of `count` records over the last `days`, ascending like the ids. */
export function moments(
  { account, random }: Pick<DemoWriter, 'account' | 'random'>,
  count: number,
  days: number,
): readonly number[] {
  const now = account.clock.now()
  const step = (days * dayMs) / Math.max(1, count)
  return Array.from(
    { length: count },
    (_, index) => Math.floor(now - days * dayMs + step * (index + random.next())) - 1,
  )
}

/** An owner's id. */
export function ownerId({ account, random }: Pick<DemoWriter, 'account' | 'random'>): string {
  // One in fifty still belongs to the colleague who left.
  const active = account.owners.filter(({ archived }) => !archived)
  return random.chance(0.02) ? (account.owners.at(-1)?.id ?? '') : random.pick(active).id
}

function valuesOf(account: Account, type: TypeState, properties: Properties): (string | undefined)[] {
  const values: (string | undefined)[] = []
  for (const [name, value] of Object.entries(properties)) set(type, values, name, value)
  compute(account, type, values)
  return values
}

// What every record has.
function setFixed(
  type: TypeState,
  values: (string | undefined)[],
  { id, createdAt, updatedAt }: { readonly id: number; readonly createdAt: number; readonly updatedAt: number },
): void {
  set(type, values, 'hs_object_id', String(id))
  set(type, values, type.createdProperty, toIso(createdAt))
  set(type, values, type.modifiedProperty, toIso(updatedAt))
  set(type, values, 'hs_lastmodifieddate', toIso(updatedAt))
}

function set(type: TypeState, values: (string | undefined)[], name: string, value: string | undefined): void {
  const slot = type.properties.find(name)?.slot
  if (slot !== undefined && value !== undefined) values[slot] = value
}

function typeOf(account: Account, name: string): TypeState {
  const type = account.types.find(name)
  if (type === undefined) throw new TypeError(`There is no object type ${name}.`)
  return type
}

function associationType(account: Account, from: string, to: string, label: string | null): AssociationType {
  const type = account.associationTypes.between(from, to).find((each) => each.label === label)
  if (type === undefined) throw new TypeError(`There is no association type ${label} from ${from} to ${to}.`)
  return type
}
