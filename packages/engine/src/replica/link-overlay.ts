import type { LocalKey } from '@holdfast/crm'
import type { Labels, Link, LinkEnd } from './adjacency.ts'

/** What a pending write does to a link, in the order of making: adds it with a label, or removes the label; null stands for the link itself. */
export interface LinkOverlay {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly to: LocalKey
  readonly change: 'add' | 'remove'
  readonly label: string | null
}

/** What pending writes do to the links of each end, by its name. */
export type PendingLinks = ReadonlyMap<string, { readonly end: LinkEnd; readonly steps: readonly Step[] }>

type Step = Pick<LinkOverlay, 'to' | 'change' | 'label'>

/** Links with what pending writes make of them. */
export function withSteps(base: readonly Link[], steps: readonly Step[]): Link[] {
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

/** What pending writes do, at both ends of each link. */
export function stepsByEnd(overlay: readonly LinkOverlay[]): PendingLinks {
  const byEnd = new Map<string, { end: LinkEnd; steps: Step[] }>()
  function add(end: LinkEnd, step: Step): void {
    const name = nameOf(end.type, end.key, end.toType)
    const found = byEnd.get(name)
    if (found === undefined) byEnd.set(name, { end, steps: [step] })
    else found.steps.push(step)
  }
  for (const { fromType, from, toType, to, change, label } of overlay) {
    add({ type: fromType, key: from, toType }, { to, change, label })
    add({ type: toType, key: to, toType: fromType }, { to: from, change, label })
  }
  return byEnd
}

/** The name of an end. Object type names and keys never contain a space, so the joined text is unambiguous. */
export function nameOf(type: string, key: LocalKey, toType: string): string {
  return `${type} ${key} ${toType}`
}

function unique(labels: Labels): Labels {
  return [...new Set(labels)]
}
