import { isHoldfastError } from '@holdfast/crm'
import { explainQuery, rowsWanted, searchLimits, type Query, type SearchPlan } from '@holdfast/query'
import type { Explanation } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import type { View } from '../views/index.ts'
import { assess, type Assessment } from './assess.ts'
import type { Ledger } from './ledger.ts'

/** What would be done for the view's query, as data; nothing is sent. */
export function explainView(view: View, replica: Replica, ledger: Ledger): Explanation {
  const assessment = assess(view, replica, ledger)
  const { need, asOf } = assessment
  const about = { plan: null, requests: [], asOf }
  switch (need?.kind) {
    case undefined:
      return {
        ...about,
        decision: 'local',
        reason: 'Every record, association and included record is on this device.',
        covered: 'all',
        estimatedRequests: 0,
      }
    case 'records-of-query':
      return explainRecords(view, need.query, replica, assessment)
    case 'lists':
      return {
        ...about,
        decision: 'remote',
        reason: `Associations from ${need.fromType} to ${need.toType} are missing for ${need.ids.length} records.`,
        covered: assessment.isClaimed ? 'part' : 'none',
        estimatedRequests: 1 + Math.ceil(need.ids.length / 1_000),
      }
    case 'records':
      return {
        ...about,
        decision: 'remote',
        reason: `${need.ids.length} included ${need.objectType} are missing.`,
        covered: assessment.isClaimed ? 'part' : 'none',
        estimatedRequests: Math.ceil(need.ids.length / 100),
      }
  }
}

function explainRecords({ query }: View, missing: Query, replica: Replica, { asOf, total }: Assessment): Explanation {
  // What is missing is said otherwise than it was asked when part of it is here.
  const covered = missing.where === query.where ? 'none' : 'part'
  const { names } = replica.layout(missing.objectType)
  try {
    const plan = explainQuery(replica.schema, missing, { properties: names })
    // Without a limit HubSpot's total decides how many pages there are.
    const wanted = rowsWanted(missing) === null ? total : 0
    const furtherPages = wanted === null ? null : Math.max(0, Math.ceil(wanted / searchLimits.pageRows) - 1)
    return {
      decision: 'remote',
      reason:
        covered === 'part'
          ? 'Some records of this query are here; the others have to be searched for.'
          : 'The records of this query were not read yet; each page of 200 is one search request, each include two reads more.',
      covered,
      plan,
      requests: firstPages(plan.plan),
      estimatedRequests: furtherPages === null ? null : plan.requestsAtLeast + furtherPages + 2 * query.include.length,
      asOf,
    }
  } catch (error) {
    if (!isHoldfastError(error)) throw error
    return {
      decision: 'impossible',
      reason: error.message,
      covered,
      plan: null,
      requests: [],
      estimatedRequests: null,
      asOf,
    }
  }
}

function firstPages({ query, searches, sort, properties }: SearchPlan): Explanation['requests'] {
  const text = query.search?.trim() ?? ''
  return searches.map((filterGroups) => ({
    objectType: query.objectType,
    body: {
      ...(text === '' ? {} : { query: text }),
      filterGroups,
      sorts: [sort],
      properties,
      limit: searchLimits.pageRows,
    },
  }))
}
