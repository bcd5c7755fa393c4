import {
  decodeValue,
  encodeValue,
  type ObjectTypeName,
  type Property,
  type PropertyName,
  type Schema,
  type ValueOf,
} from '@holdfast/crm'
import type { Conflict } from '../protocol.ts'

/** The three values of a property that changed here and at HubSpot; null is unset. */
export interface ConflictValues<V> {
  readonly base: V | null
  readonly mine: V | null
  readonly theirs: V | null
}

/** How a property that changed on both sides is decided. `ask` parks the write with all three values. */
export type ConflictPolicy<V> = 'mine' | 'theirs' | 'ask' | { readonly merge: (values: ConflictValues<V>) => V | null }

/** Policies by object type and property; what is not named is `ask`, and multiple-choice properties merge as sets. */
export type ConflictPolicies<S extends Schema> = {
  readonly [O in ObjectTypeName<S>]?: {
    readonly [P in PropertyName<S, O>]?: ConflictPolicy<ValueOf<S[O]['properties'][P]>>
  }
}

/** Looks up the policy of a property. */
export type PolicyOf = (objectType: string, property: string) => ConflictPolicy<unknown> | undefined

/** What comes of comparing a patch with HubSpot's present values. */
export interface Comparison {
  /** Still to be sent. */
  readonly send: Readonly<Record<string, string>>
  /** Decided by policy, for the record: nobody overwrites in silence. */
  readonly decided: readonly (Conflict & { readonly by: 'mine' | 'theirs' | 'merge' })[]
  /** To be decided by a person; nothing is sent while there are any. */
  readonly asked: readonly Conflict[]
}

/** The values an update is about: what the user saw, what the user wants, what HubSpot has. */
export interface Update {
  readonly objectType: string
  readonly mine: Readonly<Record<string, string>>
  readonly base: Readonly<Record<string, string | null>>
  readonly theirs: (property: string) => string | null
  /** Properties for which a person decided that this value shall win. */
  readonly keepMine: readonly string[]
}

/**
 * Three-way comparison, property by property: unchanged at HubSpot -> send; already what we want -> drop; changed to something else -> policy.
 */
export function compareWithHubSpot(
  update: Update,
  propertyOf: (name: string) => Property | undefined,
  policyOf: PolicyOf,
): Comparison {
  const send: Record<string, string> = {}
  const decided: (Conflict & { by: 'mine' | 'theirs' | 'merge' })[] = []
  const asked: Conflict[] = []
  for (const [property, mine] of Object.entries(update.mine)) {
    const definition = propertyOf(property) ?? { type: 'string' }
    const conflict: Conflict = { property, base: update.base[property] ?? null, mine, theirs: update.theirs(property) }
    if (isSameValue(definition, conflict.theirs, mine)) continue
    if (update.keepMine.includes(property) || isSameValue(definition, conflict.theirs, conflict.base))
      send[property] = mine
    else decide(conflict, definition, policyOf(update.objectType, property))
  }

  function decide(conflict: Conflict, definition: Property, policy: ConflictPolicy<unknown> | undefined): void {
    const { property, mine } = conflict
    if (policy === 'mine') {
      send[property] = mine
      decided.push({ ...conflict, by: 'mine' })
    } else if (policy === 'theirs') {
      decided.push({ ...conflict, by: 'theirs' })
    } else if (typeof policy === 'object') {
      settle(conflict, definition, encodeValue(definition, policy.merge(valuesOf(conflict, definition)), property))
    } else if (policy === undefined && definition.multiple === true) {
      settle(conflict, definition, mergeSets(conflict))
    } else asked.push(conflict)
  }

  function settle(conflict: Conflict, definition: Property, merged: string): void {
    if (!isSameValue(definition, merged, conflict.theirs)) send[conflict.property] = merged
    decided.push({ ...conflict, by: 'merge' })
  }

  return { send, decided, asked }
}

/** Do two wire values mean the same? `12500` and `12500.0` do, and `a;b` and `b;a`. */
export function isSameValue(property: Property, a: string | null, b: string | null): boolean {
  if ((a ?? '') === (b ?? '')) return true
  const [left, right] = [decodeValue(property, a), decodeValue(property, b)]
  if (left === null || right === null) return false
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((option) => right.includes(option))
  return left === right
}

function valuesOf({ base, mine, theirs }: Conflict, property: Property): ConflictValues<unknown> {
  return { base: decodeValue(property, base), mine: decodeValue(property, mine), theirs: decodeValue(property, theirs) }
}

// What I added is added to theirs, what I removed is removed from theirs.
function mergeSets({ base, mine, theirs }: Conflict): string {
  const split = (wire: string | null): string[] => (wire ?? '').split(';').filter((option) => option !== '')
  const [before, wanted] = [new Set(split(base)), new Set(split(mine))]
  const kept = split(theirs).filter((option) => wanted.has(option) || !before.has(option))
  const added = [...wanted].filter((option) => !before.has(option) && !kept.includes(option))
  return [...kept, ...added].join(';')
}
