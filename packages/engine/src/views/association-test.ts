import type { AssociationTest } from '@holdfast/query'
import type { Replica } from '../replica/index.ts'

/** Answers "is this record associated with that one?" from the replica, pending links included, in either direction that was read. */
export function associationTest(replica: Replica, fromType: string): AssociationTest {
  return (recordId, toType, id, label) => {
    const from = replica.identities.keyOf(fromType, recordId)
    const to = replica.identities.keyOf(toType, id)
    return replica.adjacency
      .links(fromType, from, toType)
      .some((link) => link.to === to && (label === null || link.labels.includes(label)))
  }
}
