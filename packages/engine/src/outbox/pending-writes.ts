import type { LocalKey } from '@holdfast/crm'
import type { AssociationDraft, IntentDraft } from '../protocol.ts'
import {
  pendingLinksOf,
  type Identities,
  type LinkOverlay,
  type PendingRecord,
  type RecordOverlay,
} from '../replica/index.ts'
import type { KeyOf } from './graph.ts'
import { isOpen, referencesOf, type Intent } from './intent.ts'

/**
 * What open intents together make of HubSpot's truth. Computed, never stored: base and intents are the truth. A change costs the records that it touches,
 * however many intents wait.
 */
export interface PendingWrites {
  add(intent: Intent): void
  remove(intent: Intent): void
  /** All that is pending on every record that was touched since the last call: by intents that came or went, or by ids that turned out to be one record's. */
  take(): readonly PendingRecord[]
}

/** The records (`type key`) that open intents are about or lead to. */
export function recordsUnder(intents: readonly Intent[], keyOf: KeyOf): ReadonlySet<string> {
  const named = intents.filter(isOpen).flatMap(({ draft }) => recordsNamed(draft))
  return new Set(named.map(({ objectType, id }) => nameOf({ objectType, id: keyOf(objectType, id) })))
}

/** Nothing pending. */
export function createPendingWrites(identities: Pick<Identities, 'keyOf' | 'idsOf' | 'aliases'>): PendingWrites {
  const keyOf: KeyOf = (objectType, id) => identities.keyOf(objectType, id)
  // By the ids that drafts name: which record an id means may change, what a draft says does not.
  const intentsByName = new Map<string, Set<Intent>>()
  const touched = new Map<string, Named>()
  let aliasesSeen = 0

  function touch({ objectType, id }: Named): void {
    const key = keyOf(objectType, id)
    touched.set(nameOf({ objectType, id: key }), { objectType, id: key })
  }

  // A record that became part of another shows nothing any more; what was pending on it is the other's now, and links lead there.
  function touchJoined(): void {
    const aliases = identities.aliases()
    for (const { objectType, id } of aliases.slice(aliasesSeen)) {
      const ids = identities.idsOf(objectType, keyOf(objectType, id)).map((each) => ({ objectType, id: each }))
      const intents = ids.flatMap((each) => [...(intentsByName.get(nameOf(each)) ?? [])])
      if (intents.length === 0) continue
      for (const each of ids) touched.set(nameOf(each), each)
      for (const { draft } of intents) recordsNamed(draft).forEach(touch)
    }
    aliasesSeen = aliases.length
  }

  function pendingOn({ objectType, id }: Named): PendingRecord {
    const key = id as LocalKey
    const ids = keyOf(objectType, key) === key ? identities.idsOf(objectType, key) : []
    const intents = new Set(ids.flatMap((each) => [...(intentsByName.get(nameOf({ objectType, id: each })) ?? [])]))
    const drafts = [...intents].toSorted(inOrderOfMaking).map(({ draft }) => draft)
    const own = drafts.filter((draft) => draft.objectType === objectType && keyOf(objectType, draft.id) === key)
    return {
      objectType,
      key,
      overlay: own.reduce<RecordOverlay | null>(withDraft, null),
      links: pendingLinksOf(
        objectType,
        key,
        drafts.flatMap((draft) => linksOf(draft, keyOf)),
      ),
    }
  }

  return {
    add(intent) {
      for (const named of recordsNamed(intent.draft)) {
        const name = nameOf(named)
        intentsByName.set(name, (intentsByName.get(name) ?? new Set()).add(intent))
        touch(named)
      }
    },
    remove(intent) {
      for (const named of recordsNamed(intent.draft)) {
        const intents = intentsByName.get(nameOf(named))
        intents?.delete(intent)
        if (intents?.size === 0) intentsByName.delete(nameOf(named))
        touch(named)
      }
    },
    take() {
      touchJoined()
      const pending = [...touched.values()].map(pendingOn)
      touched.clear()
      return pending
    },
  }
}

type Named = Pick<AssociationDraft, 'objectType' | 'id'>

// Neither object types nor ids contain a space.
function nameOf({ objectType, id }: Named): string {
  return `${objectType} ${id}`
}

function recordsNamed(draft: IntentDraft): readonly Named[] {
  return [draft, ...referencesOf(draft)]
}

// What is being recorded has no place yet: it comes after all that has one, in the order in which it came.
function inOrderOfMaking(a: Intent, b: Intent): number {
  return a.seq === b.seq ? 0 : a.seq - b.seq
}

function withDraft(before: RecordOverlay | null, draft: IntentDraft): RecordOverlay | null {
  const overlay = before ?? { created: false, archived: false, properties: {} }
  switch (draft.kind) {
    case 'create':
      return { ...overlay, created: true, properties: { ...overlay.properties, ...draft.properties } }
    case 'update':
      return { ...overlay, properties: { ...overlay.properties, ...draft.properties } }
    case 'archive':
      return { ...overlay, archived: true }
    case 'associate':
    case 'disassociate':
      return before
  }
}

function linksOf(draft: IntentDraft, keyOf: KeyOf): readonly LinkOverlay[] {
  return referencesOf(draft).map((to) => ({
    fromType: draft.objectType,
    from: keyOf(draft.objectType, draft.id),
    toType: to.objectType,
    to: keyOf(to.objectType, to.id),
    change: draft.kind === 'disassociate' ? 'remove' : 'add',
    label: to.label,
  }))
}
