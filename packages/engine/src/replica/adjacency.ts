import type { LocalKey } from '@holdfast/crm'

/** Labels in our spelling; null stands for the unlabelled association, which every link has. */
export type Labels = readonly (string | null)[]

/** A link of one record towards another object type's record. */
export interface Link {
  readonly to: LocalKey
  readonly labels: Labels
  /** Not yet confirmed by HubSpot. */
  readonly pending: boolean
}

/** What a pending write does to a link, in the order of making: adds it with a label, or removes the label; null stands for the link itself. */
export interface LinkOverlay {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly to: LocalKey
  readonly change: 'add' | 'remove'
  readonly label: string | null
}

/** One end whose links changed. */
export interface LinkEnd {
  readonly type: string
  readonly key: LocalKey
  readonly toType: string
}

/** A whole list as read from one end. */
export interface LinkList {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly readAt: number
  readonly links: readonly (readonly [LocalKey, Labels])[]
}

/** One link that a write of ours made, or removed when `labels` is null. */
export interface SingleLink {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly to: LocalKey
  readonly labels: Labels | null
  readonly readAt: number
}

/**
 * Who is associated with whom. HubSpot stores a link in both directions, so each end may know of it: from its list, from a write, or from the other end. The
 * newest knowledge decides whether the link is there, an end's own decides about its labels; the order of arrival decides nothing.
 */
export interface Adjacency {
  /** When the whole list from this record to that object type was read, epoch ms; null: never. */
  readAt(fromType: string, from: LocalKey, toType: string): number | null
  /** Links of a record, pending ones included; what only the other ends tell is contained. */
  links(fromType: string, from: LocalKey, toType: string): readonly Link[]
  /** Takes a whole list as read. Answers the ends whose links changed. */
  putList(list: LinkList): readonly LinkEnd[]
  putLink(link: SingleLink): readonly LinkEnd[]
  /** Two keys turned out to be one record: everything said of `former` holds for `key`. */
  join(type: string, key: LocalKey, former: LocalKey): readonly LinkEnd[]
  /** Replaces all pending links. */
  setOverlay(overlay: readonly LinkOverlay[]): readonly LinkEnd[]
  /** Everything known, for folding. */
  facts(): { readonly lists: readonly LinkList[]; readonly links: readonly SingleLink[] }
}

interface End extends LinkEnd {
  readAt: number | null
  /** What this end's list and writes from here say; null labels: surely not there. */
  readonly said: Map<LocalKey, Said>
  /** Other ends that say something of this record. */
  readonly mentions: Map<LocalKey, End>
}

interface Said {
  readonly labels: Labels | null
  readonly at: number
  readonly other: End
}

type Step = Pick<LinkOverlay, 'to' | 'change' | 'label'>

/** No links at all, among records of these object types. */
export function createAdjacency(objectTypes: readonly string[]): Adjacency {
  const ends = new Map<string, End>()
  let overlays: ReadonlyMap<string, { readonly end: LinkEnd; readonly steps: readonly Step[] }> = new Map()

  function endOf(type: string, key: LocalKey, toType: string): End {
    const name = nameOf(type, key, toType)
    const found = ends.get(name)
    if (found !== undefined) return found
    const end: End = { type, key, toType, readAt: null, said: new Map(), mentions: new Map() }
    ends.set(name, end)
    return end
  }

  function say(end: End, to: LocalKey, labels: Labels | null, at: number): void {
    const other = endOf(end.toType, to, end.type)
    end.said.set(to, { labels, at, other })
    other.mentions.set(end.key, end)
  }

  function sayList(end: End, readAt: number, links: LinkList['links']): void {
    if (end.readAt !== null && readAt < end.readAt) return
    end.readAt = readAt
    for (const [to, { at, other }] of end.said) {
      if (at >= readAt) continue
      end.said.delete(to)
      other.mentions.delete(end.key)
    }
    // What a write said at this moment or later is newer than the list.
    for (const [to, labels] of links) if (!end.said.has(to)) say(end, to, labels, readAt)
  }

  function sayLink(end: End, to: LocalKey, labels: Labels | null, at: number): void {
    if (at >= Math.max(end.readAt ?? 0, end.said.get(to)?.at ?? 0)) say(end, to, labels, at)
  }

  // Runs a change of one end's knowledge and answers what it changed to see, at both ends.
  function changing(end: End, change: () => void): LinkEnd[] {
    const before = baseLinks(end)
    change()
    const after = baseLinks(end)
    const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
      (to) => !isSameLabels(before.get(to), after.get(to)),
    )
    return differing.flatMap((to) => [end, { type: end.toType, key: to, toType: end.type }]).map(plainEnd)
  }

  // What both said of third records is said by the one that they are.
  function moveSayings(old: End, end: End): void {
    for (const { other } of old.said.values()) other.mentions.delete(old.key)
    // A record is not associated with itself, though the two it was before may have been.
    const own = [...old.said].filter(([to]) => to !== end.key && to !== old.key)
    const { readAt } = old
    if (readAt !== null) sayList(end, readAt, listed(own, readAt))
    for (const [to, { labels, at }] of own) if (isSingle(readAt, labels, at)) sayLink(end, to, labels, at)
    for (const other of old.mentions.values()) {
      const said = other.said.get(old.key)
      other.said.delete(old.key)
      if (said !== undefined && other.key !== end.key && said.at > (other.said.get(end.key)?.at ?? -1))
        say(other, end.key, said.labels, said.at)
    }
  }

  function shown(type: string, key: LocalKey, toType: string): Link[] {
    const name = nameOf(type, key, toType)
    const end = ends.get(name)
    const base = end === undefined ? new Map<LocalKey, Labels>() : baseLinks(end)
    return withSteps(base, overlays.get(name)?.steps ?? [])
  }

  // The record's own end and those of everybody it is linked to.
  function farEnds(type: string, key: LocalKey, toType: string): LinkEnd[] {
    const far = shown(type, key, toType).map(({ to }) => ({ type: toType, key: to, toType: type }))
    return far.length === 0 ? [] : [{ type, key, toType }, ...far]
  }

  return {
    readAt: (fromType, from, toType) => ends.get(nameOf(fromType, from, toType))?.readAt ?? null,
    links: shown,
    putList({ fromType, from, toType, readAt, links }) {
      const end = endOf(fromType, from, toType)
      return changing(end, () => sayList(end, readAt, links))
    },
    putLink({ fromType, from, toType, to, labels, readAt }) {
      const end = endOf(fromType, from, toType)
      return changing(end, () => sayLink(end, to, labels, readAt))
    },
    join(type, key, former) {
      return objectTypes.flatMap((toType) => {
        const before = [...farEnds(type, former, toType), ...farEnds(type, key, toType)]
        const old = ends.get(nameOf(type, former, toType))
        if (old !== undefined) {
          ends.delete(nameOf(type, former, toType))
          moveSayings(old, endOf(type, key, toType))
        }
        // Whoever is associated with one of the two is now associated with both, though no link changed.
        return [...before, ...farEnds(type, key, toType)]
      })
    },
    setOverlay(next) {
      const before = overlays
      overlays = stepsByEnd(next)
      return [...new Set([...before.keys(), ...overlays.keys()])].flatMap((name) => {
        const [old, now] = [before.get(name), overlays.get(name)]
        const end = now?.end ?? old?.end
        return end === undefined || JSON.stringify(old?.steps) === JSON.stringify(now?.steps) ? [] : [end]
      })
    },
    facts() {
      const lists: LinkList[] = []
      const links: SingleLink[] = []
      for (const { type: fromType, key: from, toType, readAt, said } of ends.values()) {
        if (readAt !== null) lists.push({ fromType, from, toType, readAt, links: listed([...said], readAt) })
        for (const [to, { labels, at }] of said) {
          if (isSingle(readAt, labels, at)) links.push({ fromType, from, toType, to, labels, readAt: at })
        }
      }
      return { lists, links }
    },
  }
}

