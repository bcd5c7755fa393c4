import { everyRecord, type Query } from '@holdfast/query'
import { describe, expect, test } from 'vitest'
import type { Need, NeedContext } from './planner/index.ts'
import { createSharedLoading } from './shared-loading.ts'

const deals = everyRecord('deals')
const byAmount: Query = { ...deals, orderBy: [{ property: 'amount', direction: 'desc' }] }
const all: Need = { kind: 'records-of-query', query: deals }

describe('[PL3] queries that need the same', () => {
  test.each<[string, Need, Need, number]>([
    ['all records, in whichever order', all, { kind: 'records-of-query', query: byAmount }, 1],
    [
      'windows of another length',
      { kind: 'records-of-query', query: { ...byAmount, limit: 10 } },
      { kind: 'records-of-query', query: { ...byAmount, limit: 20 } },
      2,
    ],
    [
      'lists of the same records',
      { kind: 'lists', fromType: 'deals', toType: 'contacts', ids: ['1', '2'] },
      { kind: 'lists', fromType: 'deals', toType: 'contacts', ids: ['1', '2'] },
      1,
    ],
  ])('%s take as few loadings as they can', async (_name, one, two, expected) => {
    const { begun, loading } = start()
    void loading(one, wanted().needed)
    void loading(two, wanted().needed)
    expect(begun).toHaveLength(expected)
  })

  test('wait until there is enough for each of them', () => {
    const { begun, loading } = start()
    const [one, two] = [wanted(), wanted()]
    void loading(all, one.needed)
    void loading(all, two.needed)
    one.isEnough = true
    expect(begun[0]?.isEnough()).toBe(false)
    two.isEnough = true
    expect(begun[0]?.isEnough()).toBe(true)
  })

  test('go on when one of them is not looked at any more, and end with the last', async () => {
    const { begun, loading } = start()
    const [one, two] = [wanted(), wanted()]
    const [oneDone, twoDone] = [loading(all, one.needed), loading(all, two.needed)]
    one.leave()
    await expect(oneDone).rejects.toThrow('left')
    expect(begun[0]?.signal.aborted).toBe(false)
    two.leave()
    await expect(twoDone).rejects.toThrow('left')
    expect(begun[0]?.signal.aborted).toBe(true)
  })

  test('begin anew when what they needed was given up, or had failed', async () => {
    const { begun, loading } = start()
    const first = wanted()
    const given = loading(all, first.needed)
    first.leave()
    await expect(given).rejects.toThrow('left')
    const failing = loading(all, wanted().needed)
    begun[1]?.fail(new Error('no line'))
    await expect(failing).rejects.toThrow('no line')
    void loading(all, wanted().needed)
    expect(begun).toHaveLength(3)
  })

  test('do not wait for a loading in a lane of less hurry', () => {
    const { begun, loading } = start()
    void loading(all, { ...wanted().needed, query: byAmount })
    void loading(all, wanted().needed)
    expect(begun.map(({ lane }) => lane)).toEqual(['pack', 'interactive'])
  })
})

/** A loading that was begun, to be ended at will. */
interface Begun {
  readonly lane: string
  readonly signal: AbortSignal
  readonly isEnough: () => boolean
  readonly fail: (error: Error) => void
}

function start() {
  const begun: Begun[] = []
  const loading = createSharedLoading(
    async (_need, isEnough, { lane, signal }) =>
      new Promise((_resolve, reject) => {
        begun.push({ lane, signal, isEnough, fail: reject })
      }),
    (query) => (query === byAmount ? 'pack' : 'interactive'),
  )
  return { begun, loading }
}

function wanted() {
  const looking = new AbortController()
  const needed: NeedContext = { query: deals, signal: looking.signal, isEnough: () => state.isEnough }
  const state = { needed, isEnough: false, leave: () => looking.abort(new Error('left')) }
  return state
}
