import { defineSchema, type LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { intentOf, readyAfresh } from '../../test/index.ts'
import type { IntentDraft } from '../protocol.ts'
import { createReplica, type Replica } from '../replica/index.ts'
import { emptyEntry, packValues, type StoredAlias } from '../store/index.ts'
import { createIntentList, type IntentList } from './intent-list.ts'
import type { Intent } from './intent.ts'
import type { IntentState } from './transitions.ts'

const parameters = { seed: Number(process.env['SEED'] ?? 20_261_125), numRuns: 300 }

const schema = defineSchema({
  p_people: {
    properties: { name: { type: 'string' }, score: { type: 'number' } },
    associations: { p_firms: { labels: ['primary'] }, p_people: { labels: ['friend'] } },
  },
  p_firms: { properties: { name: { type: 'string' } }, associations: { p_people: { labels: ['primary'] } } },
})

const people = ['1', '2', '3', 'local:a', 'local:b']
const firms = ['11', '12']
const aliases: readonly StoredAlias[] = [
  { objectType: 'p_people', alias: 'local:a', id: '3' },
  { objectType: 'p_people', alias: '2', id: '1' },
  { objectType: 'p_people', alias: '3', id: '1' },
  { objectType: 'p_firms', alias: '12', id: '11' },
]

type Step = { readonly put: readonly Intent[] } | { readonly drop: number } | { readonly learn: StoredAlias }

describe('[OU7] what is pending', () => {
  test('is what all open intents make of HubSpot’s truth afresh, whatever came, went, or turned out to be one record', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 25 }), (all) => {
        const replica = filled()
        const list = createIntentList(replica)
        for (const step of all) go(step, list, replica)
        list.put([])
        const afresh = filled()
        afresh.applyAliases(all.flatMap((step) => ('learn' in step ? [step.learn] : [])))
        createIntentList(afresh).take(list.all(), 0)
        expect(visible(replica)).toEqual(visible(afresh))
      }),
      parameters,
    )
  })

  test('costs as much to change behind ten thousand writes as behind none', () => {
    const work = (waiting: number): object => {
      const replica = createReplica(schema)
      const done = { records: 0, lookUps: 0 }
      const { identities } = replica
      const list = createIntentList({
        ...replica,
        identities: {
          ...identities,
          keyOf(objectType, id) {
            done.lookUps++
            return identities.keyOf(objectType, id)
          },
          idsOf(objectType, key) {
            done.lookUps++
            return identities.idsOf(objectType, key)
          },
        },
        applyOverlay(pending) {
          done.records += pending.length
          return replica.applyOverlay(pending)
        },
      })
      list.put(Array.from({ length: waiting }, (_, at) => intent(at + 1, update(String(at + 1)), 'queued')))
      Object.assign(done, { records: 0, lookUps: 0 })
      list.show([intent(Infinity, update('20001'), 'queued')])
      list.put([intent(waiting + 1, update('20001'), 'queued')])
      return done
    }
    expect(work(10_000)).toEqual(work(0))
  })

  test('is counted, and what waits for a person is the same list until that changes', () => {
    const list = createIntentList(createReplica(schema))
    list.put([intent(2, update('2'), 'parked'), intent(1, update('1'), 'parked'), intent(3, update('3'), 'queued')])
    const parked = list.parked()
    expect(parked.map(({ seq }) => seq)).toEqual([1, 2])
    list.put([intent(4, update('4'), 'queued'), intent(3, update('3'), 'acked')])
    expect(list.openCount()).toBe(3)
    expect(list.parked()).toBe(parked)
    list.put([intent(1, update('1'), 'discarded')])
    expect([list.openCount(), list.parked().map(({ seq }) => seq)]).toEqual([2, [2]])
  })
})

describe('[OU2] what may be sent', () => {
  test('is kept by change as one pass over all finds it, whatever came, went, was parked, or turned out to be one record', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 25 }), (all) => {
        const replica = filled()
        const list = createIntentList(replica)
        for (const step of all) {
          go(step, list, replica)
          expect(list.ready()).toEqual(
            readyAfresh(list.all(), (objectType, id) => replica.identities.keyOf(objectType, id)),
          )
        }
      }),
      parameters,
    )
  })

  test('costs as much to find out, after one was sent, behind ten thousand as behind ten', () => {
    const work = (waiting: number): number => {
      const replica = createReplica(schema)
      let lookUps = 0
      const keyOf: Replica['identities']['keyOf'] = (objectType, id) => {
        lookUps++
        return replica.identities.keyOf(objectType, id)
      }
      const list = createIntentList({ ...replica, identities: { ...replica.identities, keyOf } })
      // Two of each record, so that the second is let go by the first.
      const waitingFor = (at: number): IntentDraft => ({ ...update(String(Math.ceil(at / 2))), key: `at ${at}` })
      list.put(Array.from({ length: waiting }, (_, at) => intent(at + 1, waitingFor(at + 1), 'queued')))
      expect(list.ready()).toHaveLength(waiting / 2)
      lookUps = 0
      list.put([intent(1, waitingFor(1), 'acked')])
      expect(list.ready()[0]?.seq).toBe(2)
      return lookUps
    }
    expect(work(10_000)).toBe(work(10))
  })
})

