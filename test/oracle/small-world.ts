import { defineSchema } from '@holdfast/crm'
import {
  compilePredicate,
  defaultSwitches,
  predicateKey,
  type Associations,
  type Matches,
  type Predicate,
  type RecordReader,
  type Switches,
} from '@holdfast/query'
import type { Dice } from './dice.ts'

// Worlds small enough to try every record there is: what two predicates have in common is then counted, not argued. The values stand for every kind that
// the operands of `literals` can tell apart: each operand, one value in each gap between them, and each mixture of tokens in each gap.

export const schema = defineSchema({
  deals: {
    properties: {
      dealname: { type: 'string' },
      amount: { type: 'number' },
      visit_day: { type: 'date' },
      closedate: { type: 'datetime' },
      dealtype: { type: 'enumeration' },
      roles: { type: 'enumeration', multiple: true },
      vip: { type: 'bool' },
    },
    associations: { companies: { labels: ['primary'] } },
  },
  companies: { associations: { deals: { labels: ['primary'] } } },
})

/** One thing that a record may be asked about. */
interface Subject {
  readonly operands: readonly string[]
  readonly values: readonly (string | null)[]
  readonly operators: readonly string[]
}

const ordering = ['lt', 'lte', 'gt', 'gte', 'between']
const equality = ['eq', 'neq', 'in', 'notIn', 'has', 'notHas']
const tokens = ['containsToken', 'notContainsToken']

const tokenOperandsOf: Readonly<Record<string, readonly string[]>> = {
  dealname: ['acme', 'corp', 'ac*', '*e', 'Corp acme'],
  roles: ['A', 'B'],
}
const tails = ['', ' acme', ' corp', ' acme corp', ' ace', ' acre corp', ' tree', ' tree corp']
const texts = ['!', 'acme', 'Acme!', 'acme c', 'acme corp', 'b', 'beta', 'c', 'corp', 'd'].flatMap((head) =>
  tails.map((tail) => `${head}${tail}`),
)

// Each of three companies is no partner, or one of one of two cities, with the label or without.
const everyLinks = ['1', '2', '3'].reduce<readonly string[]>(
  (all, id) =>
    all.flatMap((links) => [links, ...['a', 'b', 'a primary', 'b primary'].map((state) => `${links};${id} ${state}`)]),
  [''],
)

const subjects: Readonly<Record<string, Subject>> = {
  amount: {
    operands: ['1', '2', '3.0', '4'],
    values: [null, '0', '1', '1.5', '2', '2.5', '3', '3.5', '4', '5'],
    operators: [...equality, ...ordering],
  },
  visit_day: {
    operands: ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-03'],
    values: [null, ...['02-26', '02-27', '02-28', '03-01', '03-02', '03-03', '03-04'].map((day) => `2026-${day}`)],
    operators: [...equality, ...ordering],
  },
  closedate: {
    operands: ['2026-01-01T00:00:00Z', '1767225600001', '1767225600003'],
    values: [null, ...['599999', '600000', '600001', '600002', '600003', '600004'].map((end) => `1767225${end}`)],
    operators: [...equality, ...ordering],
  },
  hs_object_id: {
    operands: ['2', '3', '9007199254740993', '10000000000000000000'],
    values: [
      null,
      '1',
      '2',
      '3',
      '4',
      '9007199254740992',
      '9007199254740993',
      '9007199254740994',
      '10000000000000000000',
      '10000000000000000001',
    ],
    operators: [...equality, ...ordering],
  },
  dealname: {
    operands: ['acme', 'Acme Corp', 'beta'],
    values: [null, ...texts],
    operators: [...equality, ...ordering, ...tokens],
  },
  dealtype: {
    operands: ['new', 'New', 'old'],
    values: [null, 'new', 'New', 'old', 'x'],
    operators: [...equality, ...tokens],
  },
  roles: {
    operands: ['A', 'B', 'A;B'],
    values: [null, 'A', 'B', 'C', 'A;B', 'B;A', 'A;C', 'B;C', 'A;B;C'],
    operators: [...equality, ...tokens],
  },
  vip: { operands: ['true', 'false'], values: [null, 'true', 'false'], operators: ['eq', 'neq', 'has', 'notHas'] },
  associated: {
    operands: [],
    values: everyLinks,
    operators: [],
  },
}

/** Every record that some of the subjects can make, and the predicates that are true of each, as bits. */
export interface SmallWorld {
  readonly subjects: readonly string[]
  readonly records: readonly RecordReader[]
  readonly size: number
  /** One bit per record: does it match? */
  readonly matching: (predicate: Predicate) => Uint32Array
  readonly randomPredicate: (dice: Dice, depth: number) => Predicate
}

