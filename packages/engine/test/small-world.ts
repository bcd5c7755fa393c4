import { defineSchema, type LocalKey, type Schema } from '@holdfast/crm'
import {
  everyRecord,
  type AggregateQuery,
  type Include,
  type Measure,
  type Predicate,
  type Query,
} from '@holdfast/query'
import { emptyEntry, packValues, type CacheEntry } from '../src/store/index.ts'
import type { LinkOverlay, Replica } from '../src/replica/index.ts'
import { layPending, type AllPending } from './lay-pending.ts'
import type { Dice } from './dice.ts'

const associations = {
  p_people: { p_firms: { labels: ['primary'] }, p_people: { labels: ['friend'] } },
  p_firms: { p_people: { labels: ['primary'] } },
} as const

/** Two schemas of one account, before and after somebody changed the type of a property: what is stored is the same. */
export const schemas: readonly [Schema, Schema] = [schemaWith('number'), schemaWith('string')]

function schemaWith(score: 'number' | 'string'): Schema {
  return defineSchema({
    p_people: {
      properties: {
        name: { type: 'string' },
        score: { type: score },
        stage: { type: 'enumeration', options: ['a', 'b'] },
        tags: { type: 'enumeration', options: ['x', 'y'], multiple: true },
        born: { type: 'date' },
        weight: { type: 'number' },
      },
      associations: associations.p_people,
    },
    p_firms: { properties: { name: { type: 'string' } }, associations: associations.p_firms },
  })
}

type TypeName = 'p_people' | 'p_firms'

const typeNames: readonly TypeName[] = ['p_people', 'p_firms']
const ids: Record<TypeName, readonly string[]> = {
  p_people: ['1', '2', '3', '4', '5', '10', 'local:a', 'local:b'],
  p_firms: ['11', '12', 'local:f'],
}
const known: Record<TypeName, readonly string[]> = {
  p_people: ids.p_people.slice(0, -2),
  p_firms: ids.p_firms.slice(0, -1),
}
const values: Record<string, readonly (string | null)[]> = {
  name: ['Ann', 'bob', 'Cy Ann', null],
  score: ['1', '2', '10', '2.5', null],
  stage: ['a', 'b', null],
  tags: ['x', 'x;y', null],
  born: ['1999-01-01', '2001-12-31', null],
  weight: ['0.1', '0.2', '1e3', 'heavy', null],
}
const labels = [null, 'primary', 'friend'] as const
const aliases = [
  { objectType: 'p_people', alias: 'local:a', id: '10' },
  { objectType: 'p_people', alias: 'local:b', id: '2' },
  { objectType: 'p_people', alias: '3', id: '2' },
  { objectType: 'p_firms', alias: 'local:f', id: '12' },
]

function namesOf(type: TypeName): readonly string[] {
  return type === 'p_people' ? ['name', 'score', 'stage', 'tags', 'born', 'weight'] : ['name']
}

// Firms are not associated with firms.
function partnerOf(dice: Dice, type: TypeName): TypeName {
  return type === 'p_people' ? dice.of(typeNames) : 'p_people'
}

/** Something that happens to a replica at a moment, as one transaction. */
export function happen(dice: Dice, replica: Replica, now: number): void {
  switch (dice.below(12)) {
    case 0:
      return void replica.applyEntry({ ...emptyEntry, departures: [departure(dice, now)] })
    case 1:
    case 2:
      return void replica.applyEntry({ ...emptyEntry, associations: [list(dice, now)] })
    case 3:
      return void replica.applyEntry({ ...emptyEntry, links: [link(dice, now)] })
    case 4:
      return void (dice.oneIn(3)
        ? replica.applyEntry({ ...emptyEntry, aliases: [dice.of(aliases)] })
        : page(dice, replica, now))
    case 5:
    case 6:
      return void layPending(replica, overlay(dice, replica))
    default:
      return page(dice, replica, now)
  }
}

