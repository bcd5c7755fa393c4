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

// What is on its way has a deadline; a thousand units are a few groups in the worker.
const mostOnTheirWay = 250

/** A line in which nobody waits. */
export function createUnitLine(): UnitLine {
  const endsByRecord = new Map<string, Promise<void>>()
  const latest: Promise<void>[] = []
  let handedOver: Promise<unknown> = Promise.resolve()

  function run<Drafts>({ records, prepare, record }: LineStep<Drafts>): Promise<void> {
    const earlier = records.flatMap((each) => endsByRecord.get(each) ?? [])
    const before = latest.length < mostOnTheirWay ? undefined : latest.shift()
    const prepared = Promise.all([before, ...earlier]).then(prepare)
    // Its failure is met in its turn.
    prepared.catch(() => undefined)
    const given = handedOver.then(async () => {
      const drafts = await prepared
      return { recorded: record(drafts) }
    })
    handedOver = given.catch(() => undefined)
    const recorded = given.then(({ recorded: whole }) => whole)
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
