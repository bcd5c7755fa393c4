import { isHoldfastError } from '@holdfast/crm'
import { compileSearch } from '@holdfast/query'
import type { Explanation } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import type { View } from '../views/index.ts'
import { assess, type Need } from './assess.ts'
import type { Ledger } from './ledger.ts'

/** What would be done for the view's query, as data; nothing is sent. */
export function explainView(view: View, replica: Replica, ledger: Ledger): Explanation {
  const { need, asOf, total } = assess(view, replica, ledger)
  if (need === null) {
    return {
      decision: 'local',
      reason: 'Every record, association and included record is on this device.',
      requests: [],
      estimatedRequests: 0,
      asOf,
    }
  }
  return explainNeed(need, replica, asOf, total)
}

function explainNeed(need: Need, replica: Replica, asOf: number | null, total: number | null): Explanation {
  switch (need.kind) {
    case 'records-of-query':
      try {
        const request = compileSearch(replica.schema, need.query, {
          properties: replica.layout(need.query.objectType).names,
          limit: 200,
        })
        const wanted = Math.min(total ?? Infinity, need.query.limit ?? Infinity)
        const searches = Number.isFinite(wanted) ? Math.max(1, Math.ceil(wanted / 200)) : null
        return {
          decision: 'remote',
          reason:
            'The records of this query were not read yet; each page of 200 is one search request, each include two reads more.',
          requests: [request],
          estimatedRequests: searches === null ? null : searches + 2 * need.query.include.length,
          asOf,
        }
      } catch (error) {
        if (!isHoldfastError(error)) throw error
        return { decision: 'impossible', reason: error.message, requests: [], estimatedRequests: null, asOf }
      }
    case 'lists':
      return {
        decision: 'remote',
        reason: `Associations from ${need.fromType} to ${need.toType} are missing for ${need.ids.length} records.`,
        requests: [],
        estimatedRequests: 1 + Math.ceil(need.ids.length / 1_000),
        asOf,
      }
    case 'records':
      return {
        decision: 'remote',
        reason: `${need.ids.length} included ${need.objectType} are missing.`,
        requests: [],
        estimatedRequests: Math.ceil(need.ids.length / 100),
        asOf,
      }
  }
}
