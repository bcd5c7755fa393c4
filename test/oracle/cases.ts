import {
  isOperator,
  operatorFacts,
  operators,
  takesOperand,
  type Cursor,
  type Operator,
  type OrderKey,
  type Predicate,
  type Query,
} from '@holdfast/query'
import type { Dice } from './dice.ts'
import { readAs, wordsOf, type ReferenceRecord, type ReferenceType } from './reference.ts'
import { objectTypes, poolOf, switchesOf, type World, type WorldType } from './world.ts'

// Which cases there are to try, told as eight questions with a few answers each; every three answers that can meet have to meet in some case.

/** One answer to each question. */
export interface Factors {
  readonly operator: Operator
  readonly type: ReferenceType | 'id'
  /** What the operand is: a value some record holds, one from the pool, or one spelled otherwise; lists and ranges are of such. */
  readonly shape: 'none' | 'held' | 'any' | 'respelled'
  readonly sort: 'none' | 'one' | 'several'
  readonly limit: 'none' | 'few' | 'all'
  readonly window: 'start' | 'offset' | 'after'
  /** Associated with a record, or with some record that satisfies a predicate. */
  readonly association: 'none' | 'any' | 'label' | 'not' | 'partner' | 'labelled partner' | 'no partner'
  readonly switches: string
}

const operatorNames = Object.keys(operators).filter((name) => isOperator(name))
const types = ['string', 'number', 'bool', 'date', 'datetime', 'enumeration', 'several', 'id'] as const
const sorts = ['none', 'one', 'several'] as const
const limits = ['none', 'few', 'all'] as const
const windows = ['start', 'offset', 'after'] as const
const associations = ['none', 'any', 'label', 'not', 'partner', 'labelled partner', 'no partner'] as const

function shapesOf(operator: Operator): readonly Factors['shape'][] {
  return takesOperand(operator, 'none') ? ['none'] : ['held', 'any', 'respelled']
}

function canBe(operator: Operator, type: Factors['type']): boolean {
  return operatorFacts(operator).types.includes(type === 'several' ? 'enumeration' : type === 'id' ? 'number' : type)
}

function switchesText(number: number): string {
  const { nullsLast, notContainsMatchesUnset } = switchesOf(number)
  return `${nullsLast} ${notContainsMatchesUnset}`
}

function randomFactors(dice: Dice, world: World): Factors {
  const operator = dice.pick(operatorNames)
  return {
    operator,
    type: dice.pick(types.filter((type) => canBe(operator, type))),
    shape: dice.pick(shapesOf(operator)),
    sort: dice.pick(sorts),
    limit: dice.pick(limits),
    window: dice.chance(0.6) ? 'start' : dice.pick(windows),
    association: dice.chance(0.6) ? 'none' : dice.pick(associations),
    switches: switchesText(world.number),
  }
}

function triplesOf(factors: Factors): readonly string[] {
  const entries = Object.entries(factors).map(([question, answer]) => `${question}=${answer}`)
  const triples: string[] = []
  for (let a = 0; a < entries.length; a++)
    for (let b = a + 1; b < entries.length; b++)
      for (let c = b + 1; c < entries.length; c++) triples.push(`${entries[a]},${entries[b]},${entries[c]}`)
  return triples
}

/** Which threes of answers have met. */
export interface Covering {
  /** The next answers to try: those of some throws that bring most new threes together. */
  readonly next: (dice: Dice, world: World) => Factors
  readonly tried: (factors: Factors) => void
  /** How many have met, and how many can. */
  readonly share: () => { readonly met: number; readonly possible: number }
}

/** Starts with nothing tried. */
export function createCovering(): Covering {
  const missing = new Set(everyTriple())
  const possible = missing.size
  return {
    next(dice, world) {
      const throws = Array.from({ length: missing.size === 0 ? 1 : 12 }, () => randomFactors(dice, world))
      const news = throws.map((factors) => triplesOf(factors).filter((triple) => missing.has(triple)).length)
      return throws[news.indexOf(Math.max(...news))] as Factors
    },
    tried: (factors) => triplesOf(factors).forEach((triple) => missing.delete(triple)),
    share: () => ({ met: possible - missing.size, possible }),
  }
}

const answers: Readonly<Record<keyof Factors, readonly string[]>> = {
  operator: operatorNames,
  type: types,
  shape: ['none', 'held', 'any', 'respelled'],
  sort: sorts,
  limit: limits,
  window: windows,
  association: associations,
  switches: [0, 1, 2, 3].map(switchesText),
}

