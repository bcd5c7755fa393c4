import type { Page } from 'playwright'
import type { PeerFigures } from './figures.ts'
import { judgeReads, judgeRestarts, type Reference } from './judge.ts'
import type { BenchOptions } from './options.ts'
import { createProfile, type Profile } from './profile.ts'
import { profileReport, profileWorkers } from './profiler.ts'
import { runTabs } from './run-tabs.ts'
import type { Site } from './site.ts'

/** One peer at one size, while it is measured. */
interface PeerRun {
  readonly reference: Reference
  readonly options: BenchOptions
  readonly figures: PeerFigures
  /** Does it keep its rows on disk? The others are filled again in every page. */
  readonly isStored: boolean
  /** Opens a page over what earlier pages left, or over nothing. */
  readonly visit: <T>(mode: Mode, work: (page: Page) => Promise<T>, profile?: Profile) => Promise<T>
  /** Does the work, and says where the workers' time went if that was asked for. */
  readonly profiled: <T>(what: string, page: Page, work: () => Promise<T>) => Promise<T>
}

/** `fill`: nothing is there yet; `restart`: the page shows a list by itself; `open`: everything is there and was asked once. */
type Mode = 'fill' | 'restart' | 'open'

const unstored: ReadonlySet<string> = new Set(['arrays', 'rxdb-memory'])

/** Measures one peer at one size. Whatever fails or takes too long is noted, and the rest goes on. */
export async function runPeer(
  peer: string,
  reference: Reference,
  site: Site,
  options: BenchOptions,
): Promise<PeerFigures> {
  const profile = createProfile()
  const run = createPeerRun(peer, reference, site, options, profile)
  const { figures, isStored } = run
  const { scenarios } = options

  async function attempt(name: string, isWanted: boolean, work: (run: PeerRun) => Promise<void>): Promise<boolean> {
    if (!isWanted) return true
    try {
      await work(run)
      return true
    } catch (error) {
      figures.failures.push(`${name}: ${firstLine(error)}`)
      return false
    }
  }

  try {
    if (!(await attempt('ingest', isStored, fill))) return figures
    if (isStored) figures.diskBytes = profile.storedBytes()
    await attempt('restart', isStored && scenarios.has('restart'), restart)
    await attempt('reads', scenarios.has('reads') || scenarios.has('memory'), read)
    // Peers that live in one page show a second one nothing.
    await attempt('tabs', peer === 'ours' && scenarios.has('tabs'), tabs)
    await attempt('live', scenarios.has('live'), live)
    await attempt('bulk', isStored && scenarios.has('bulk'), fillAtOnce)
    return figures
  } finally {
    profile.remove()
  }
}

function createPeerRun(peer: string, reference: Reference, site: Site, options: BenchOptions, own: Profile): PeerRun {
  const { contacts } = reference
  const isStored = !unstored.has(peer)
  return {
    reference,
    options,
    isStored,
    figures: { peer, contacts, failures: [] },
    visit: (mode, work, profile = own) =>
      profile.visit(
        `${site.url}?peer=${peer}&contacts=${contacts}&mode=${mode}`,
        async (page) => {
          if (mode === 'open' && !isStored) await page.evaluate(() => window.bench.fillInPages())
          if (mode === 'open') await page.evaluate(() => window.bench.ready())
          return work(page)
        },
        options.deadlineMs,
      ),
    async profiled(what, page, work) {
      if (!options.profiles) return work()
      const { value, functions } = await profileWorkers(page, work)
      process.stderr.write(`\n${peer}, ${contacts.toLocaleString('en')}, ${what}:\n${profileReport(functions)}\n`)
      return value
    },
  }
}

async function fill({ visit, profiled, figures, options }: PeerRun): Promise<void> {
  await visit('fill', async (page) => {
    figures.ingest = await profiled('ingest', page, () => page.evaluate(() => window.bench.fillInPages()))
    await page.evaluate((runs) => window.bench.prepare(runs), options.runs)
    await page.evaluate(() => window.bench.close())
  })
}

async function fillAtOnce({ visit, figures }: PeerRun): Promise<void> {
  const fresh = createProfile()
  try {
    const filled = await visit('fill', (page) => page.evaluate(() => window.bench.fillAtOnce()), fresh)
    if (filled === null) figures.takesPagesOnly = true
    else figures.bulk = filled
  } finally {
    fresh.remove()
  }
}

async function restart({ visit, profiled, figures, reference, options }: PeerRun): Promise<void> {
  const all = []
  for (let launch = 0; launch < options.relaunches; launch++)
    all.push(await visit('restart', (page) => page.evaluate(() => window.bench.restarted())))
  figures.restart = judgeRestarts(all, reference)
  if (!figures.restart.isRight) figures.failures.push('restart: the list is wrong')
  if (!options.profiles) return
  await visit('restart', (page) =>
    profiled('restart', page, async () => {
      await page.reload()
      await page.evaluate(() => window.bench.restarted())
    }),
  )
}

async function read({ visit, profiled, figures, reference, options }: PeerRun): Promise<void> {
  await visit('open', async (page) => {
    const measured = await profiled('reads', page, () =>
      page.evaluate((runs) => window.bench.reads(runs), options.runs),
    )
    figures.reads = judgeReads(measured, reference, (complaint) => figures.failures.push(firstLine(complaint)))
    if (options.scenarios.has('memory')) figures.memory = await page.evaluate(() => window.bench.memory())
  })
}

async function tabs({ visit, figures }: PeerRun): Promise<void> {
  const result = await visit('open', (page) => runTabs(page, page.url().replace('mode=open', 'mode=restart')))
  if (result !== null) figures.tabs = result
}

async function live({ visit, profiled, figures, reference, options }: PeerRun): Promise<void> {
  // So that a list that goes wrong in one round leaves time for the others.
  const patienceMs = options.deadlineMs / 5
  await visit('open', async (page) => {
    for (const round of reference.rounds) {
      const measured = await profiled(`${round.mounted} live`, page, () =>
        page.evaluate(([each, patience]) => window.bench.live(each, patience), [round, patienceMs] as const),
      )
      if (measured === null) return
      figures.live = [...(figures.live ?? []), measured]
      const late = measured.steps.find(({ shownMs }) => shownMs === null)
      if (measured.mountMs === null || late !== undefined)
        figures.failures.push(
          `${round.mounted} live: lists never came to show what they should after ${late?.kind ?? 'mounting'}`,
        )
    }
  })
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
}