function page(dice: Dice, replica: Replica, now: number): void {
  const records: CacheEntry['records'] = [read(dice, now), ...dice.some(2, () => read(dice, now))]
  const isMixed = dice.oneIn(4)
  replica.applyEntry({
    ...emptyEntry,
    records,
    associations: isMixed ? [list(dice, now)] : [],
    departures: isMixed ? [departure(dice, now)] : [],
  })
}

function read(dice: Dice, now: number): CacheEntry['records'][number] {
  const objectType = dice.of(typeNames)
  const all = namesOf(objectType).map((name) => dice.of(values[name] ?? [null]))
  return { objectType, records: [[dice.of(known[objectType]), now, now, packValues(all)]] }
}

function departure(dice: Dice, now: number): CacheEntry['departures'][number] {
  const objectType = dice.of(typeNames)
  return { objectType, id: dice.of(known[objectType]), outcome: 'archived', into: null, readAt: now }
}

function list(dice: Dice, now: number): CacheEntry['associations'][number] {
  const fromType = dice.of(typeNames)
  const toType = partnerOf(dice, fromType)
  const fromId = dice.of(known[fromType])
  const links = known[toType]
    .filter((id) => id !== fromId && dice.oneIn(2))
    .map((id) => [id, labelled(dice.of(labels))] as const)
  return { fromType, fromId, toType, readAt: now, links }
}

function link(dice: Dice, now: number): CacheEntry['links'][number] {
  const fromType = dice.of(typeNames)
  const toType = partnerOf(dice, fromType)
  const fromId = dice.of(known[fromType])
  const toId = dice.of(known[toType].filter((id) => id !== fromId))
  return { fromType, fromId, toType, toId, labels: dice.oneIn(3) ? null : labelled(dice.of(labels)), readAt: now }
}

function labelled(label: string | null): readonly (string | null)[] {
  return label === null ? [null] : [null, label]
}

function overlay(dice: Dice, { identities }: Replica): AllPending {
  const byName = new Map<string, AllPending['records'][number]>()
  for (const objectType of dice.some(3, () => dice.of(typeNames))) {
    const id = dice.of(ids[objectType])
    const key = identities.keyOf(objectType, id)
    const properties = Object.fromEntries(
      dice.some(2, () =>
        dice.of([
          ['name', 'Zoe'],
          ['score', '5'],
          ['name', ''],
          ['stage', 'b'],
          ['weight', '0.3'],
        ] as const),
      ),
    )
    const pending = { created: id.startsWith('local:'), archived: dice.oneIn(4), properties }
    byName.set(`${objectType} ${key}`, { objectType, key, overlay: pending })
  }
  const links = dice.some(2, (): LinkOverlay => {
    const fromType = dice.of(typeNames)
    const toType = partnerOf(dice, fromType)
    const keyOf = (type: TypeName): LocalKey => identities.keyOf(type, dice.of(ids[type]))
    return {
      fromType,
      from: keyOf(fromType),
      toType,
      to: keyOf(toType),
      change: dice.of(['add', 'remove']),
      label: dice.of(labels),
    }
  })
  return {
    records: [...byName.values()],
    links: links.filter(({ fromType, from, toType, to }) => fromType !== toType || from !== to),
  }
}

/** Something one may ask of this world. */
export function ask(dice: Dice, depth = 2): Query {
  return askOf(dice, dice.of(typeNames), depth)
}

function askOf(dice: Dice, type: TypeName, depth: number): Query {
  const names = namesOf(type)
  const orderBy = dice.some(2, () => ({
    property: dice.of([...names, 'hs_object_id']),
    direction: dice.of(['asc', 'desc'] as const),
  }))
  return {
    ...everyRecord(type),
    where: dice.oneIn(4) ? null : predicate(dice, type, 2),
    select: dice.oneIn(2) ? null : names.filter(() => dice.oneIn(2)),
    orderBy,
    after: dice.oneIn(4)
      ? { id: dice.of(ids[type]), values: orderBy.map(({ property }) => dice.of(values[property] ?? ['2'])) }
      : null,
    ...askWindow(dice),
    include: depth === 0 ? [] : includes(dice, type, depth - 1),
  }
}