function everyTriple(): readonly string[] {
  const questions = Object.keys(answers) as (keyof Factors)[]
  return questions.flatMap((a, at) =>
    questions
      .slice(at + 1)
      .flatMap((b, next) =>
        questions
          .slice(at + next + 2)
          .flatMap((c) =>
            answers[a].flatMap((x) =>
              answers[b].flatMap((y) =>
                answers[c].flatMap((z) =>
                  canMeet({ [a]: x, [b]: y, [c]: z }) ? [`${a}=${x},${b}=${y},${c}=${z}`] : [],
                ),
              ),
            ),
          ),
      ),
  )
}

// Operator, type and shape depend on each other; the other questions are free.
function canMeet({ operator, type, shape }: Partial<Record<keyof Factors, string>>): boolean {
  return operatorNames.some(
    (name) =>
      (operator === undefined || operator === name) &&
      (type === undefined || canBe(name, type as Factors['type'])) &&
      (shape === undefined || shapesOf(name).includes(shape as Factors['shape'])),
  )
}

/** A query with those answers, and otherwise as the dice have it. */
export function queryOf(dice: Dice, world: World, factors: Factors): Query {
  const isLabelled = factors.association === 'label' || factors.association === 'labelled partner'
  const objectType = isLabelled ? 'deals' : dice.pick(objectTypes)
  const names = world.tables[objectType].facts.types
  const fitting =
    factors.type === 'id' ? ['hs_object_id'] : Object.keys(names).filter((name) => names[name] === factors.type)
  const main = literalOf(dice, world, objectType, dice.pick(fitting), factors.operator, factors.shape)
  const parts: Predicate[] = [within(dice, world, objectType, main)]
  if (factors.association !== 'none') parts.push(associationOf(dice, world, objectType, factors.association))
  const size = world.tables[objectType].records.length
  const orderBy = orderOf(dice, Object.keys(names), factors.sort)
  const limit = factors.limit === 'none' ? null : factors.limit === 'few' ? 1 + dice.below(10) : size + dice.below(3)
  return {
    objectType,
    where: parts.length === 1 ? (parts[0] ?? main) : { kind: dice.chance(0.5) ? 'and' : 'or', of: parts },
    search: dice.chance(0.05) ? textOf(dice, world, objectType) : null,
    select: null,
    orderBy,
    after: factors.window === 'after' ? cursorAt(dice.pick(world.tables[objectType].records), orderBy) : null,
    offset: factors.window === 'offset' ? 1 + dice.below(8) : 0,
    limit,
    include: [],
  }
}

// The literal alone, turned over, or amid others.
function within(dice: Dice, world: World, objectType: WorldType, main: Predicate): Predicate {
  const others = (): Predicate[] =>
    Array.from({ length: 1 + dice.below(2) }, () => randomPredicate(dice, world, objectType, 2))
  switch (dice.below(6)) {
    case 0:
    case 1:
      return main
    case 2:
      return { kind: 'not', of: main }
    case 3:
      return { kind: 'and', of: [...others(), main] }
    case 4:
      return { kind: 'or', of: [main, ...others()] }
    default:
      return { kind: 'not', of: { kind: dice.chance(0.5) ? 'and' : 'or', of: [main, ...others()] } }
  }
}

function randomPredicate(dice: Dice, world: World, objectType: WorldType, depth: number): Predicate {
  const shape = depth === 0 ? 0 : dice.below(10)
  if (shape < 6) {
    const names = world.tables[objectType].facts.types
    const name = dice.chance(0.05) ? 'hs_object_id' : dice.pick(Object.keys(names))
    const type = name === 'hs_object_id' ? 'id' : (names[name] as ReferenceType)
    const operator = dice.pick(operatorNames.filter((each) => canBe(each, type)))
    return literalOf(dice, world, objectType, name, operator, dice.pick(shapesOf(operator)))
  }
  if (shape < 7) return { kind: 'not', of: randomPredicate(dice, world, objectType, depth - 1) }
  const of = Array.from({ length: 1 + dice.below(3) }, () => randomPredicate(dice, world, objectType, depth - 1))
  return { kind: shape < 9 ? 'and' : 'or', of }
}

function literalOf(
  dice: Dice,
  world: World,
  objectType: WorldType,
  property: string,
  operator: Operator,
  shape: Factors['shape'],
): Predicate {
  const value = (): string => operandOf(dice, world, objectType, property, operator, shape)
  if (takesOperand(operator, 'none')) return { kind: 'presence', property, operator }
  if (takesOperand(operator, 'value')) return { kind: 'compare', property, operator, value: value() }
  if (takesOperand(operator, 'values'))
    return { kind: 'list', property, operator, values: Array.from({ length: dice.below(5) }, value) }
  return { kind: 'between', property, from: value(), to: value() }
}

