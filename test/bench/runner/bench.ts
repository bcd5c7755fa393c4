import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { chartOf } from '../report/chart.ts'
import { reportOf, type Circumstances, type Run } from '../report/report.ts'
import type { PeerFigures } from './figures.ts'
import { createReference, type Reference } from './judge.ts'
import { allPeers, parseOptions, type BenchOptions } from './options.ts'
import { browserVersion } from './profile.ts'
import { runLimits } from './run-limits.ts'
import { runPeer } from './run-peer.ts'
import { buildSite, serveSite, type Site } from './site.ts'
import { bundleSize } from './sizes.ts'

const results = fileURLToPath(new URL('../results/', import.meta.url))

/** Runs the benchmark as the command line asks, prints the report and writes it down. */
export async function bench(args: readonly string[]): Promise<void> {
  const options = parseOptions(args)
  mkdirSync(results, { recursive: true })
  const run = emptyRun(await circumstancesOf(args), options)
  const earlier = options.resumes ? lastRun() : null
  await buildSite({ minify: !options.profiles })
  const site = await serveSite()
  try {
    for (const contacts of [...options.sizes, ...options.ownSizes])
      await runSize(contacts, run, { site, options, earlier })
  } finally {
    await site.close()
  }
  const whole = withEarlier(run, earlier)
  const report = reportOf(whole)
  for (const name of options.keeps ? ['last', run.circumstances.date.slice(0, 10)] : ['last']) {
    writeFileSync(`${results}${name}.json`, JSON.stringify(whole, null, 2))
    writeFileSync(`${results}${name}.md`, report)
    writeFileSync(`${results}${name}.svg`, chartOf(whole))
  }
  console.log(report)
}

interface Surroundings {
  readonly site: Site
  readonly options: BenchOptions
  /** The run that this one goes on with. */
  readonly earlier: Run | null
}

async function runSize(contacts: number, run: Run, { site, options, earlier }: Surroundings): Promise<void> {
  const { peers, ownSizes, scenarios, deadlineMs } = options
  const isDone = (peer: string): boolean =>
    !options.isNamed && earlier?.figures.some((each) => each.peer === peer && each.contacts === contacts) === true
  const reference = createReference(contacts, options)
  if (scenarios.has('limits')) run.limits.push(await runLimits(contacts, site, deadlineMs))
  for (const peer of peers) {
    if (isDone(peer) || (ownSizes.includes(contacts) && !own.has(peer))) continue
    run.figures.push(await runOne(peer, reference, site, options))
    // A run that is broken off leaves what it has.
    writeFileSync(`${results}last.json`, JSON.stringify(withEarlier(run, earlier), null, 2))
  }
}

/** At sizes of our own, we and our anchor. */
const own: ReadonlySet<string> = new Set(['ours', 'dexie'])

function emptyRun(circumstances: Circumstances, { mounts }: BenchOptions): Run {
  return { circumstances, mounts, limits: [], figures: [] }
}

function lastRun(): Run | null {
  const file = `${results}last.json`
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : null
}

/** The run with what an earlier one has beyond it, in the order of sizes and peers. */
function withEarlier(run: Run, earlier: Run | null): Run {
  if (earlier === null) return run
  const isAnew = ({ peer, contacts }: PeerFigures): boolean =>
    run.figures.some((each) => each.peer === peer && each.contacts === contacts)
  const place = ({ peer, contacts }: PeerFigures): number =>
    contacts * allPeers.length + allPeers.findIndex((each) => each === peer)
  return {
    ...run,
    limits: run.limits.length === 0 ? earlier.limits : run.limits,
    figures: [...run.figures, ...earlier.figures.filter((each) => !isAnew(each))].toSorted(
      (a, b) => place(a) - place(b),
    ),
  }
}

async function runOne(peer: string, reference: Reference, site: Site, options: BenchOptions): Promise<PeerFigures> {
  process.stderr.write(`${peer}, ${reference.contacts.toLocaleString('en')} … `)
  const begun = Date.now()
  const figures = await runPeer(peer, reference, site, options)
  const size = peer === 'arrays' ? null : await bundleSize(peer)
  if (size !== null) figures.bundle = size
  process.stderr.write(`${((Date.now() - begun) / 1_000).toFixed(1)} s\n`)
  for (const failure of figures.failures) process.stderr.write(`  ${failure}\n`)
  return figures
}

async function circumstancesOf(args: readonly string[]): Promise<Circumstances> {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${cpus().length} x ${cpu?.model.trim() ?? platform()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release()}`,
    browser: await browserVersion(),
    node: process.version.slice(1),
    command: ['pnpm bench', ...args].join(' '),
    load: loadavg()[0] ?? 0,
    cores: cpus().length,
  }
}