/** Figures one may ask for. */
export function askFigures(dice: Dice): AggregateQuery {
  const of = { ...ask(dice, 0), ...(dice.oneIn(2) ? { after: null, offset: 0, limit: null } : {}) }
  const isOfPeople = of.objectType === 'p_people'
  const measures: readonly Measure[] = [
    { name: 'records', compute: 'count', property: null },
    { name: 'named', compute: 'count', property: 'name' },
    ...(isOfPeople ? peopleMeasures : []),
  ]
  const groupBy = isOfPeople ? ['name', 'stage', 'born'] : ['name']
  return { of, groupBy: groupBy.filter(() => dice.oneIn(3)), measures }
}

// Of properties whose type does not change with the schema.
const peopleMeasures: readonly Measure[] = [
  { name: 'sum', compute: 'sum', property: 'weight' },
  { name: 'mean', compute: 'avg', property: 'weight' },
  { name: 'first', compute: 'min', property: 'born' },
  { name: 'most', compute: 'max', property: 'weight' },
]

/** A window to look through, or to move to. */
export function askWindow(dice: Dice): Pick<Query, 'offset' | 'limit'> {
  return { offset: dice.oneIn(3) ? dice.below(3) : 0, limit: dice.oneIn(3) ? null : 1 + dice.below(3) }
}

function includes(dice: Dice, type: TypeName, depth: number): readonly Include[] {
  const objectTypes = new Set(dice.some(2, () => partnerOf(dice, type)))
  return [...objectTypes].map((objectType) => ({
    objectType,
    label: dice.of(labels),
    first: dice.oneIn(3),
    query: askOf(dice, objectType, depth),
  }))
}

function predicate(dice: Dice, type: TypeName, depth: number): Predicate {
  const within = (): Predicate => predicate(dice, type, depth - 1)
  if (depth === 0) return leaf(dice, type)
  switch (dice.below(8)) {
    case 0:
      return { kind: 'not', of: within() }
    case 1:
    case 2:
      return { kind: dice.of(['and', 'or']), of: [within(), ...dice.some(2, within)] }
    case 3: {
      const objectType = partnerOf(dice, type)
      const where = dice.oneIn(3) ? null : predicate(dice, objectType, depth - 1)
      return { kind: 'hasAssociated', objectType, where, label: dice.of(labels) }
    }
    default:
      return leaf(dice, type)
  }
}

function leaf(dice: Dice, type: TypeName): Predicate {
  const property = dice.of(namesOf(type))
  const value = dice.of((values[property] ?? []).filter((each): each is string => each !== null && each !== 'heavy'))
  switch (dice.below(9)) {
    case 0:
      return { kind: 'presence', property, operator: dice.of(['has', 'notHas']) }
    case 1:
      return {
        kind: 'list',
        property: 'name',
        operator: dice.of(['in', 'notIn']),
        values: dice.some(2, () => dice.of(['ann', 'bob'])),
      }
    case 2:
      return { kind: 'compare', property: 'hs_object_id', operator: 'eq', value: dice.of(known[type]) }
    case 3: {
      const objectType = partnerOf(dice, type)
      return { kind: 'associated', objectType, id: dice.of(ids[objectType]), label: dice.of(labels) }
    }
    case 4:
      return {
        kind: 'compare',
        property: 'name',
        operator: dice.of(['containsToken', 'notContainsToken']),
        value: dice.of(['ann', 'b*']),
      }
    case 5:
      if (type === 'p_firms') return { kind: 'between', property: 'hs_object_id', from: '2', to: '11' }
      return { kind: 'between', property: dice.of(['score', 'born']), from: '1', to: '2002' }
    case 6:
      if (type === 'p_firms') return { kind: 'presence', property, operator: 'has' }
      return { kind: 'compare', property: 'score', operator: dice.of(['lt', 'lte', 'gt', 'gte']), value: '2' }
    default:
      return { kind: 'compare', property, operator: dice.of(['eq', 'neq']), value }
  }
}