function operandOf(
  dice: Dice,
  world: World,
  objectType: WorldType,
  name: string,
  operator: Operator,
  shape: Factors['shape'],
): string {
  const record = dice.pick(world.tables[objectType].records)
  const type = name === 'hs_object_id' ? 'number' : (world.tables[objectType].facts.types[name] as ReferenceType)
  const held = name === 'hs_object_id' ? record.id : (record.properties[name] ?? '')
  const value =
    held !== '' && shape !== 'any'
      ? held
      : dice.pick(name === 'hs_object_id' ? ['1', '100000000000'] : poolOf(name, type))
  const isToken = operator === 'containsToken' || operator === 'notContainsToken'
  if (isToken && type === 'string') return tokensOf(dice, value, shape)
  if (isToken) {
    const option = dice.pick(value.split(';'))
    return shape === 'respelled' ? option.toLowerCase() : option
  }
  return shape === 'respelled' && name !== 'hs_object_id' ? respelled(dice, type, value) : value
}

function respelled(dice: Dice, type: ReferenceType, value: string): string {
  switch (type) {
    case 'number':
      return dice.pick([`${value}`, String(Number(value)), Number(value).toExponential()])
    case 'date':
    case 'datetime': {
      const time = Number(readAs(type, value))
      return dice.pick([value, String(time), new Date(time).toISOString()])
    }
    case 'bool':
      return value
    case 'string':
    case 'enumeration':
    case 'several':
      return dice.pick([value.toUpperCase(), value.toLowerCase()])
  }
}

function tokensOf(dice: Dice, text: string, shape: Factors['shape']): string {
  const words = [...wordsOf(text), 'north']
  const word = dice.pick(words)
  if (shape !== 'respelled') return dice.chance(0.7) ? word : `${dice.pick(words)} (${word.toUpperCase()})`
  const at = dice.below(word.length + 1)
  return dice.pick([`${word.slice(0, at)}*`, `*${word.slice(at)}`, `a*${word.slice(-1)}`])
}

function associationOf(
  dice: Dice,
  world: World,
  objectType: WorldType,
  association: Exclude<Factors['association'], 'none'>,
): Predicate {
  const other = dice.pick(objectTypes.filter((each) => each !== objectType))
  const id = (of: WorldType): string => dice.pick(world.tables[of].records.slice(0, 6)).id
  switch (association) {
    case 'any':
      return { kind: 'associated', objectType: other, id: id(other), label: null }
    case 'label':
      return { kind: 'associated', objectType: 'companies', id: id('companies'), label: 'billing' }
    case 'not':
      return { kind: 'not', of: associationOf(dice, world, objectType, 'any') }
    case 'partner':
      return partnerOf(dice, world, other, null)
    case 'labelled partner':
      return partnerOf(dice, world, 'companies', 'billing')
    case 'no partner':
      return { kind: 'not', of: partnerOf(dice, world, other, null) }
  }
}

// What partners have to satisfy is any predicate, now and then one about their own partners.
function partnerOf(dice: Dice, world: World, objectType: WorldType, label: string | null): Predicate {
  const own = dice.chance(0.2) ? null : randomPredicate(dice, world, objectType, 1)
  const isDeeper = own !== null && dice.chance(0.2)
  const where: Predicate | null = isDeeper
    ? { kind: 'or', of: [own, associationOf(dice, world, objectType, dice.pick(['any', 'partner', 'no partner']))] }
    : own
  return { kind: 'hasAssociated', objectType, where, label }
}

function textOf(dice: Dice, world: World, objectType: WorldType): string {
  const { properties } = dice.pick(world.tables[objectType].records)
  const text = properties[dice.pick(world.tables[objectType].facts.searchedProperties)] ?? 'north wing'
  const from = dice.below(text.length)
  return text.slice(from, from + 1 + dice.below(6)).toUpperCase()
}

function cursorAt({ id, properties }: ReferenceRecord, orderBy: readonly OrderKey[]): Cursor {
  return {
    id,
    values: orderBy.map(({ property }) => (property === 'hs_object_id' ? id : (properties[property] ?? null))),
  }
}

function orderOf(dice: Dice, names: readonly string[], sort: Factors['sort']): readonly OrderKey[] {
  const count = sort === 'none' ? 0 : sort === 'one' ? 1 : 2 + dice.below(2)
  return Array.from({ length: count }, () => ({
    property: dice.chance(0.1) ? 'hs_object_id' : dice.pick(names),
    direction: dice.pick(['asc', 'desc'] as const),
  }))
}
