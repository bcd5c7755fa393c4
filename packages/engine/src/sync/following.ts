import type { Clock } from '../ports/index.ts'
import { followChanges, type DeltaContext } from './delta.ts'
import { sweepArchived } from './reconcile.ts'

/** Keeps what is on screen as HubSpot has it. */
export interface Following {
  /** One round: changes of every object type shown; now and then what search cannot show. */
  follow(signal: AbortSignal): Promise<void>
}

// Archived records are rare and the whole list has to be read.
const sweepEveryMs = 300_000

/** Follows the object types that `mountedTypes` names and that were read before. */
export function createFollowing(
  context: DeltaContext,
  { clock, mountedTypes }: { readonly clock: Clock; readonly mountedTypes: () => ReadonlySet<string> },
): Following {
  let sweptAt = clock.now()
  return {
    async follow(signal) {
      const types = [...mountedTypes()].filter((objectType) => context.cursor(objectType) !== null)
      for (const objectType of types) await followChanges(context, objectType, { lane: 'freshness', signal })
      if (clock.now() - sweptAt < sweepEveryMs) return
      sweptAt = clock.now()
      for (const objectType of types) await sweepArchived(context, objectType, { lane: 'sweep', signal })
    },
  }
}
