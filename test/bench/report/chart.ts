import { readNames } from '../data/reads.ts'
import type { PeerFigures } from '../runner/figures.ts'
import { manyUpdates, mounting, oneUpdate, readMeasure, restart, type Measure } from './measures.ts'
import type { Run } from './report.ts'

const width = 960
const left = 220
const right = 30
const top = 96
const rowHeight = 26
const dot = 5

// Told apart by shape as well as by colour.
const looks: Readonly<Record<string, { readonly colour: string; readonly shape: Shape }>> = {
  ours: { colour: '#d6336c', shape: 'bar' },
  dexie: { colour: '#1c7ed6', shape: 'circle' },
  'rxdb-dexie': { colour: '#1c7ed6', shape: 'square' },
  'rxdb-memory': { colour: '#7048e8', shape: 'square' },
  tanstack: { colour: '#e8590c', shape: 'diamond' },
  tinybase: { colour: '#2f9e44', shape: 'triangle' },
  watermelondb: { colour: '#0c8599', shape: 'circle' },
  sqlite: { colour: '#5c7cfa', shape: 'diamond' },
  'indexed-db': { colour: '#868e96', shape: 'square' },
  arrays: { colour: '#868e96', shape: 'triangle' },
}

type Shape = 'bar' | 'circle' | 'square' | 'diamond' | 'triangle'

/** A chart of all times at one size: a line for each scenario, a mark for each peer, on a scale where each step to the right is ten times slower. */
export function chartOf({ circumstances, figures, mounts }: Run): string {
  const sizes = figures.map(({ contacts }) => contacts)
  const contacts = sizes.includes(100_000) ? 100_000 : Math.max(...sizes)
  const shown = figures.filter((each) => each.contacts === contacts && each.peer in looks)
  const lines = measuresOf(mounts).flatMap((measure) => {
    const points = shown.flatMap((each) => pointOf(measure, each))
    return points.length === 0 ? [] : [{ name: measure.name, points }]
  })
  const decades = decadesOf(lines.flatMap(({ points }) => points.map(({ ms }) => ms)))
  const x = (ms: number): number =>
    left + ((Math.log10(ms) - decades.first) / (decades.last - decades.first)) * (width - left - right)
  const height = top + lines.length * rowHeight + 44
  const bottom = height - 36
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>Times at ${contacts.toLocaleString('en')} contacts, ${circumstances.date}; further left is faster</title>`,
    style,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text x="16" y="26" class="title">${contacts.toLocaleString('en')} contacts: time, further left is faster</text>`,
    `<text x="16" y="44" class="faint">${escaped(`${circumstances.machine}; ${circumstances.browser}; ${circumstances.date}`)}</text>`,
    legend(shown.map(({ peer }) => peer)),
    ...ticks(decades).map((ms) => grid(x(ms), bottom, ms)),
    ...lines.map(({ name, points }, at) => line(name, points, top + at * rowHeight + rowHeight / 2, x)),
    '</svg>',
    '',
  ].join('\n')
}

interface Point {
  readonly peer: string
  readonly ms: number
}

interface Decades {
  readonly first: number
  readonly last: number
}

function measuresOf(mounts: readonly number[]): readonly Measure[] {
  const most = Math.max(...mounts)
  return [
    restart,
    ...readNames.map(readMeasure),
    mounting(most),
    oneUpdate(most),
    manyUpdates('burst', most),
    manyUpdates('bulk', most),
    manyUpdates('delete', most),
  ]
}

function pointOf(measure: Measure, figures: PeerFigures): Point[] {
  const ms = measure.of(figures)
  // Below a microsecond the clock of a page says nothing.
  return ms === null ? [] : [{ peer: figures.peer, ms: Math.max(ms, 0.001) }]
}

function decadesOf(all: readonly number[]): Decades {
  return { first: Math.floor(Math.log10(Math.min(...all, 1))), last: Math.ceil(Math.log10(Math.max(...all, 10))) }
}

function ticks({ first, last }: Decades): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at))
}

function grid(x: number, bottom: number, ms: number): string {
  return [
    `<line class="grid" x1="${fixed(x)}" x2="${fixed(x)}" y1="${top - 6}" y2="${bottom}"/>`,
    `<text class="faint" text-anchor="middle" x="${fixed(x)}" y="${bottom + 18}">${duration(ms)}</text>`,
  ].join('')
}

function line(name: string, points: readonly Point[], y: number, x: (ms: number) => number): string {
  const others = points.filter(({ peer }) => peer !== 'ours')
  const own = points.filter(({ peer }) => peer === 'ours')
  return [
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/>`,
    `<text x="${left - 12}" y="${y + 4}" text-anchor="end">${escaped(name)}</text>`,
    // Ours last, so that no mark hides it.
    ...[...others, ...own].map(({ peer, ms }) => mark(peer, x(ms), y, `${name}, ${peer}: ${duration(ms)}`)),
  ].join('')
}

function legend(peers: readonly string[]): string {
  const step = (width - 32) / Math.max(1, peers.length)
  return peers
    .map((peer, at) => {
      const x = 24 + at * step
      return `${mark(peer, x, 66, peer)}<text x="${fixed(x + 12)}" y="70"${peer === 'ours' ? ' class="title"' : ''}>${peer}</text>`
    })
    .join('')
}

function mark(peer: string, x: number, y: number, hint: string): string {
  const { colour = '', shape = 'circle' } = looks[peer] ?? {}
  return `<g fill="${colour}"><title>${escaped(hint)}</title>${outline(shape, x, y)}</g>`
}

function outline(shape: Shape, x: number, y: number): string {
  const polygon = (...points: readonly (readonly [dx: number, dy: number])[]): string =>
    `<polygon points="${points.map(([dx, dy]) => `${fixed(x + dx)},${fixed(y + dy)}`).join(' ')}"/>`
  switch (shape) {
    case 'bar':
      return `<rect x="${fixed(x - 3)}" y="${fixed(y - 10)}" width="6" height="20" rx="2"/>`
    case 'circle':
      return `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${dot}"/>`
    case 'square':
      return `<rect x="${fixed(x - dot)}" y="${fixed(y - dot)}" width="${2 * dot}" height="${2 * dot}"/>`
    case 'diamond':
      return polygon([0, -6], [6, 0], [0, 6], [-6, 0])
    case 'triangle':
      return polygon([0, -6], [6, 5], [-6, 5])
  }
}

const style = `<style>
.paper { fill: #ffffff } text { fill: #212529 } .faint { fill: #6c757d } .title { font-weight: 600 } .grid { stroke: #dee2e6 }
@media (prefers-color-scheme: dark) { .paper { fill: #16181b } text { fill: #e9ecef } .faint { fill: #adb5bd } .grid { stroke: #343a40 } }
</style>`

function duration(ms: number): string {
  if (ms >= 1_000) return `${Number((ms / 1_000).toPrecision(2))} s`
  if (ms >= 1) return `${Number(ms.toPrecision(2))} ms`
  return `${Number((ms * 1_000).toPrecision(2))} µs`
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
