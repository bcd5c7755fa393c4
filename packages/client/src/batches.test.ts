import { describe, expect, test } from 'vitest'
import { inBatches } from './batches.ts'

describe('[CL12] questions', () => {
  test('of one go are asked together, in order, and each gets its own answer', async () => {
    const { ask, messages } = start()
    expect(await Promise.all([ask('a'), ask('b'), ask('c')])).toEqual(['A', 'B', 'C'])
    expect(await ask('d')).toBe('D')
    expect(messages).toEqual([['a', 'b', 'c'], ['d']])
  })

  test('in great number go in several messages', async () => {
    const { ask, messages } = start()
    await Promise.all(Array.from({ length: 600 }, (_, at) => ask(String(at))))
    expect(messages.map(({ length }) => length)).toEqual([250, 250, 100])
  })

  test('all fail with a message that fails, and the next ones are asked anew', async () => {
    const { ask } = start()
    const all = await Promise.allSettled([ask('a'), ask('lost')])
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await ask('b')).toBe('B')
  })
})

function start() {
  const messages: (readonly string[])[] = []
  const ask = inBatches<string, string>(async (questions) => {
    messages.push([...questions])
    if (questions.includes('lost')) throw new Error('lost')
    return questions.map((question) => question.toUpperCase())
  })
  return { ask, messages }
}
