import type { LocalKey } from '@holdfast/crm'

/**
 * Which ids mean the same record. A record's key is the first id this device knew it by; it never changes, whatever HubSpot does to the id.
 */
export interface Identities {
  /** The stable key of the record that `id` means. */
  keyOf(objectType: string, id: string): LocalKey
  /** The id HubSpot knows the record by now; the key itself when nothing better is known. */
  idOf(objectType: string, key: LocalKey): string
  /** Learns that `alias` and `id` are the same record. Answers its key, or null when that was known. */
  learn(objectType: string, alias: string, id: string): LocalKey | null
  /** Everything learned. */
  aliases(): readonly { readonly objectType: string; readonly alias: LocalKey; readonly id: string }[]
}

/** Nothing known yet. */
export function createIdentities(): Identities {
  const keysById = new Map<string, LocalKey>()
  const idsByKey = new Map<string, string>()
  const learned: { readonly objectType: string; readonly alias: LocalKey; readonly id: string }[] = []

  function keyOf(objectType: string, id: string): LocalKey {
    return keysById.get(`${objectType} ${id}`) ?? (id as LocalKey)
  }

  return {
    keyOf,
    idOf: (objectType, key) => idsByKey.get(`${objectType} ${key}`) ?? key,
    learn(objectType, alias, id) {
      const key = keyOf(objectType, alias)
      if (keysById.get(`${objectType} ${id}`) === key) return null
      keysById.set(`${objectType} ${id}`, key)
      idsByKey.set(`${objectType} ${key}`, id)
      learned.push({ objectType, alias: key, id })
      return key
    },
    aliases: () => learned,
  }
}