describe('[OU6] what is on its way into the journal', () => {
  test('is shown after all that is there, and nothing of it is left when it is withdrawn', () => {
    const replica = filled()
    const list = createIntentList(replica)
    list.put([intent(1, update('1', 'Ann'), 'queued')])
    const before = visible(replica)
    list.show([intent(Infinity, update('1', 'Bob'), 'queued', 'x'), intent(Infinity, create('local:b'), 'queued', 'y')])
    expect(nameOf(replica, '1')).toBe('Bob')
    expect([list.isCreated('p_people', 'local:b'), list.all().length, list.openCount()]).toEqual([true, 1, 3])
    list.withdraw(['x', 'y'])
    expect(visible(replica)).toEqual(before)
    expect(list.isCreated('p_people', 'local:b')).toBe(false)
  })

  test('changes nothing to see when it is put', () => {
    const replica = filled()
    const list = createIntentList(replica)
    list.show([intent(Infinity, update('1', 'Bob'), 'queued', 'x')])
    let changes = 0
    replica.onChange(() => changes++)
    list.put([intent(1, update('1', 'Bob'), 'queued', 'x')])
    expect(changes).toBe(0)
  })
})

function go(step: Step, list: IntentList, replica: Replica): void {
  if ('put' in step) list.put(step.put)
  else if ('drop' in step) list.take(list.all().slice(step.drop), list.revision())
  else replica.applyAliases([step.learn])
}

function filled(): Replica {
  const replica = createReplica(schema)
  const pages = [
    { objectType: 'p_people', ids: ['1', '2', '3'], values: ['Zoe', '1'] },
    { objectType: 'p_firms', ids: firms, values: ['Acme'] },
  ]
  const records = pages.map(({ objectType, ids, values }) => ({
    objectType,
    records: ids.map((id) => [id, 5, 5, packValues(values)] as const),
  }))
  replica.applyEntry({ ...emptyEntry, records })
  return replica
}

function visible(replica: Replica): object {
  const all = [...people.map((id) => ['p_people', id] as const), ...firms.map((id) => ['p_firms', id] as const)]
  return all.map(([objectType, id]) => {
    const key = replica.identities.keyOf(objectType, id)
    const version = replica.table(objectType).get(key)
    const links = ['p_people', 'p_firms'].map((toType) =>
      replica.adjacency.links(objectType, key, toType).map((link) => ({ ...link, to: String(link.to) })),
    )
    return { id, key, values: version?.values, pending: version?.pending, links }
  })
}

function nameOf(replica: Replica, key: string): string | null | undefined {
  return replica
    .table('p_people')
    .get(key as LocalKey)
    ?.read('name')
}

function intent(seq: number, draft: IntentDraft, state: IntentState, key = draft.key): Intent {
  return intentOf({ ...draft, key }, state, seq)
}

function update(id: string, name = 'Ann'): IntentDraft {
  return { kind: 'update', key: `of ${id}`, objectType: 'p_people', id, properties: { name }, base: {} }
}

function create(id: string): IntentDraft {
  return { kind: 'create', key: `of ${id}`, objectType: 'p_people', id, properties: { name: 'New' }, associations: [] }
}

const draft = fc.oneof(
  fc
    .record({ id: fc.constantFrom(...people), name: fc.constantFrom('Ann', 'Bob', '') })
    .map(({ id, name }) => update(id, name)),
  fc.constantFrom('local:a', 'local:b').map(create),
  fc.constantFrom(...people).map((id): IntentDraft => ({ kind: 'archive', key: '', objectType: 'p_people', id })),
  fc
    .record({
      kind: fc.constantFrom('associate', 'disassociate'),
      id: fc.constantFrom(...people),
      to: fc.constantFrom(...firms.map((each) => ({ objectType: 'p_firms', id: each, label: null })), {
        objectType: 'p_firms',
        id: '11',
        label: 'primary',
      }),
    })
    .map(({ kind, id, to }): IntentDraft => ({ kind, key: '', objectType: 'p_people', id, to })),
)
// The key of an intent stands for its place in the journal; what is put under it again is the same wish in another state.
const place = fc.integer({ min: 1, max: 12 })
const state = fc.constantFrom<IntentState>('queued', 'inflight', 'parked', 'acked', 'discarded')
const some = fc.array(fc.record({ place, draft, state }), { minLength: 1, maxLength: 3 })
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: some.map((all) => ({
      put: all.map((each) => intent(each.place, each.draft, each.state, `at ${each.place}`)),
    })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map((drop) => ({ drop })) },
  { weight: 1, arbitrary: fc.constantFrom(...aliases).map((learn) => ({ learn })) },
)
