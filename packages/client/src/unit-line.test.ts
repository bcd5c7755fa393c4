import { describe, expect, test } from 'vitest'
import { createUnitLine, type UnitLine } from './unit-line.ts'

describe('[CL7] units', () => {
  test('of different records are handed over in the order of their calls, without an answer to the one before', async () => {
    const { line, log, unit } = start()
    const first = unit('first', ['1'])
    const second = unit('second', ['2'])
    void line.run(first.step)
    void line.run(second.step)
    second.prepared()
    await turns()
    expect(log).toEqual(['first prepares', 'second prepares'])
    first.prepared()
    await turns()
    expect(log.slice(2)).toEqual(['first is handed over', 'second is handed over'])
  })

  test('of one record wait until the earlier one is recorded', async () => {
    const { line, log, unit } = start()
    const first = unit('first', ['1'])
    void line.run(first.step)
    void line.run(unit('second', ['1', '2']).step)
    first.prepared()
    await turns()
    expect(log).toEqual(['first prepares', 'first is handed over'])
    first.recorded()
    await turns()
    expect(log.slice(2)).toEqual(['second prepares'])
  })

  test.each(['prepared', 'recorded'] as const)('that cannot be %s hold up none', async (moment) => {
    const { line, log, unit } = start()
    const first = unit('first', ['1'])
    const second = unit('second', ['1'])
    const failed = line.run(first.step)
    const passed = line.run(second.step)
    if (moment === 'recorded') first.prepared()
    first.fails[moment](new Error('refused'))
    second.prepared()
    second.recorded()
    await expect(failed).rejects.toThrow('refused')
    await passed
    expect(log.at(-1)).toBe('second is handed over')
  })

  test('are settled when the last is', async () => {
    const { line, unit } = start()
    const only = unit('only', ['1'])
    void line.run(only.step)
    let isSettled = false
    void line.settled().then(() => (isSettled = true))
    only.prepared()
    await turns()
    expect(isSettled).toBe(false)
    only.recorded()
    await turns()
    expect(isSettled).toBe(true)
  })

  test('called in one go are prepared in several tasks, in order', async () => {
    const { line, log, unit } = start()
    for (let at = 0; at < 600; at++) void line.run(unit(`unit ${at}`, [String(at)]).step)
    await microtasks()
    expect(log).toHaveLength(250)
    void line.run(unit('a later one', ['later']).step)
    await microtasks()
    expect(log.at(-1)).toBe('a later one prepares')
    await turns()
    expect(log.filter((each) => each !== 'a later one prepares')).toEqual(
      Array.from({ length: 600 }, (_, at) => `unit ${at} prepares`),
    )
  })

  test('in great number do not all go at once', async () => {
    const { line, log, unit } = start()
    const units = Array.from({ length: 1_050 }, (_, at) => unit(`unit ${at}`, [String(at)]))
    for (const { step } of units) void line.run(step)
    await turns()
    expect(log).toHaveLength(1_000)
    units[0]?.prepared()
    units[0]?.recorded()
    await turns()
    expect(log.filter((line) => line.endsWith('prepares'))).toHaveLength(1_001)
  })
})

interface Steps {
  readonly line: UnitLine
  readonly log: string[]
  readonly unit: (
    name: string,
    records: readonly string[],
  ) => {
    readonly step: Parameters<UnitLine['run']>[0]
    readonly prepared: () => void
    readonly recorded: () => void
    readonly fails: { readonly [Moment in 'prepared' | 'recorded']: (error: Error) => void }
  }
}

function start(): Steps {
  const log: string[] = []
  return {
    line: createUnitLine(),
    log,
    unit(name, records) {
      const prepare = pledge()
      const record = pledge()
      return {
        step: {
          records,
          prepare() {
            log.push(`${name} prepares`)
            return prepare.promise
          },
          record() {
            log.push(`${name} is handed over`)
            return record.promise
          },
        },
        prepared: prepare.keep,
        recorded: record.keep,
        fails: { prepared: prepare.breakIt, recorded: record.breakIt },
      }
    },
  }
}

function pledge() {
  let keep: () => void = () => undefined
  let breakIt: (error: Error) => void = () => undefined
  const promise = new Promise<void>((resolve, reject) => {
    keep = resolve
    breakIt = reject
  })
  return { promise, keep, breakIt }
}

async function microtasks(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
