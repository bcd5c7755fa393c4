import type { LocalKey } from '@holdfast/crm'

/** A link of one record towards another object type's record. */
export interface Link {
  readonly to: LocalKey
  /** Labels in our spelling; null stands for the unlabelled association, which every link has. */
  readonly labels: readonly (string | null)[]
  /** Not yet confirmed by HubSpot. */
  readonly pending: boolean
}

/** A link that a pending write adds (`labels` not null) or removes (null). */
export interface LinkOverlay {
  readonly fromType: string
  readonly from: LocalKey
  readonly toType: string
  readonly to: LocalKey
  readonly labels: readonly (string | null)[] | null
}

/** One end whose links changed. */
export interface LinkEnd {
  readonly type: string
  readonly key: LocalKey
  readonly toType: string
}

/** Who is associated with whom: lists as read from one end, usable from both. */
export interface Adjacency {
  /** Was the whole list from this record to that object type read (or is the record made here)? When: epoch ms; null: never. */
  readAt(fromType: string, from: LocalKey, toType: string): number | null
  /** Links of a record in order of their other ends' arrival; what only the other ends' lists tell is contained. */
  links(fromType: string, from: LocalKey, toType: string): readonly Link[]
  /** Takes a whole list as read. Answers the ends whose links changed. */
  putList(
    fromType: string,
    from: LocalKey,
    toType: string,
    readAt: number,
    links: readonly (readonly [LocalKey, readonly (string | null)[]])[],
  ): readonly LinkEnd[]
  /** Takes one link that a write of ours made, or removed when `labels` is null. Lists read before `readAt` count no more. */
  putLink(
    fromType: string,
    from: LocalKey,
    toType: string,
    to: LocalKey,
    labels: readonly (string | null)[] | null,
    readAt: number,
  ): readonly LinkEnd[]
  /** Two keys turned out to be one record: everything said of `former` holds for `key`. */
  rename(type: string, former: LocalKey, key: LocalKey): readonly LinkEnd[]
  /** Replaces all pending links. */
  setOverlay(overlay: readonly LinkOverlay[]): readonly LinkEnd[]
  /** Every list as read, for folding. */
  lists(): Iterable<{
    readonly fromType: string
    readonly from: LocalKey
    readonly toType: string
    readonly readAt: number
    readonly links: readonly (readonly [LocalKey, readonly (string | null)[]])[]
  }>
}

interface End {
  /** As this record's own list says; null before it was read. */
  own: Map<LocalKey, readonly (string | null)[]> | null
  readAt: number | null
  /** As other records' lists say, for links that the own list does not contain. */
  reverse: Map<LocalKey, readonly (string | null)[]>
  /** Lists whose reading began before this moment are older than what is known. */
  touchedAt: number
}

