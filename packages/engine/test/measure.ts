import { defineSchema } from '@holdfast/crm'
import { everyRecord, type Predicate, type Query, type Runnable } from '@holdfast/query'
import { createIntentList } from '../src/outbox/intent-list.ts'
import type { Intent } from '../src/outbox/intent.ts'
import { createReplica, type Replica } from '../src/replica/index.ts'
import { emptyEntry, packValues, type CacheEntry, type StoredRecord } from '../src/store/index.ts'
import { createViews } from '../src/views/index.ts'
import { createDice } from './dice.ts'

/** One line of the table; `ms` is a median. */
export interface Figure {
  readonly name: string
  readonly ms: number
}

/** What was measured, and the megabytes that the replica says it holds. */
export interface Figures {
  readonly figures: readonly Figure[]
  readonly megabytes: number
}

const schema = defineSchema({
  contacts: {
    properties: {
      city: { type: 'string' },
      lifecyclestage: { type: 'enumeration' },
      hubspot_owner_id: { type: 'enumeration' },
      lastmodifieddate: { type: 'datetime' },
    },
    associations: { companies: { labels: [] } },
  },
  companies: { associations: { contacts: { labels: [] } } },
})

const dice = createDice(1)
const stages = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const wordsOfTitles = ['sales', 'head', 'lead', 'chief', 'junior', 'field']
let moment = Date.parse('2026-01-01T00:00:00Z')

const eq = (property: string, value: string): Predicate => ({ kind: 'compare', property, operator: 'eq', value })
const all = everyRecord('contacts')
const newestFirst = [{ property: 'lastmodifieddate', direction: 'desc' }] as const
const fewStages: Predicate = { kind: 'list', property: 'lifecyclestage', operator: 'in', values: ['a', 'b', 'c'] }
const listOf = (owner: number): Query => ({
  ...all,
  where: { kind: 'and', of: [eq('hubspot_owner_id', String(owner)), fewStages] },
  orderBy: newestFirst,
  limit: 50,
})
const word: Predicate = { kind: 'compare', property: 'lastname', operator: 'containsToken', value: 'name77*' }
const partners: Predicate = {
  kind: 'hasAssociated',
  objectType: 'companies',
  where: { kind: 'list', property: 'name', operator: 'in', values: ['company 7', 'company 70', 'company 71'] },
  label: null,
}
const newest: Query = { ...all, orderBy: newestFirst, limit: 50 }
const companyOfEach = [{ objectType: 'companies', label: null, first: true, query: everyRecord('companies') }]

const questions: readonly (readonly [name: string, query: Runnable])[] = [
  ['list', listOf(7)],
  ['newest 50 of all', newest],
  ['or, all rows', { ...all, where: { kind: 'or', of: [eq('city', 'City 7'), eq('jobtitle', 'sales lead')] } }],
  ['token', { ...newest, where: word }],
  [
    'count',
    { of: { ...all, where: fewStages }, groupBy: [], measures: [{ name: 'n', compute: 'count', property: null }] },
  ],
  ['join', { ...all, where: partners }],
  ['include', { ...newest, include: companyOfEach }],
]

/** Fills a replica with `size` contacts and measures what views of them cost. */
export function measure(size: number): Figures {
  const replica = createReplica(schema)
  const filled = timed(() => fill(replica, size))
  const asked = questions.map(([name, query]): Figure => ({
    name,
    ms: median(15, () => timed(() => ask(replica, query))),
  }))
  const kept = [1, 20, 100, 1_000].flatMap((mounted) => live(replica, mounted))
  const written = [0, 10_000].flatMap((waiting) => own(replica, waiting))
  const { tables, associations } = replica.memory()
  const bytes = [...tables.values()].map(({ records, columns }) => records + sum([...columns.values()]))
  return {
    figures: [{ name: `fill, ${size} rows`, ms: filled }, ...asked, ...kept, ...written],
    megabytes: (sum(bytes) + associations) / 1e6,
  }
}

function ask(replica: Replica, query: Runnable): void {
  const views = createViews(replica)
  views.open(query).take()
}

