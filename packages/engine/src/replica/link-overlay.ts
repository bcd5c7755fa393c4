import type { LocalKey } from '@holdfast/crm'
import type { Labels, Link } from './adjacency.ts'

/** What a pending write does to a link, in the order of making: adds it with a label, or removes the label; null stands for the link itself. */
export interface LinkOverlay {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly to: LocalKey
  readonly change: 'add' | 'remove'
  readonly label: string | null
}

/** What a pending write does to a link, seen from one of its ends. */
export type LinkStep = Pick<LinkOverlay, 'to' | 'change' | 'label'>

/** What pending writes do to the links of one record, by the object type at the other end. */
export type PendingLinks = ReadonlyMap<string, readonly LinkStep[]>

/** Links with what pending writes make of them. */
export function withSteps(base: readonly Link[], steps: readonly LinkStep[]): Link[] {
  const links = new Map(base.map((link) => [link.to, link]))
  for (const { to, change, label } of steps) {
    const before = links.get(to)?.labels
    if (change === 'add') links.set(to, { to, labels: unique([...(before ?? []), null, label]), pending: true })
    else if (label === null) links.delete(to)
    else if (before !== undefined)
      links.set(to, { to, labels: before.filter((other) => other !== label), pending: true })
  }
  return [...links.values()]
}

/** What pending writes do to the links of a record, whichever end they were made at. */
export function pendingLinksOf(type: string, key: LocalKey, writes: readonly LinkOverlay[]): PendingLinks {
  const byType = new Map<string, LinkStep[]>()
  function add(toType: string, step: LinkStep): void {
    const steps = byType.get(toType)
    if (steps === undefined) byType.set(toType, [step])
    else steps.push(step)
  }
  for (const { fromType, from, toType, to, change, label } of writes) {
    if (fromType === type && from === key) add(toType, { to, change, label })
    if (toType === type && to === key) add(fromType, { to: from, change, label })
  }
  return byType
}

function unique(labels: Labels): Labels {
  return [...new Set(labels)]
}