/** No links at all. */
export function createAdjacency(): Adjacency {
  const ends = new Map<string, End>()
  const overlays = new Map<string, Map<LocalKey, readonly (string | null)[] | null>>()

  function endOf(type: string, key: LocalKey, toType: string): End {
    const name = nameOf(type, key, toType)
    const found = ends.get(name)
    if (found !== undefined) return found
    const end: End = { own: null, readAt: null, reverse: new Map(), touchedAt: 0 }
    ends.set(name, end)
    return end
  }

  // HubSpot stores a link in both directions; from the other end we know that it is there, and its label under the same name.
  function addLink(
    fromType: string,
    from: LocalKey,
    toType: string,
    to: LocalKey,
    labels: readonly (string | null)[],
  ): LinkEnd[] {
    const near = endOf(fromType, from, toType)
    const far = endOf(toType, to, fromType)
    const before = near.own?.get(to) ?? near.reverse.get(to)
    if (before !== undefined && isSameLabels(before, labels)) return []
    if (near.own === null) near.reverse.set(to, labels)
    else near.own.set(to, labels)
    if (far.own === null) far.reverse.set(from, labels)
    else if (!far.own.has(from)) far.own.set(from, labels)
    return bothEnds(fromType, from, toType, to)
  }

  function removeLink(fromType: string, from: LocalKey, toType: string, to: LocalKey): LinkEnd[] {
    const near = endOf(fromType, from, toType)
    const far = endOf(toType, to, fromType)
    const had = [near.own?.delete(to), near.reverse.delete(to), far.own?.delete(from), far.reverse.delete(from)]
    return had.includes(true) ? bothEnds(fromType, from, toType, to) : []
  }

  return {
    readAt: (fromType, from, toType) => ends.get(nameOf(fromType, from, toType))?.readAt ?? null,
    links(fromType, from, toType) {
      const name = nameOf(fromType, from, toType)
      return mergeLinks(ends.get(name), overlays.get(name))
    },
    putList(fromType, from, toType, readAt, links) {
      const end = endOf(fromType, from, toType)
      if (readAt < Math.max(end.readAt ?? 0, end.touchedAt)) return []
      const before = new Map([...(end.own ?? []), ...end.reverse])
      const isFirst = end.own === null
      end.own ??= new Map()
      end.readAt = readAt
      const changed: LinkEnd[] = isFirst ? [{ type: fromType, key: from, toType }] : []
      const present = new Set(links.map(([to]) => to))
      for (const to of before.keys()) if (!present.has(to)) changed.push(...removeLink(fromType, from, toType, to))
      end.reverse.clear()
      for (const [to, labels] of links) changed.push(...addLink(fromType, from, toType, to, labels))
      return changed
    },
    putLink(fromType, from, toType, to, labels, readAt) {
      endOf(fromType, from, toType).touchedAt = readAt
      endOf(toType, to, fromType).touchedAt = readAt
      return labels === null ? removeLink(fromType, from, toType, to) : addLink(fromType, from, toType, to, labels)
    },
    rename(type, former, key) {
      const changed: LinkEnd[] = []
      for (const [name, end] of Array.from(ends)) {
        const at = endFromName(name)
        if (at.type !== type || at.key !== former) continue
        ends.delete(name)
        const own = endOf(type, key, at.toType)
        own.readAt ??= end.readAt
        if (end.own !== null) own.own = new Map([...(own.own ?? []), ...end.own])
        for (const [to, labels] of end.reverse) own.reverse.set(to, labels)
        for (const to of [...(end.own?.keys() ?? []), ...end.reverse.keys()]) {
          const far = endOf(at.toType, to, type)
          renameEntry(far.own, former, key)
          renameEntry(far.reverse, former, key)
          changed.push(...bothEnds(type, key, at.toType, to))
        }
      }
      return changed
    },
    setOverlay(next) {
      const before = [...overlays.keys()]
      overlays.clear()
      for (const { fromType, from, toType, to, labels } of next) {
        overlayAt(overlays, nameOf(fromType, from, toType)).set(to, labels)
        overlayAt(overlays, nameOf(toType, to, fromType)).set(from, labels)
      }
      return [...new Set([...before, ...overlays.keys()])].map(endFromName)
    },
    *lists() {
      for (const [name, { own, readAt }] of ends) {
        const { type, key, toType } = endFromName(name)
        if (own !== null && readAt !== null) yield { fromType: type, from: key, toType, readAt, links: [...own] }
      }
    },
  }
}

function renameEntry(links: Map<LocalKey, readonly (string | null)[]> | null, former: LocalKey, key: LocalKey): void {
  const labels = links?.get(former)
  if (links === null || labels === undefined) return
  links.delete(former)
  links.set(key, labels)
}

function mergeLinks(
  end: End | undefined,
  overlay: ReadonlyMap<LocalKey, readonly (string | null)[] | null> | undefined,
): Link[] {
  const links: Link[] = []
  const base = new Map([...(end?.own ?? []), ...(end?.reverse ?? [])])
  for (const [to, labels] of base) {
    const over = overlay?.get(to)
    if (over === null) continue
    const merged = over === undefined ? labels : [...new Set([...labels, ...over])]
    links.push({ to, labels: merged, pending: over !== undefined })
  }
  for (const [to, labels] of overlay ?? [])
    if (labels !== null && !base.has(to)) links.push({ to, labels, pending: true })
  return links
}

function overlayAt(
  overlays: Map<string, Map<LocalKey, readonly (string | null)[] | null>>,
  name: string,
): Map<LocalKey, readonly (string | null)[] | null> {
  const found = overlays.get(name) ?? new Map<LocalKey, readonly (string | null)[] | null>()
  overlays.set(name, found)
  return found
}

function bothEnds(fromType: string, from: LocalKey, toType: string, to: LocalKey): LinkEnd[] {
  return [
    { type: fromType, key: from, toType },
    { type: toType, key: to, toType: fromType },
  ]
}

// Object type names and keys never contain a space, so the joined text is unambiguous.
function nameOf(type: string, key: LocalKey, toType: string): string {
  return `${type} ${key} ${toType}`
}

function endFromName(name: string): LinkEnd {
  const [type = '', key = '', toType = ''] = name.split(' ')
  return { type, key: key as LocalKey, toType }
}

function isSameLabels(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((label) => b.includes(label))
}
