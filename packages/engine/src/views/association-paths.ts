import type { LocalKey } from '@holdfast/crm'
import { propertiesIn, type Predicate } from '@holdfast/query'
import type { RecordChange, Replica } from '../replica/index.ts'

/** A way from a query's records over associations to those that its predicate asks something of. */
export interface AssociationPath {
  /** Object types from the query's own to the one asked. */
  readonly types: readonly string[]
  /** What is asked of the records at its end; null when only that they are there. */
  readonly asked: 'association' | Predicate | null
}

/** All ways that a predicate of records of `objectType` goes. */
export function associationPaths(objectType: string, where: Predicate | null): readonly AssociationPath[] {
  return where === null ? [] : pathsFrom([objectType], where)
}

function pathsFrom(types: readonly string[], predicate: Predicate): readonly AssociationPath[] {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.flatMap((each) => pathsFrom(types, each))
    case 'not':
      return pathsFrom(types, predicate.of)
    case 'associated':
      return [{ types: [...types, predicate.objectType], asked: 'association' }]
    case 'hasAssociated': {
      const beyond = [...types, predicate.objectType]
      const { where } = predicate
      return [{ types: beyond, asked: where }, ...(where === null ? [] : pathsFrom(beyond, where))]
    }
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return []
  }
}

/** Can this change of a record at the end of a path change an answer? */
export function concerns({ asked }: AssociationPath, { before, after }: RecordChange): boolean {
  if (asked === 'association') return false
  if (before === null || after === null) return before !== after
  return propertiesIn(asked).some((name) => before.read(name) !== after.read(name))
}

/** The records at the beginning of a path from which one reaches the record at place `depth` of it. */
export function beginnings(
  replica: Replica,
  { types }: AssociationPath,
  depth: number,
  key: LocalKey,
): ReadonlySet<LocalKey> {
  let reached: ReadonlySet<LocalKey> = new Set([key])
  for (let at = depth; at > 0; at--) reached = partnersOf(replica, types[at] ?? '', types[at - 1] ?? '', reached)
  return reached
}

/** Every record (`type key`) that a path comes by from one at its beginning. */
export function namesAlong(replica: Replica, { types }: AssociationPath, key: LocalKey): readonly string[] {
  const names: string[] = []
  let reached: ReadonlySet<LocalKey> = new Set([key])
  for (let at = 1; at < types.length; at++) {
    reached = partnersOf(replica, types[at - 1] ?? '', types[at] ?? '', reached)
    for (const each of reached) names.push(`${types[at] ?? ''} ${each}`)
  }
  return names
}

function partnersOf(
  { adjacency }: Replica,
  fromType: string,
  toType: string,
  keys: ReadonlySet<LocalKey>,
): ReadonlySet<LocalKey> {
  const partners = new Set<LocalKey>()
  for (const key of keys) for (const { to } of adjacency.links(fromType, key, toType)) partners.add(to)
  return partners
}
