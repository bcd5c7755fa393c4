import { defineSchema, isHoldfastError, type LocalKey } from '@holdfast/crm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { intentOf } from '../../test/index.ts'
import type { IntentDraft } from '../protocol.ts'
import { compareWithHubSpot, type PolicyOf } from './conflict.ts'
import { checkDraft } from './preflight.ts'
import { createReadyIntents } from './ready-intents.ts'
import { openStates, transitions, type IntentEvent, type IntentState } from './transitions.ts'

const schema = defineSchema({
  contacts: { associations: { deals: { labels: [] } } },
  deals: {
    properties: { dealstage: { type: 'enumeration', options: ['open', 'won'], requiredOnCreate: true } },
    associations: { contacts: { labels: ['decision_maker'] } },
  },
})

describe('[OU1] the table of states', () => {
  const states = Object.keys(transitions) as IntentState[]

  test('ends in acked and discarded, from which nothing leads on', () => {
    const ends = states.filter((state) => Object.values(transitions[state]).every((next) => next === null))
    expect(new Set(ends)).toEqual(new Set(['acked', 'discarded']))
    expect(new Set(states.filter((state) => !ends.includes(state)))).toEqual(new Set(openStates))
  })

  test('forgets nothing by itself: only a person discards, and only what is not on its way', () => {
    const discarding = states.flatMap((state) =>
      (Object.keys(transitions[state]) as IntentEvent[])
        .filter((event) => transitions[state][event] === 'discarded')
        .map((event) => [state, event]),
    )
    expect(discarding).toEqual([
      ['queued', 'discarded'],
      ['parked', 'discarded'],
    ])
  })
})

describe('[OU2] what may be sent', () => {
  test.each<[name: string, intents: readonly (readonly [IntentDraft, IntentState?])[], ready: readonly string[]]>([
    ['independent records', [[update('a', '1', ['amount'])], [update('b', '2', ['amount'])]], ['a', 'b']],
    ['the same record in order', [[update('a', '1', ['amount'])], [update('b', '1', ['dealname'])]], ['a']],
    ['nothing before the creation of its record', [[create('a')], [update('b', 'local:a', ['amount'])]], ['a']],
    [
      'nothing before the creation of what it names',
      [[create('a')], [link('b', '1', 'local:a')], [update('c', '2', ['amount'])]],
      ['a', 'c'],
    ],
    [
      'not what depends on a parked creation',
      [[create('a'), 'parked'], [link('b', '1', 'local:a')], [update('c', '2', ['amount'])]],
      ['c'],
    ],
    [
      'other properties past a parked update',
      [[update('a', '1', ['dealstage']), 'parked'], [update('b', '1', ['amount'])]],
      ['b'],
    ],
    [
      'not the same property past a parked update',
      [[update('a', '1', ['amount']), 'parked'], [update('b', '1', ['amount'])]],
      [],
    ],
    ['anything after what is settled', [[create('a'), 'acked'], [update('b', 'local:a', ['amount'])]], ['b']],
  ])('%s', (_name, drafts, ready) => {
    const intents = createReadyIntents({
      keyOf: (_objectType, id) => id as LocalKey,
      idsOf: (_objectType, id) => [id],
      aliases: () => [],
    })
    drafts.forEach(([draft, state = 'queued'], at) => intents.add(intentOf(draft, state, at + 1)))
    expect(intents.all().map(({ key }) => key)).toEqual(ready)
  })
})

