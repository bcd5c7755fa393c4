/// <reference types="vite/client" />
import { checksum } from '../data/answers.ts'
import { parametersOf } from '../data/reads.ts'
import type { WriteRound } from '../data/writes.ts'
import { allReads, fillAtOnce, fillInPages, type Filled } from './fill.ts'
import { measureLimits, openAndGet, type AllLimits } from '../limits/measure-limits.ts'
import { measureLive, type LiveFigures } from './live.ts'
import { measureMemory, type Memory } from './memory.ts'
import type { Peer, PeerModule } from './peer.ts'
import { measureReads, warmUps } from './reads.ts'
import { watchList, type WatchedList } from './watched-list.ts'

/** What the runner calls in the page. */
export interface Bench {
  /** Settles when the peer is open and, unless it is being filled or restarted, has answered once. */
  ready(): Promise<void>
  fillInPages(): Promise<Filled>
  fillAtOnce(): Promise<Filled | null>
  prepare(runs: number): Promise<void>
  /** How a page that was opened anew came to its first list. */
  restarted(): Promise<Restarted>
  reads(runs: number): ReturnType<typeof measureReads>
  /** Null when the peer has no live queries. */
  live(round: WriteRound, patienceMs: number): Promise<LiveFigures | null>
  /** Shows a list from now on, and answers its records' ids; null when the peer has no live lists. */
  watch(): Promise<readonly string[] | null>
  /** What the list showed so far, and when. */
  watched(): ReturnType<WatchedList['shown']>
  /** Gives a record of the list another title, and answers the one it had; settles when the list shows it. */
  retitle(id: string, jobtitle: string): Promise<string>
  memory(): Promise<Memory>
  limits(): Promise<AllLimits>
  /** Milliseconds; in a profile where limits were measured before. */
  openAndGet(): Promise<number>
  close(): Promise<void>
}

/** How a restart went; from the first line of script in a new browser. */
export interface Restarted {
  /** Something of the list could be shown. */
  readonly firstRowsMs: number
  /** The list was answered from everything. */
  readonly listMs: number
  readonly checksum: string
  readonly firstRowsChecksum: string
}

declare global {
  interface Window {
    bench: Bench
  }
}

const begun = performance.now()
// Files of a folder, not imports: a peer that is not installed is no reason for the rest not to be built or checked.
const modules = import.meta.glob<PeerModule>([
  '../peers/*.ts',
  '../floor/*.ts',
  '../ours/ours.ts',
  '!../**/*.worker.ts',
])
const parameters = new URLSearchParams(location.search)
const contacts = Number(parameters.get('contacts'))
const mode = parameters.get('mode') ?? 'open'
const opened = mode === 'limits' ? new Promise<never>(() => undefined) : openPeer(parameters.get('peer') ?? '')
const restart = mode === 'restart' ? opened.then(showFirstList) : null

async function openPeer(name: string): Promise<Peer> {
  const found = Object.entries(modules).find(([path]) => path.endsWith(`/${name}.ts`))
  if (found === undefined) throw new Error(`There is no peer "${name}".`)
  const peer = (await found[1]()).createPeer()
  await peer.open(contacts)
  // Some open before they can answer; whoever is measured further has answered once.
  if (mode === 'open') await peer.read.list?.(parametersOf('list', 0, contacts))
  return peer
}

async function showFirstList(peer: Peer): Promise<Restarted> {
  const list = parametersOf('list', 0, contacts)
  const first = peer.firstRows?.(list).then((rows) => ({ rows, ms: performance.now() - begun }))
  const rows = (await peer.read.list?.(list)) ?? []
  const ms = performance.now() - begun
  const firstShown = (await first) ?? { rows, ms }
  return {
    firstRowsMs: firstShown.ms,
    listMs: ms,
    checksum: checksum('list', rows),
    firstRowsChecksum: checksum('list', firstShown.rows),
  }
}

let watched: WatchedList | null = null

async function retitle(id: string, jobtitle: string): Promise<string> {
  const titleNow = (): string => watched?.rows().find((row) => row.id === id)?.jobtitle ?? ''
  const before = titleNow()
  await (await opened).update?.({ id, patch: { jobtitle } })
  while (titleNow() !== jobtitle) await new Promise((resolve) => setTimeout(resolve, 1))
  return before
}

window.bench = {
  ready: async () => void (await opened),
  fillInPages: async () => fillInPages(await opened, contacts),
  fillAtOnce: async () => fillAtOnce(await opened, contacts),
  prepare: async (runs) =>
    (await opened).prepare?.(allReads(contacts, runs + warmUps), parametersOf('list', 0, contacts)),
  async restarted() {
    if (restart === null) throw new Error('This page did not show a list by itself.')
    return restart
  },
  reads: async (runs) => measureReads(await opened, contacts, runs),
  live: async (round, patienceMs) => measureLive(await opened, round, patienceMs),
  async watch() {
    watched = await watchList(await opened)
    return watched?.rows().map(({ id }) => id) ?? null
  },
  watched: () => watched?.shown() ?? [],
  retitle,
  memory: measureMemory,
  limits: () => measureLimits(contacts),
  openAndGet,
  close: async () => (await opened).close?.(),
}
