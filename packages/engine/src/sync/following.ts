import type { LocalKey } from '@holdfast/crm'
import { associationsIn, type Query } from '@holdfast/query'
import type { Clock } from '../ports/index.ts'
import { followChanges, type DeltaContext } from './delta.ts'
import { loadLists, type LoadOptions } from './load.ts'
import { loadQuery, type QueryContext } from './load-query.ts'
import { sweepArchived } from './reconcile.ts'

/** What is on screen and therefore followed. */
export interface Mounted {
  readonly mountedTypes: () => ReadonlySet<string>
  readonly mountedLists: () => readonly {
    readonly fromType: string
    readonly toType: string
    readonly from: readonly LocalKey[]
  }[]
  readonly mountedByAssociation: () => readonly Query[]
}

/** Keeps what is on screen as HubSpot has it. */
export interface Following {
  /** One round: changes of every object type shown; now and then what search cannot show. */
  follow(signal: AbortSignal): Promise<void>
}

// Associations change without touching a record's modification time, so the lists on screen are read again: one request per pair of object types.
const listsEveryMs = 60_000
// Archived records are rare and the whole list has to be read.
const sweepEveryMs = 300_000

/** Follows the object types that are mounted and were read before. */
export function createFollowing(context: DeltaContext & QueryContext, clock: Clock, mounted: Mounted): Following {
  let listedAt = clock.now()
  let sweptAt = clock.now()

  async function refreshLists(options: LoadOptions): Promise<void> {
    const { identities } = context.replica
    for (const { fromType, toType, from } of mounted.mountedLists()) {
      const ids = from.map((key) => identities.idOf(fromType, key))
      if (ids.length > 0) await loadLists(context, fromType, toType, ids, options)
    }
    // Who newly belongs to a query's associations may be a record that was never read: HubSpot is asked again.
    for (const query of mounted.mountedByAssociation())
      await loadQuery(context, query, () => !asksPartners(query), options)
  }

  return {
    async follow(signal) {
      const types = [...mounted.mountedTypes()].filter((objectType) => context.cursor(objectType) !== null)
      for (const objectType of types) await followChanges(context, objectType, { lane: 'freshness', signal })
      if (clock.now() - listedAt >= listsEveryMs) {
        listedAt = clock.now()
        await refreshLists({ lane: 'freshness', signal })
      }
      if (clock.now() - sweptAt >= sweepEveryMs) {
        sweptAt = clock.now()
        for (const objectType of types) await sweepArchived(context, objectType, { lane: 'sweep', signal })
      }
    },
  }
}

// What partners satisfy is searched for first, so the first page says nothing yet.
function asksPartners({ where }: Query): boolean {
  return associationsIn(where).some((association) => association.kind === 'hasAssociated' && association.where !== null)
}