describe('[OU3] a property', () => {
  const ask: PolicyOf = () => undefined
  const compare = (base: string | null, mine: string, theirs: string | null, policyOf = ask, keepMine: string[] = []) =>
    compareWithHubSpot(
      { objectType: 'deals', mine: { amount: mine }, base: { amount: base }, theirs: () => theirs, keepMine },
      () => ({ type: 'number' }),
      policyOf,
    )

  test.each<[string, ReturnType<typeof compare>, 'send' | 'drop' | 'ask']>([
    ['unchanged at HubSpot is sent', compare('1', '2', '1'), 'send'],
    ['written otherwise but the same is unchanged', compare('1', '2', '1.0'), 'send'],
    ['already as wanted is dropped', compare('1', '2', '2'), 'drop'],
    ['changed to something else is asked', compare('1', '2', '3'), 'ask'],
    ['cleared at HubSpot is asked', compare('1', '2', null), 'ask'],
    ['kept by a person is sent', compare('1', '2', '3', ask, ['amount']), 'send'],
    ['mine by policy is sent', compare('1', '2', '3', () => 'mine'), 'send'],
    ['theirs by policy is dropped', compare('1', '2', '3', () => 'theirs'), 'drop'],
    ['merged to theirs is dropped', compare('1', '2', '3', () => ({ merge: ({ theirs }) => theirs })), 'drop'],
  ])('%s', (_name, { send, asked }, expected) => {
    expect({ send: Object.keys(send).length, asked: asked.length }).toEqual({
      send: expected === 'send' ? 1 : 0,
      asked: expected === 'ask' ? 1 : 0,
    })
  })

  test('with several options keeps what either side added and drops what either side removed', () => {
    const options = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e'))
    fc.assert(
      fc.property(options, options, options, (base, mine, theirs) => {
        const { send, asked } = compareWithHubSpot(
          {
            objectType: 'contacts',
            mine: { roles: mine.join(';') },
            base: { roles: base.join(';') },
            theirs: () => theirs.join(';'),
            keepMine: [],
          },
          () => ({ type: 'enumeration', multiple: true }),
          ask,
        )
        const merged = ['a', 'b', 'c', 'd', 'e'].filter((option) =>
          base.includes(option)
            ? mine.includes(option) && theirs.includes(option)
            : mine.includes(option) || theirs.includes(option),
        )
        expect(asked).toEqual([])
        expect(new Set((send['roles'] ?? theirs.join(';')).split(';').filter(Boolean))).toEqual(new Set(merged))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('[OU4] a write is refused before it is recorded', () => {
  test.each<[reason: string, property: string | null, draft: IntentDraft]>([
    ['unknown-property', 'nonsense', draftOf({ nonsense: 'secret' })],
    ['read-only', 'hs_is_closed', draftOf({ hs_is_closed: 'true' })],
    ['wrong-type', 'amount', draftOf({ amount: 'secret' })],
    ['unknown-option', 'dealstage', draftOf({ dealstage: 'secret' })],
    ['required', 'dealname', { ...create('a'), objectType: 'deals', properties: { dealstage: 'open' } } as IntentDraft],
    ['required', 'dealname', draftOf({ dealname: '' })],
    ['empty', null, draftOf({})],
    [
      'unknown-label',
      null,
      {
        kind: 'associate',
        key: 'k',
        objectType: 'deals',
        id: '1',
        to: { objectType: 'contacts', id: '2', label: 'secret' },
      },
    ],
    [
      'not-associated',
      null,
      {
        kind: 'associate',
        key: 'k',
        objectType: 'deals',
        id: '1',
        to: { objectType: 'companies', id: '2', label: null },
      },
    ],
  ])('%s (%s)', (reason, property, draft) => {
    const refuse = (): void => checkDraft(schema, draft)
    expect(refuse).toThrow(
      expect.toSatisfy(
        (error: unknown) =>
          isHoldfastError(error, 'write/invalid') &&
          error.details.reason === reason &&
          error.details.property === property,
      ),
    )
  })
})

function update(key: string, id: string, names: readonly string[]): IntentDraft {
  const values = Object.fromEntries(names.map((name) => [name, '1']))
  return { kind: 'update', key, objectType: 'deals', id, properties: values, base: {} }
}

function draftOf(properties: Record<string, string>): IntentDraft {
  return { kind: 'update', key: 'k', objectType: 'deals', id: '1', properties, base: {} }
}

function create(key: string): IntentDraft {
  return {
    kind: 'create',
    key,
    objectType: 'deals',
    id: `local:${key}`,
    properties: { dealname: 'x', dealstage: 'open' },
    associations: [],
  }
}

function link(key: string, id: string, toId: string): IntentDraft {
  return { kind: 'associate', key, objectType: 'contacts', id, to: { objectType: 'deals', id: toId, label: null } }
}