// Edits move a contact to the top of its owner's list, so each touches a window.
function live(replica: Replica, mounted: number): readonly Figure[] {
  const views = createViews(replica)
  const mount = timed(() => {
    for (let at = 0; at < mounted; at++) views.open({ ...listOf(at % 100), offset: Math.floor(at / 100) }).take()
  })
  const stop = replica.onChange((change) => {
    for (const view of views.apply(change)) view.take()
  })
  const edit = (records: number): number => {
    const page = edited(Array.from({ length: records }, () => 1 + dice.below(10_000)))
    return timed(() => replica.applyEntry(page))
  }
  const update = median(200, () => edit(1))
  const burst = sum(Array.from({ length: 1_000 }, () => edit(1)))
  const bulk = edit(1_000)
  stop()
  return [
    { name: `mount ${mounted}`, ms: mount },
    { name: `update, ${mounted} mounted`, ms: update },
    { name: `burst of 1,000, ${mounted} mounted`, ms: burst },
    { name: `bulk of 1,000, ${mounted} mounted`, ms: bulk },
  ]
}

// The user's writes with a hundred lists mounted, behind so many that wait for HubSpot: shown, then recorded, then taken back for the next measurement.
function own(replica: Replica, waiting: number): readonly Figure[] {
  const views = createViews(replica)
  for (let at = 0; at < 100; at++) views.open(listOf(at)).take()
  const stop = replica.onChange((change) => {
    for (const view of views.apply(change)) view.take()
  })
  const list = createIntentList(replica)
  const behind = Array.from({ length: waiting }, (_, at) => jobChange(at + 1, 50_000 + at))
  list.put(behind)
  const write = (records: number): number => {
    const seqs = Array.from({ length: records }, (_, at) => waiting + 1 + at)
    const intents = seqs.map((seq) => jobChange(seq, 1 + dice.below(10_000)))
    const ms = timed(() => {
      list.show(intents.map((intent) => ({ ...intent, seq: Infinity })))
      list.put(intents)
    })
    list.put(intents.map((intent) => ({ ...intent, state: 'acked' })))
    list.drop(intents.map(({ key }) => key))
    return ms
  }
  const figures = [
    { name: `own update behind ${waiting}`, ms: median(200, () => write(1)) },
    { name: `own 1,000 at once behind ${waiting}`, ms: median(5, () => write(1_000)) },
  ]
  list.put(behind.map((intent) => ({ ...intent, state: 'acked' })))
  stop()
  return figures
}

function jobChange(seq: number, id: number): Intent {
  const key = `write ${seq}`
  const properties = { jobtitle: `job ${dice.below(1_000)}` }
  return {
    seq,
    key,
    state: 'queued',
    epoch: 0,
    draft: { kind: 'update', key, objectType: 'contacts', id: String(id), properties, base: {} },
    madeAt: moment,
    attempts: 0,
    sentAt: null,
    parking: null,
    keepMine: [],
    mustCheck: false,
  }
}

function fill(replica: Replica, size: number): void {
  for (let from = 1; from <= size; from += 100) {
    const ids = Array.from({ length: 100 }, (_, at) => from + at)
    const associations = ids.map((id) => ({
      fromType: 'contacts',
      fromId: String(id),
      toType: 'companies',
      readAt: moment,
      links: [[String(1e6 + (id % (size / 10))), [null]] as const],
    }))
    replica.applyEntry({ ...edited(ids), associations })
  }
  const names = replica.layout('companies').names
  const companies = Array.from({ length: size / 10 }, (_, at): StoredRecord => {
    const values = packValues(names.map((name) => (name === 'name' ? `Company ${at}` : null)))
    return [String(1e6 + at), moment, moment, values]
  })
  replica.applyEntry({ ...emptyEntry, records: [{ objectType: 'companies', records: companies }] })
}

const contactNames = createReplica(schema).layout('contacts').names

function edited(ids: readonly number[]): CacheEntry {
  moment += 1_000
  const records = ids.map((id): StoredRecord => {
    const values: Record<string, string> = {
      firstname: dice.of(['Ann', 'Bob', 'Cy', 'Dora']),
      lastname: `Name${dice.below(50_000)} ${id % 100}`,
      email: `person.${id}@example.com`,
      city: `City ${dice.below(50)}`,
      jobtitle: `${dice.of(wordsOfTitles)} ${dice.of(wordsOfTitles)}`,
      lifecyclestage: dice.of(stages),
      hubspot_owner_id: String(dice.below(100)),
      lastmodifieddate: new Date(moment + id).toISOString(),
    }
    return [String(id), moment, moment, packValues(contactNames.map((name) => values[name] ?? null))]
  })
  return { ...emptyEntry, records: [{ objectType: 'contacts', records }] }
}

function median(rounds: number, timeOf: () => number): number {
  return Array.from({ length: rounds }, timeOf).sort((a, b) => a - b)[rounds >>> 1] ?? 0
}

function timed(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
