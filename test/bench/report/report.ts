import type { PeerFigures } from '../runner/figures.ts'
import type { MachineLimits } from '../runner/run-limits.ts'
import { limitsTable } from './limits.ts'
import { allMeasures } from './measures.ts'
import { standings } from './targets.ts'
import { figure, standingsSummary, standingsTable, table } from './text.ts'

/** Where and when it was measured. */
export interface Circumstances {
  readonly date: string
  readonly machine: string
  readonly browser: string
  readonly node: string
  readonly command: string
  /** Programs that wanted a core when the run began, and cores there were: with more programs than cores the figures are of the neighbours, too. */
  readonly load: number
  readonly cores: number
}

/** All figures of a run. */
export interface Run {
  readonly circumstances: Circumstances
  readonly mounts: readonly number[]
  readonly limits: MachineLimits[]
  readonly figures: PeerFigures[]
}

/** The report as Markdown; the terminal shows the same. */
export function reportOf({ circumstances, mounts, limits, figures }: Run): string {
  const { date, machine, browser, node, command, load, cores } = circumstances
  const sizes = [...new Set(figures.map(({ contacts }) => contacts))]
  const parts = sizes.map((contacts) =>
    sizePart(
      contacts,
      mounts,
      figures.filter((each) => each.contacts === contacts),
    ),
  )
  const stand = standings(figures, limits)
  const failures = figures.flatMap(({ peer, contacts, failures: all }) =>
    all.map((failure) => `- ${peer}, ${contacts.toLocaleString('en')}: ${failure}`),
  )
  return [
    `# Benchmark of ${date}`,
    `${machine}; ${browser}; Node ${node}; \`${command}\`. Medians; compare within this run only.`,
    ...(load > cores / 2
      ? [`**The machine was busy: ${figure(load)} programs on ${cores} cores. Do not quote these figures.**`]
      : []),
    ...parts,
    ...(stand.length === 0
      ? []
      : [
          '## Targets',
          'They are set for 100,000 contacts; at other sizes the ratios only show the way.',
          standingsTable(stand),
          standingsSummary(stand),
        ]),
    ...(limits.length === 0 ? [] : ['## Physical limits of this machine', limitsTable(limits)]),
    ...(failures.length === 0 ? [] : ['## What failed or does not count', failures.join('\n')]),
    '',
  ].join('\n\n')
}

function sizePart(contacts: number, mounts: readonly number[], figures: readonly PeerFigures[]): string {
  const rows = allMeasures(mounts)
    .map((measure) => ({ measure, cells: figures.map((each) => measure.of(each)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null))
    .map(({ measure, cells }) => [`${measure.name}, ${measure.unit}`, ...cells.map(figure)])
  return `## ${contacts.toLocaleString('en')} contacts\n\n${table(['', ...figures.map(({ peer }) => peer)], rows)}`
}
