import { compareIds, isTemporaryId, type LocalKey } from '@holdfast/crm'
import type { StoredAlias } from '../store/index.ts'

/** Two keys that turned out to be one record: everything said of `former` holds for `key`. */
export interface Joined {
  readonly key: LocalKey
  readonly former: LocalKey
}

/**
 * Which ids mean the same record, and which of them HubSpot uses now. A record's key is its temporary id if it was made here, else the lowest of its ids:
 * the same on every device and in whatever order aliases are learned, so neither acknowledgement nor restart ever changes it.
 */
export interface Identities {
  /** The stable key of the record that `id` means. */
  keyOf(objectType: string, id: string): LocalKey
  /** The id HubSpot knows the record by now; the key itself when nothing better is known. */
  idOf(objectType: string, key: LocalKey): string
  /** Every id of the record, present and former. */
  idsOf(objectType: string, key: LocalKey): readonly string[]
  /** Learns that `alias` is a former id of the record `id`. Null when that was known. */
  learn(objectType: string, alias: string, id: string): Joined | null
  /** Keys of the records that have more than one id. */
  renamed(objectType: string): Iterable<LocalKey>
  /** Everything learned, in the order of learning. */
  aliases(): readonly StoredAlias[]
}

interface OneRecord {
  readonly key: LocalKey
  readonly id: string
  readonly ids: readonly string[]
}

/** Nothing known yet. */
export function createIdentities(): Identities {
  // By object type, then id: asked for every record of every page, and a joined key would be a new text each time.
  const recordsByType = new Map<string, Map<string, OneRecord>>()
  const learned: StoredAlias[] = []

  function found(objectType: string, id: string): OneRecord | undefined {
    return recordsByType.get(objectType)?.get(id)
  }

  function recordOf(objectType: string, id: string): OneRecord {
    return found(objectType, id) ?? { key: id as LocalKey, id, ids: [id] }
  }

  function recordsOf(objectType: string): Map<string, OneRecord> {
    const known = recordsByType.get(objectType)
    if (known !== undefined) return known
    const fresh = new Map<string, OneRecord>()
    recordsByType.set(objectType, fresh)
    return fresh
  }

  return {
    keyOf: (objectType, id) => found(objectType, id)?.key ?? (id as LocalKey),
    idOf: (objectType, key) => found(objectType, key)?.id ?? key,
    idsOf: (objectType, key) => recordOf(objectType, key).ids,
    learn(objectType, alias, id) {
      const [before, after] = [recordOf(objectType, alias), recordOf(objectType, id)]
      if (before.key === after.key) return null
      const [key, former] = isEarlier(before.key, after.key) ? [before.key, after.key] : [after.key, before.key]
      const record: OneRecord = { key, id: after.id, ids: [...before.ids, ...after.ids] }
      for (const each of record.ids) recordsOf(objectType).set(each, record)
      learned.push({ objectType, alias, id })
      return { key, former }
    },
    renamed: (objectType) => new Set([...(recordsByType.get(objectType)?.values() ?? [])].map(({ key }) => key)),
    aliases: () => learned,
  }
}

function isEarlier(a: string, b: string): boolean {
  return isTemporaryId(a) === isTemporaryId(b) ? compareIds(a, b) < 0 : isTemporaryId(a)
}
