import type { LocalKey } from '@holdfast/crm'
import { withSteps, type PendingLinks } from './link-overlay.ts'
import type { SayingsPack } from './pack.ts'
import { createSayings, type Sayings } from './sayings.ts'

/** Labels in our spelling; null stands for the unlabelled association, which every link has. */
export type Labels = readonly (string | null)[]

/** A link of one record towards another object type's record. */
export interface Link {
  readonly to: LocalKey
  readonly labels: Labels
  /** Not yet confirmed by HubSpot. */
  readonly pending: boolean
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
  /** The record is no more, and neither is a link of it: nobody's list names it then. Answers the ends whose links changed. */
  forget(type: string, key: LocalKey): readonly LinkEnd[]
  /** Do pending writes change links of the record? */
  isPending(type: string, key: LocalKey): boolean
  /** Takes what pending writes do to the links of a record; whoever says it says it of both ends. Answers the ends where that is another than before. */
  setOverlay(type: string, key: LocalKey, pending: PendingLinks): readonly LinkEnd[]
  /** Everything that was said, by `from to`. */
  pack(): ReadonlyMap<string, SayingsPack>
  /** Takes that; when nothing was said yet. */
  restore(packs: ReadonlyMap<string, SayingsPack>): void
  /** Bytes held, roughly. */
  bytes(): number
  /** Everything known, for folding. */
  facts(): { readonly lists: readonly LinkList[]; readonly links: readonly SingleLink[] }
}

/** The rows of records by object type, given to whoever is named. */
export interface RecordRows {
  rowFor(objectType: string, key: LocalKey): number
  rowOf(objectType: string, key: LocalKey): number
  keyAt(objectType: string, row: number): LocalKey
}

interface End {
  readonly type: string
  readonly toType: string
  readonly row: number
  /** What is said from this end's type to the other, and back. */
  readonly there: Sayings
  readonly back: Sayings
}

interface Said {
  readonly to: number
  readonly labels: Labels | null
  readonly at: number
}

