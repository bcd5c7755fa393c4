import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { chartOf } from '../report/chart.ts'
import { reportOf, type Circumstances, type Run } from '../report/report.ts'
import type { PeerFigures } from './figures.ts'
import { parseOptions, type BenchOptions } from './options.ts'
import { browserVersion } from './profile.ts'
import { runLimits, type MachineLimits } from './run-limits.ts'
import { createReference, runPeer, type Reference } from './run-peer.ts'
import { buildSite, serveSite, type Site } from './site.ts'
import { bundleSize } from './sizes.ts'

const results = fileURLToPath(new URL('../results/', import.meta.url))

/** Runs the benchmark as the command line asks, prints the report and writes it down. */
export async function bench(args: readonly string[]): Promise<void> {
  const options = parseOptions(args)
  const circumstances = await circumstancesOf(args)
  await buildSite({ minify: !options.profiles })
  const site = await serveSite()
  const figures: PeerFigures[] = []
  const limits: MachineLimits[] = []
  const run: Run = { circumstances, mounts: options.mounts, limits, figures }
  mkdirSync(results, { recursive: true })
  try {
    for (const contacts of [...options.sizes, ...options.ownSizes]) {
      const reference = createReference(contacts, options)
      if (options.scenarios.has('limits')) limits.push(await runLimits(contacts, site))
      const isOwn = options.ownSizes.includes(contacts)
      for (const peer of options.peers.filter((name) => !isOwn || name === 'ours' || name === 'dexie')) {
        figures.push(await runOne(peer, reference, site, options))
        // A run that is broken off leaves what it has.
        writeFileSync(`${results}last.json`, JSON.stringify(run, null, 2))
      }
    }
  } finally {
    await site.close()
  }
  const report = reportOf(run)
  for (const name of options.keeps ? ['last', circumstances.date.slice(0, 10)] : ['last']) {
    writeFileSync(`${results}${name}.json`, JSON.stringify(run, null, 2))
    writeFileSync(`${results}${name}.md`, report)
    writeFileSync(`${results}${name}.svg`, chartOf(run))
  }
  console.log(report)
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
  }
}
