import type { LocalKey } from '@holdfast/crm'
import type { Associations } from '@holdfast/query'
import type { Replica } from '../replica/index.ts'

/** Who is associated with whom, by the replica: pending links included, in either direction that was read. Partners are those that are known here. */
export function replicaAssociations(replica: Replica): Associations {
  const { identities, adjacency } = replica
  function linked(fromType: string, fromId: string, toType: string, label: string | null): readonly LocalKey[] {
    return adjacency
      .links(fromType, identities.keyOf(fromType, fromId), toType)
      .filter((link) => label === null || link.labels.includes(label))
      .map(({ to }) => to)
  }
  return {
    has: (fromType, fromId, toType, toId, label) =>
      linked(fromType, fromId, toType, label).includes(identities.keyOf(toType, toId)),
    partners: (fromType, fromId, toType, label) =>
      linked(fromType, fromId, toType, label).flatMap((key) => replica.table(toType).get(key) ?? []),
  }
}
