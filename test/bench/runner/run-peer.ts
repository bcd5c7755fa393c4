import type { Page } from 'playwright'
import { answers, checksum, type Answer } from '../data/answers.ts'
import { makeDataset, type Dataset } from '../data/dataset.ts'
import { parametersOf, type ReadName, type ReadParameters } from '../data/reads.ts'
import { planWrites, type WriteRound } from '../data/writes.ts'
import { median } from '../page/statistics.ts'
import type { PeerFigures, ReadResult, RestartResult } from './figures.ts'
import type { BenchOptions } from './options.ts'
import { createProfile, type Profile } from './profile.ts'
import { profileReport, profileWorkers } from './profiler.ts'
import type { Site } from './site.ts'

/** What all peers of one size are held to. */
export interface Reference {
  readonly contacts: number
  readonly data: Dataset
  readonly rounds: readonly WriteRound[]
}

/** Does the work, and says where the workers' time went if that was asked for. */
type Profiled = <T>(what: string, page: Page, work: () => Promise<T>) => Promise<T>

/** Makes the data set and what must come of the writes. */
export function createReference(contacts: number, { mounts, writes, scenarios }: BenchOptions): Reference {
  const data = makeDataset(contacts)
  return { contacts, data, rounds: scenarios.has('live') ? planWrites(data.contacts, mounts, writes) : [] }
}

/** Measures one peer at one size. Whatever fails or takes too long is noted, and the rest goes on. */
export async function runPeer(
  peer: string,
  reference: Reference,
  site: Site,
  options: BenchOptions,
): Promise<PeerFigures> {
  const { contacts } = reference
  const figures: PeerFigures = { peer, contacts, failures: [] }
  const profile = createProfile()
  // Peers that keep nothing are filled again in every page.
  const keeps = peer !== 'arrays' && peer !== 'rxdb-memory'

  async function attempt(name: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await withDeadline(work(), options.deadlineMs)
      return true
    } catch (error) {
      figures.failures.push(`${name}: ${firstLine(error)}`)
      return false
    }
  }

  const profiled: Profiled = async (what, page, work) => {
    if (!options.profiles) return work()
    const { value, functions } = await profileWorkers(page, work)
    process.stderr.write(`\n${peer}, ${contacts.toLocaleString('en')}, ${what}:\n${profileReport(functions)}\n`)
    return value
  }

  const visit = <T>(mode: string, work: (page: Page) => Promise<T>, on: Profile = profile): Promise<T> =>
    on.visit(`${site.url}?peer=${peer}&contacts=${contacts}&mode=${mode}`, async (page) => {
      if (!keeps && mode === 'open') await page.evaluate(() => window.bench.fillInPages())
      if (mode === 'open') await page.evaluate(() => window.bench.ready())
      return work(page)
    })

  try {
    const isFilled =
      !keeps ||
      (await attempt('ingest', () =>
        visit('fill', async (page) => {
          figures.ingest = await profiled('ingest', page, () => page.evaluate(() => window.bench.fillInPages()))
          await page.evaluate((runs) => window.bench.prepare(runs), options.runs)
          await page.evaluate(() => window.bench.close())
        }),
      ))
    if (!isFilled) return figures
    if (keeps) figures.diskBytes = profile.storedBytes()
    if (keeps && options.scenarios.has('restart'))
      await attempt('restart', async () => {
        figures.restart = await measureRestart(reference, options, (work) => visit('restart', work))
        if (options.profiles)
          await visit('restart', (page) =>
            profiled('restart', page, async () => {
              await page.reload()
              await page.evaluate(() => window.bench.restarted())
            }),
          )
      })
    if (options.scenarios.has('reads') || options.scenarios.has('memory'))
      await attempt('reads', () =>
        visit('open', async (page) => {
          const measured = await profiled('reads', page, () =>
            page.evaluate((runs) => window.bench.reads(runs), options.runs),
          )
          figures.reads = judgeReads(measured, reference, figures.failures)
          if (options.scenarios.has('memory')) figures.memory = await page.evaluate(() => window.bench.memory())
        }),
      )
    if (options.scenarios.has('live'))
      await attempt('live', () =>
        visit('open', (page) => measureRounds(page, reference, figures, options.deadlineMs, profiled)),
      )
    if (keeps && options.scenarios.has('bulk')) {
      const fresh = createProfile()
      await attempt('bulk', () =>
        visit(
          'fill',
          async (page) => {
            const filled = await page.evaluate(() => window.bench.fillAtOnce())
            if (filled === null) figures.takesPagesOnly = true
            else figures.bulk = filled
          },
          fresh,
        ),
      )
      fresh.remove()
    }
    return figures
  } finally {
    profile.remove()
  }
}

async function measureRounds(
  page: Page,
  { rounds }: Reference,
  figures: PeerFigures,
  deadlineMs: number,
  profiled: Profiled,
): Promise<void> {
  for (const round of rounds) {
    const live = await profiled(`${round.mounted} live`, page, () =>
      page.evaluate(([each, patienceMs]) => window.bench.live(each, patienceMs), [round, deadlineMs / 5] as const),
    )
    if (live === null) return
    ;(figures.live ??= []).push(live)
    const late = live.steps.find(({ shownMs }) => shownMs === null)
    if (live.mountMs === null || late !== undefined)
      figures.failures.push(
        `${round.mounted} live: lists never came to show what they should after ${late?.kind ?? 'mounting'}`,
      )
  }
}

async function measureRestart(
  reference: Reference,
  { relaunches }: BenchOptions,
  visit: <T>(work: (page: Page) => Promise<T>) => Promise<T>,
): Promise<RestartResult> {
  const wanted = expected('list', 0, reference)
  const all = []
  for (let launch = 0; launch < relaunches; launch++)
    all.push(await visit((page) => page.evaluate(() => window.bench.restarted())))
  return {
    firstRowsMs: median(all.map(({ firstRowsMs }) => firstRowsMs)),
    listMs: median(all.map(({ listMs }) => listMs)),
    isRight: all.every((each) => each.checksum === wanted),
  }
}

function judgeReads(
  measured: Awaited<ReturnType<Window['bench']['reads']>>,
  reference: Reference,
  failures: string[],
): Partial<Record<ReadName, ReadResult>> {
  const results: Partial<Record<ReadName, ReadResult>> = {}
  for (const each of measured) {
    if ('error' in each) {
      failures.push(`${each.read}: ${firstLine(each.error)}`)
      continue
    }
    const { read, medianMs, rows, checksums } = each
    const wrong = checksums.findIndex((text, run) => text !== expected(read, run, reference))
    results[read] = { medianMs, rows, isRight: wrong < 0 }
    if (wrong >= 0)
      failures.push(`${read}: run ${wrong} answered ${checksums[wrong]}, right is ${expected(read, wrong, reference)}`)
  }
  return results
}

function expected<R extends ReadName>(read: R, run: number, { data, contacts }: Reference): string {
  const answer = answers[read] as (all: Dataset, parameters: ReadParameters[R]) => Answer
  return checksum(read, answer(data, parametersOf(read, run, contacts)))
}

async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${deadlineMs / 1_000} s`)), deadlineMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
}
