import type { Aim, Standing } from './targets.ts'

/** A table as Markdown, its columns as wide as needed, so that it reads well in a terminal too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`,
  )
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** A figure with three digits that matter; a dash for none. */
export function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–'
  if (value === 0) return '0'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(2)))
}

/** The standings, one line each: what was reached, what is wanted, and by how much it is missed. */
export function standingsTable(all: readonly Standing[]): string {
  return table(
    ['target', 'contacts', 'ours', 'limit', 'yardstick', 'reached', 'wanted', ''],
    all.map(({ target, contacts, ours, limit, theirs, reached, isMet }) => [
      `${target.row} ${target.measure.name}`,
      contacts.toLocaleString('en'),
      `${figure(ours)} ${target.measure.unit}`,
      limit === null ? '' : figure(limit),
      theirs === null ? '' : `${nameOf(target.aim)} ${figure(theirs)}`,
      target.aim.kind === 'absolute' ? figure(reached) : `${figure(reached)}x`,
      wanted(target.aim),
      isMet ? 'met' : `missed ${figure(missedBy(target.aim, reached))}x`,
    ]),
  )
}

/** One line: how many targets are met. */
export function standingsSummary(all: readonly Standing[]): string {
  const met = all.filter(({ isMet }) => isMet).length
  const missedRows = [...new Set(all.filter(({ isMet }) => !isMet).map(({ target }) => target.row))]
  return `Targets: ${met} of ${all.length} met${missedRows.length === 0 ? '' : `; missed in rows ${missedRows.join(', ')}`}.`
}

function nameOf(aim: Aim): string {
  return aim.kind === 'absolute' ? '' : aim.of
}

function wanted(aim: Aim): string {
  switch (aim.kind) {
    case 'share':
      return `<= ${aim.atMost}x`
    case 'times':
      return `>= ${aim.atLeast}x`
    case 'absolute':
      return `<= ${aim.atMost}`
  }
}

function missedBy(aim: Aim, reached: number): number {
  return aim.kind === 'times' ? aim.atLeast / reached : reached / aim.atMost
}