/** The records of these subjects; nothing else about them differs. */
export function createSmallWorld(names: readonly string[], switches: Switches = defaultSwitches): SmallWorld {
  const records = recordsOf(names)
  const size = records.length
  const words = Math.ceil(size / 32)
  const known = new Map<string, Uint32Array>()

  function bits(of: (at: number) => boolean): Uint32Array {
    const set = new Uint32Array(words)
    for (let at = 0; at < size; at++) if (of(at)) set[at >>> 5] = (set[at >>> 5] ?? 0) | (1 << (at & 31))
    return set
  }

  // Only single questions are put to the evaluator: `and`, `or` and `not` are what they are.
  function matching(predicate: Predicate): Uint32Array {
    switch (predicate.kind) {
      case 'and':
        return combined(
          predicate.of,
          bits(() => true),
          (a, b) => a & b,
        )
      case 'or':
        return combined(predicate.of, new Uint32Array(words), (a, b) => a | b)
      case 'not': {
        const every = bits(() => true)
        return matching(predicate.of).map((word, at) => ~word & (every[at] ?? 0))
      }
      case 'compare':
      case 'between':
      case 'list':
      case 'presence':
      case 'associated':
      case 'hasAssociated': {
        const key = predicateKey(predicate)
        const found = known.get(key)
        if (found !== undefined) return found
        const matches = evaluator(predicate, switches)
        const made = bits((at) => matches(records[at] as SmallRecord))
        known.set(key, made)
        return made
      }
    }
  }

  function combined(of: readonly Predicate[], start: Uint32Array, both: (a: number, b: number) => number): Uint32Array {
    return of.reduce((set, each) => {
      const other = matching(each)
      return set.map((word, at) => both(word, other[at] ?? 0))
    }, start)
  }

  function randomPredicate(dice: Dice, depth: number): Predicate {
    const shape = depth === 0 ? 0 : dice.below(10)
    if (shape < 4) return randomLiteral(dice, dice.pick(names))
    if (shape < 5) return { kind: 'not', of: randomPredicate(dice, depth - 1) }
    const of = Array.from({ length: 1 + dice.below(3) }, () => randomPredicate(dice, depth - 1))
    return { kind: shape < 8 ? 'and' : 'or', of }
  }

  return { subjects: names, records, size, matching, randomPredicate }
}

interface SmallRecord extends RecordReader {
  readonly partners: readonly Partner[]
}

interface Partner extends RecordReader {
  readonly label: string | undefined
}

function recordsOf(names: readonly string[]): readonly SmallRecord[] {
  let all: readonly Readonly<Record<string, string | null>>[] = [{}]
  for (const name of names) {
    const { values } = subjects[name] as Subject
    all = all.flatMap((record) => values.map((value) => ({ ...record, [name]: value })))
  }
  return all.map((values) => ({
    id: values['hs_object_id'] ?? 'local:7',
    read: (name) => values[name] ?? null,
    partners: partnersOf(values['associated'] ?? ''),
  }))
}

function partnersOf(links: string): readonly Partner[] {
  const each = links.split(';').filter((link) => link !== '')
  return each.map((link) => {
    const [id = '', city = '', label] = link.split(' ')
    return { id, label, read: (name) => (name === 'city' ? city : null) }
  })
}

function evaluator(predicate: Predicate, switches: Switches): (record: SmallRecord) => boolean {
  let current: SmallRecord | null = null
  const associations: Associations = {
    has: (_from, _id, _objectType, id, label) => partners(label).some((partner) => partner.id === id),
    partners: (_from, _id, _objectType, label) => partners(label),
  }
  const partners = (label: string | null): readonly Partner[] =>
    current?.partners.filter((partner) => label === null || partner.label === label) ?? []
  const matches: Matches = compilePredicate(
    schema,
    { objectType: 'deals', where: predicate, search: null },
    { switches, associations },
  )
  return (record) => {
    current = record
    return matches(record)
  }
}

function randomLiteral(dice: Dice, name: string): Predicate {
  if (name === 'associated') {
    const label = dice.pick([null, null, 'primary'])
    if (dice.chance(0.6)) return { kind: 'associated', objectType: 'companies', id: dice.pick(['1', '2']), label }
    const inCity: Predicate = { kind: 'compare', property: 'city', operator: 'eq', value: dice.pick(['a', 'A', 'b']) }
    return { kind: 'hasAssociated', objectType: 'companies', where: dice.pick([null, inCity]), label }
  }
  const { operands, operators } = subjects[name] as Subject
  const operator = dice.pick(operators)
  const property = name
  switch (operator) {
    case 'has':
    case 'notHas':
      return { kind: 'presence', property, operator }
    case 'in':
    case 'notIn':
      return {
        kind: 'list',
        property,
        operator,
        values: Array.from({ length: dice.below(4) }, () => dice.pick(operands)),
      }
    case 'between':
      return { kind: 'between', property, from: dice.pick(operands), to: dice.pick(operands) }
    case 'containsToken':
    case 'notContainsToken': {
      const value = dice.pick(tokenOperandsOf[name] ?? operands)
      return { kind: 'compare', property, operator, value }
    }
    default:
      return { kind: 'compare', property, operator: operator as 'eq', value: dice.pick(operands) }
  }
}

/** Each subject alone. */
export const oneSubject: readonly (readonly string[])[] = Object.keys(subjects).map((name) => [name])

/** Two and three subjects together. */
export const severalSubjects: readonly (readonly string[])[] = [
  ['amount', 'dealtype'],
  ['amount', 'vip', 'associated'],
  ['visit_day', 'dealtype', 'vip'],
  ['dealname', 'vip'],
  ['dealname', 'amount'],
  ['roles', 'amount', 'dealtype'],
  ['hs_object_id', 'associated'],
  ['closedate', 'roles'],
]
