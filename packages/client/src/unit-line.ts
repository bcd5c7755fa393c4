/** How a unit of writes is recorded. */
export interface LineStep<Drafts> {
  /** The records it writes. */
  readonly records: readonly string[]
  /** Makes what is handed over; reads records as earlier writes left them. */
  readonly prepare: () => Promise<Drafts>
  /** Hands it over at once, and settles when it is recorded or refused. */
  readonly record: (drafts: Drafts) => Promise<void>
}

/**
 * Where units of writes wait for each other, and no longer than they must: they are handed over in the order of their calls, but the worker need not have
 * answered the one before. Only a unit that writes a record of an earlier one waits until that is recorded or refused, because it is made on what it left.
 */
export interface UnitLine {
  /** Rejects as the step does; a step that fails holds nobody up. */
  run<Drafts>(step: LineStep<Drafts>): Promise<void>
  /** Settles when every unit so far is recorded or refused. */
  settled(): Promise<void>
}

interface Place {
  /** Null until it is prepared. */
  go: (() => void) | null
}

// What is on its way has a deadline; a thousand units are a few messages, and a few groups in the worker.
const mostOnTheirWay = 1_000
// More in one task would keep a person waiting; and the worker begins with these while the page prepares the next.
const mostInOneTask = 250

/** A line in which nobody waits. */
export function createUnitLine(): UnitLine {
  const endsByRecord = new Map<string, Promise<void>>()
  const latest: Promise<void>[] = []
  // Those that are not handed over yet, in the order of their calls.
  const waiting: Place[] = []
  let calledInOneGo = 0
  let turn = Promise.resolve()

  function turnOfNext(): Promise<void> {
    if (calledInOneGo === 0) void Promise.resolve().then(beginAnew)
    else if (calledInOneGo % mostInOneTask === 0) turn = turn.then(nextTask)
    calledInOneGo++
    return turn
  }

  function beginAnew(): void {
    calledInOneGo = 0
    turn = Promise.resolve()
  }

  // All that can go goes at once, so that it can go in one message.
  function handOver(): void {
    for (let next = waiting[0]; typeof next?.go === 'function'; next = waiting[0]) {
      waiting.shift()
      next.go()
    }
  }

  async function inTurn<Drafts>(prepared: Promise<Drafts>, record: LineStep<Drafts>['record']): Promise<void> {
    return new Promise((resolve, reject) => {
      const place: Place = { go: null }
      const goWith = (go: () => void): void => {
        place.go = go
        handOver()
      }
      waiting.push(place)
      prepared.then(
        (drafts) => goWith(() => resolve(record(drafts))),
        // Its failure is met in its turn.
        (error: unknown) => goWith(() => reject(error)),
      )
    })
  }

  function run<Drafts>({ records, prepare, record }: LineStep<Drafts>): Promise<void> {
    const earlier = records.flatMap((each) => endsByRecord.get(each) ?? [])
    const before = latest.length < mostOnTheirWay ? undefined : latest.shift()
    const recorded = inTurn(Promise.all([turnOfNext(), before, ...earlier]).then(prepare), record)
    const end = recorded.catch(() => undefined)
    latest.push(end)
    for (const each of records) endsByRecord.set(each, end)
    void end.then(() => {
      for (const each of records) if (endsByRecord.get(each) === end) endsByRecord.delete(each)
    })
    return recorded
  }

  return {
    run,
    async settled() {
      await Promise.all(latest)
    },
  }
}

// A timer would do, but for pages in the background, whose timers wait for seconds.
async function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  await new Promise((resolve) => {
    port1.onmessage = resolve
    port2.postMessage(null)
  })
  port1.close()
}
