import type { ReadName } from '../data/reads.ts'
import { readNames } from '../data/reads.ts'
import type { StepFigure } from '../page/live.ts'
import type { PeerFigures } from '../runner/figures.ts'

/** One line of the tables: a figure of every peer. */
export interface Measure {
  readonly name: string
  readonly unit: 'ms' | 'rows/s' | 'MB' | 'kB'
  /** Null when there is none, or it does not count. */
  readonly of: (figures: PeerFigures) => number | null
}

const rowsPerSecond = (filled: PeerFigures['ingest']): number | null =>
  filled === undefined ? null : (filled.rows / filled.durableMs) * 1_000

/** Rows a second, in pages of 100, until all are durable. */
export const ingest: Measure = {
  name: 'ingest in pages, durable',
  unit: 'rows/s',
  of: (figures) => rowsPerSecond(figures.ingest),
}

/** Rows a second in one call; where there are only pages, theirs. */
export const bulkIngest: Measure = {
  name: 'ingest in one call, durable',
  unit: 'rows/s',
  of: ({ bulk, takesPagesOnly, ingest: paged }) => rowsPerSecond(bulk ?? (takesPagesOnly === true ? paged : undefined)),
}

/** After a restart, until something of the list could be shown. */
export const firstRows: Measure = {
  name: 'restart: first rows shown',
  unit: 'ms',
  of: ({ restart }) => (restart?.isRight === true ? restart.firstRowsMs : null),
}

/** After a restart, until the list was answered. */
export const restart: Measure = {
  name: 'restart: list answered',
  unit: 'ms',
  of: (figures) => (figures.restart?.isRight === true ? figures.restart.listMs : null),
}

const readTitles: Readonly<Record<ReadName, string>> = {
  get: 'get by id',
  eq: 'equality, 1 % of rows',
  list: 'list: filter, sort, 50',
  range: 'range, sort, 50',
  and: 'and of three',
  or: 'or of three, 4 % of rows',
  token: 'word in a name, sort, 50',
  count: 'count',
  join: 'association join',
  include: 'include: 50 with a record each',
}

/** A read, where every answer was right. */
export function readMeasure(read: ReadName): Measure {
  return {
    name: readTitles[read],
    unit: 'ms',
    of({ reads }) {
      const result = reads?.[read]
      return result?.isRight === true ? result.medianMs : null
    },
  }
}

/** Mounting so many live lists, until all show their rows. */
export function mounting(mounted: number): Measure {
  return { name: `mount ${mounted} live`, unit: 'ms', of: (figures) => roundOf(figures, mounted)?.mountMs ?? null }
}

/** One update, until the list shows it. */
export function oneUpdate(mounted: number): Measure {
  return { name: `one update, ${mounted} live`, unit: 'ms', of: (figures) => roundOf(figures, mounted)?.oneMs ?? null }
}

/** Many updates or deletions, until every list shows them. */
export function manyUpdates(kind: StepFigure['kind'], mounted: number): Measure {
  return {
    name: `${kind}, ${mounted} live`,
    unit: 'ms',
    of: (figures) => stepOf(figures, kind, mounted)?.shownMs ?? null,
  }
}

/** The longest time for which the page let nobody in meanwhile. */
export function blockedBy(kind: StepFigure['kind'], mounted: number): Measure {
  return {
    name: `${kind}, ${mounted} live: page blocked`,
    unit: 'ms',
    of: (figures) => stepOf(figures, kind, mounted)?.blockedLongestMs ?? null,
  }
}

/** In a second tab, from the first line of script until the list was answered. */
export const secondTab: Measure = {
  name: 'second tab: list answered',
  unit: 'ms',
  of: ({ tabs }) => tabs?.listMs ?? null,
}

/** From a change on the first tab's screen until the second shows it. */
export const betweenTabs: Measure = {
  name: 'second tab: a change of the first shown',
  unit: 'ms',
  of: ({ tabs }) => tabs?.shownMs ?? null,
}

/** Memory of page and workers after the reads. */
export const memory: Measure = {
  name: 'memory, page and workers',
  unit: 'MB',
  of: (figures) => (figures.memory === undefined ? null : (figures.memory.page + figures.memory.workers) / 1e6),
}

/** Of it, the page's. */
export const pageMemory: Measure = {
  name: 'memory, page',
  unit: 'MB',
  of: (figures) => (figures.memory === undefined ? null : figures.memory.page / 1e6),
}

/** What is stored on disk. */
export const disk: Measure = {
  name: 'disk',
  unit: 'MB',
  of: ({ diskBytes }) => (diskBytes === undefined ? null : diskBytes / 1e6),
}

/** Scripts of the page, minified and gzipped. */
export const pageBundle: Measure = {
  name: 'bundle, page',
  unit: 'kB',
  of: ({ bundle }) => (bundle === undefined ? null : bundle.pageBytes / 1e3),
}

/** Everything that is loaded, minified and gzipped. */
export const bundle: Measure = {
  name: 'bundle, with workers',
  unit: 'kB',
  of: (figures) => (figures.bundle === undefined ? null : (figures.bundle.pageBytes + figures.bundle.otherBytes) / 1e3),
}

/** All lines of a table, in its order. */
export function allMeasures(mounts: readonly number[]): readonly Measure[] {
  return [
    ingest,
    bulkIngest,
    firstRows,
    restart,
    ...readNames.map(readMeasure),
    secondTab,
    betweenTabs,
    ...mounts.map(mounting),
    ...mounts.map(oneUpdate),
    ...(['burst', 'bulk', 'delete'] as const).flatMap((kind) =>
      mounts.flatMap((mounted) => [manyUpdates(kind, mounted), blockedBy(kind, mounted)]),
    ),
    memory,
    pageMemory,
    disk,
    pageBundle,
    bundle,
  ]
}

function roundOf({ live }: PeerFigures, mounted: number) {
  return live?.find((round) => round.mounted === mounted)
}

function stepOf(figures: PeerFigures, kind: StepFigure['kind'], mounted: number): StepFigure | undefined {
  return roundOf(figures, mounted)?.steps.find((step) => step.kind === kind)
}
