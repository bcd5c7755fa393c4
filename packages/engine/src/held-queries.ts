import type { Schema } from '@holdfast/crm'
import { queryKey, type Query } from '@holdfast/query'
import { acceptQuery } from './accept-query.ts'
import type { Planner } from './planner/index.ts'
import type { Timers } from './ports/index.ts'

/** Queries that other tabs show and that this one, leading, therefore fills and follows. */
export interface HeldQueries {
  /** Holds a query for another minute. Throws as {@link acceptQuery} does: hints are not believed. */
  hold(message: Query): void
  close(): void
}

// Followers repeat what they show with every beat; a tab that is gone repeats nothing.
const heldForMs = 60_000

/** Holds nothing yet. */
export function createHeldQueries(schema: Schema, planner: Planner, timers: Timers): HeldQueries {
  const held = new Map<string, () => void>()
  return {
    hold(message) {
      const query = acceptQuery(schema, message)
      const key = queryKey(query)
      // The new hold comes first, so that the view is not torn down in between.
      const release = planner.open(query, null)
      held.get(key)?.()
      const letGo = (): void => {
        cancel()
        release()
        held.delete(key)
      }
      const cancel = timers.after(heldForMs, letGo)
      held.set(key, letGo)
    },
    close() {
      for (const letGo of held.values()) letGo()
    },
  }
}