// What HubSpot has, by the knowledge of both ends.
function baseLinks(end: End): Map<LocalKey, Labels> {
  const links = new Map<LocalKey, Labels>()
  for (const [to, { other }] of end.said) judge(to, other)
  for (const [to, other] of end.mentions) if (!end.said.has(to)) judge(to, other)

  function judge(to: LocalKey, other: End): void {
    const mine = sayingOf(end, to)
    const theirs = sayingOf(other, end.key)
    const [mineAt, theirsAt] = [mine?.at ?? -1, theirs?.at ?? -1]
    const isThere =
      (mineAt >= theirsAt && (mine?.labels ?? null) !== null) ||
      (theirsAt >= mineAt && (theirs?.labels ?? null) !== null)
    const labels = mine?.labels ?? theirs?.labels ?? null
    if (isThere && labels !== null) links.set(to, labels)
  }

  return links
}

// A list says of everybody who is not on it that there is no link.
function sayingOf(end: End, to: LocalKey): Pick<Said, 'labels' | 'at'> | undefined {
  return end.said.get(to) ?? (end.readAt === null ? undefined : { labels: null, at: end.readAt })
}

function listed(said: readonly (readonly [LocalKey, Said])[], readAt: number): (readonly [LocalKey, Labels])[] {
  return said.flatMap(([to, { labels, at }]) => (labels === null || at > readAt ? [] : [[to, labels] as const]))
}

// Is this more than the list says?
function isSingle(readAt: number | null, labels: Labels | null, at: number): boolean {
  return readAt === null || at > readAt || labels === null
}

function withSteps(base: ReadonlyMap<LocalKey, Labels>, steps: readonly Step[]): Link[] {
  const links = new Map<LocalKey, Link>()
  for (const [to, labels] of base) links.set(to, { to, labels, pending: false })
  for (const { to, change, label } of steps) {
    const before = links.get(to)?.labels
    if (change === 'add') links.set(to, { to, labels: unique([...(before ?? []), null, label]), pending: true })
    else if (label === null) links.delete(to)
    else if (before !== undefined)
      links.set(to, { to, labels: before.filter((other) => other !== label), pending: true })
  }
  return [...links.values()]
}

function stepsByEnd(overlay: readonly LinkOverlay[]): Map<string, { end: LinkEnd; steps: Step[] }> {
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

// Object type names and keys never contain a space, so the joined text is unambiguous.
function nameOf(type: string, key: LocalKey, toType: string): string {
  return `${type} ${key} ${toType}`
}

function plainEnd({ type, key, toType }: LinkEnd): LinkEnd {
  return { type, key, toType }
}

function isSameLabels(a: Labels | undefined, b: Labels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  // As sets: HubSpot may list the unlabelled association twice.
  return a.every((label) => b.includes(label)) && b.every((label) => a.includes(label))
}

function unique(labels: Labels): Labels {
  return [...new Set(labels)]
}