/** No links at all, among records of these object types. */
export function createAdjacency(objectTypes: readonly string[], rows: RecordRows): Adjacency {
  // By one type and the other: a text of both would have to be made for every look.
  const sayingsByType = new Map(
    objectTypes.map((type) => [type, new Map(objectTypes.map((toType) => [toType, createSayings()]))]),
  )
  const overlays = new Map<string, PendingLinks>()

  function sayings(type: string, toType: string): Sayings {
    return sayingsByType.get(type)?.get(toType) ?? nobodySays
  }

  function* pairs(): Generator<readonly [name: string, Sayings]> {
    for (const [type, byOther] of sayingsByType) for (const [toType, each] of byOther) yield [`${type} ${toType}`, each]
  }

  function endAt(type: string, row: number, toType: string): End {
    return { type, toType, row, there: sayings(type, toType), back: sayings(toType, type) }
  }

  function linkEnd(type: string, row: number, toType: string): LinkEnd {
    return { type, key: rows.keyAt(type, row), toType }
  }

  // Runs a change of one end's knowledge and answers what it changed to see, at both ends.
  function changing(end: End, change: () => void): LinkEnd[] {
    const before = baseLinks(end)
    change()
    const after = baseLinks(end)
    const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
      (to) => !isSameLabels(before.get(to), after.get(to)),
    )
    return differing.flatMap((to) => [linkEnd(end.type, end.row, end.toType), linkEnd(end.toType, to, end.type)])
  }

  function shown(type: string, key: LocalKey, toType: string): readonly Link[] {
    const row = rows.rowOf(type, key)
    const base = row === -1 ? noLinks : baseLinks(endAt(type, row, toType))
    const steps = overlays.size === 0 ? [] : (overlays.get(recordName(type, key))?.get(toType) ?? [])
    const links = [...base].map(([to, labels]): Link => ({ to: rows.keyAt(toType, to), labels, pending: false }))
    return steps.length === 0 ? links : withSteps(links, steps)
  }

  // The record's own end and those of everybody it is linked to.
  function farEnds(type: string, key: LocalKey, toType: string): LinkEnd[] {
    const far = shown(type, key, toType).map(({ to }) => ({ type: toType, key: to, toType: type }))
    return far.length === 0 ? [] : [{ type, key, toType }, ...far]
  }

  return {
    readAt(fromType, from, toType) {
      const row = rows.rowOf(fromType, from)
      return row === -1 ? null : sayings(fromType, toType).readAt(row)
    },
    links: shown,
    putList({ fromType, from, toType, readAt, links }) {
      const end = endAt(fromType, rows.rowFor(fromType, from), toType)
      const said = links.map(([to, labels]) => [rows.rowFor(toType, to), labels] as const)
      return changing(end, () => sayList(end, readAt, said))
    },
    putLink({ fromType, from, toType, to, labels, readAt }) {
      const end = endAt(fromType, rows.rowFor(fromType, from), toType)
      return changing(end, () => sayLink(end, rows.rowFor(toType, to), labels, readAt))
    },
    join(type, key, former) {
      return objectTypes.flatMap((toType) => {
        const before = [...farEnds(type, former, toType), ...farEnds(type, key, toType)]
        const old = rows.rowOf(type, former)
        if (old !== -1) moveSayings(endAt(type, old, toType), endAt(type, rows.rowFor(type, key), toType))
        // Whoever is associated with one of the two is now associated with both, though no link changed.
        return [...before, ...farEnds(type, key, toType)]
      })
    },
    forget(type, key) {
      const row = rows.rowOf(type, key)
      if (row === -1) return []
      return objectTypes.flatMap((toType) => {
        const before = farEnds(type, key, toType)
        const { there, back } = endAt(type, row, toType)
        if (there.readAt(row) !== null) there.setReadAt(row, null)
        while (there.firstOf(row) !== 0) there.delete(there.firstOf(row))
        while (back.firstAbout(row) !== 0) back.delete(back.firstAbout(row))
        return before
      })
    },
    isPending: (type, key) => overlays.has(recordName(type, key)),
    setOverlay(type, key, pending) {
      const name = recordName(type, key)
      const before = overlays.get(name) ?? nothingPending
      if (before.size === 0 && pending.size === 0) return []
      if (pending.size === 0) overlays.delete(name)
      else overlays.set(name, pending)
      return [...new Set([...before.keys(), ...pending.keys()])].flatMap((toType) =>
        JSON.stringify(before.get(toType)) === JSON.stringify(pending.get(toType)) ? [] : [{ type, key, toType }],
      )
    },
    facts() {
      const lists: LinkList[] = []
      const links: SingleLink[] = []
      for (const fromType of objectTypes) {
        for (const toType of objectTypes) {
          const there = sayings(fromType, toType)
          for (let row = 0; row < there.fromCount; row++) {
            const readAt = there.readAt(row)
            const said = saidBy(there, row)
            if (readAt === null && said.length === 0) continue
            const from = rows.keyAt(fromType, row)
            const byKey = said.map(({ to, ...rest }) => ({ to: rows.keyAt(toType, to), ...rest }))
            if (readAt !== null) lists.push({ fromType, from, toType, readAt, links: listed(byKey, readAt) })
            for (const each of byKey) {
              const { to, labels, at } = each
              if (isSingle(readAt, each)) links.push({ fromType, from, toType, to, labels, readAt: at })
            }
          }
        }
      }
      return { lists, links }
    },
    pack: () => new Map([...pairs()].map(([name, each]) => [name, each.pack()])),
    restore(packs) {
      for (const [name, each] of pairs()) {
        const pack = packs.get(name)
        if (pack !== undefined) each.restore(pack)
      }
    },
    bytes: () => [...pairs()].reduce((sum, [, each]) => sum + each.bytes(), 0),
  }
}

const nobodySays = createSayings()
const noLinks: ReadonlyMap<number, Labels> = new Map()
const nothingPending: PendingLinks = new Map()

// Neither object types nor keys contain a space.
function recordName(type: string, key: LocalKey): string {
  return `${type} ${key}`
}

function sayList({ row, there }: End, readAt: number, links: readonly (readonly [to: number, labels: Labels])[]): void {
  const before = there.readAt(row)
  if (before !== null && readAt < before) return
  there.setReadAt(row, readAt)
  // What a write said at this moment or later is newer than the list.
  const newer = new Set<number>()
  for (let saying = there.firstOf(row); saying !== 0;) {
    const next = there.nextOf(saying)
    if (there.at(saying) >= readAt) newer.add(there.to(saying))
    else there.delete(saying)
    saying = next
  }
  for (const [to, labels] of links) {
    if (newer.has(to)) continue
    there.add(row, to, labels, readAt)
    newer.add(to)
  }
}

function sayLink({ row, there }: End, to: number, labels: Labels | null, at: number): void {
  const saying = there.find(row, to)
  if (at < Math.max(there.readAt(row) ?? 0, saying === 0 ? 0 : there.at(saying))) return
  if (saying === 0) there.add(row, to, labels, at)
  else there.change(saying, labels, at)
}

// What both said of third records is said by the one that they are.
function moveSayings(old: End, end: End): void {
  const { there, back } = old
  // A record is not associated with itself, though the two it was before may have been.
  const own = saidBy(there, old.row).filter(({ to }) => there !== back || (to !== end.row && to !== old.row))
  const readAt = there.readAt(old.row)
  there.setReadAt(old.row, null)
  while (there.firstOf(old.row) !== 0) there.delete(there.firstOf(old.row))
  if (readAt !== null) sayList(end, readAt, listed(own, readAt))
  for (const each of own) if (isSingle(readAt, each)) sayLink(end, each.to, each.labels, each.at)
  for (let saying = back.firstAbout(old.row); saying !== 0;) {
    const next = back.nextAbout(saying)
    const [from, labels, at] = [back.from(saying), back.labels(saying), back.at(saying)]
    back.delete(saying)
    if (there !== back || from !== end.row) {
      const known = back.find(from, end.row)
      if (known === 0) back.add(from, end.row, labels, at)
      else if (at > back.at(known)) back.change(known, labels, at)
    }
    saying = next
  }
}

function saidBy(sayings: Sayings, row: number): Said[] {
  const said: Said[] = []
  for (let saying = sayings.firstOf(row); saying !== 0; saying = sayings.nextOf(saying))
    said.push({ to: sayings.to(saying), labels: sayings.labels(saying), at: sayings.at(saying) })
  return said
}

// What HubSpot has, by the knowledge of both ends. A list says of everybody who is not on it that there is no link.
function baseLinks({ row, there, back }: End): ReadonlyMap<number, Labels> {
  if (there.firstOf(row) === 0 && back.firstAbout(row) === 0) return noLinks
  const links = new Map<number, Labels>()
  const listedAt = there.readAt(row) ?? -1
  const theirs = new Map<number, number>()
  for (let saying = back.firstAbout(row); saying !== 0; saying = back.nextAbout(saying))
    theirs.set(back.from(saying), saying)
  for (let saying = there.firstOf(row); saying !== 0; saying = there.nextOf(saying)) {
    const to = there.to(saying)
    const other = theirs.get(to) ?? 0
    theirs.delete(to)
    judge(to, there.labels(saying), there.at(saying), other)
  }
  for (const [to, other] of theirs) judge(to, null, listedAt, other)

  function judge(to: number, mine: Labels | null, mineAt: number, other: number): void {
    const theirsAt = other === 0 ? (back.readAt(to) ?? -1) : back.at(other)
    const theirLabels = other === 0 ? null : back.labels(other)
    const isThere = (mineAt >= theirsAt && mine !== null) || (theirsAt >= mineAt && theirLabels !== null)
    const labels = mine ?? theirLabels
    if (isThere && labels !== null) links.set(to, labels)
  }

  return links
}

function listed<To>(
  said: readonly { readonly to: To; readonly labels: Labels | null; readonly at: number }[],
  readAt: number,
): (readonly [To, Labels])[] {
  return said.flatMap(({ to, labels, at }) => (labels === null || at > readAt ? [] : [[to, labels] as const]))
}

// Is this more than the list says?
function isSingle(readAt: number | null, { labels, at }: Pick<Said, 'labels' | 'at'>): boolean {
  return readAt === null || at > readAt || labels === null
}

function isSameLabels(a: Labels | undefined, b: Labels | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  // As sets: HubSpot may list the unlabelled association twice.
  return a.every((label) => b.includes(label)) && b.every((label) => a.includes(label))
}
