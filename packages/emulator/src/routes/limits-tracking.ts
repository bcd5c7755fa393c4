import type { Account, TypeState } from '../account/index.ts'
import { accountLimits } from '../data/account-limits.ts'
import { typeIn } from '../records/index.ts'
import type { Answer, Call, Route } from '../route.ts'
import { pathsOf } from '../versions.ts'

/** How much of its limits an account uses (https://developers.hubspot.com/docs/api-reference/latest/crm/limits-tracking/guide). */
export function limitsTrackingRoutes(account: Account): readonly Route[] {
  const get = (rest: string, handle: (call: Call) => object): Route => ({
    method: 'GET',
    paths: pathsOf('limits', rest),
    lane: 'definition',
    handle: (call): Answer => ({ status: 200, body: handle(call) }),
  })
  return [
    get('/records', () => recordUsage(account)),
    get('/custom-properties', () => customPropertyUsage(account)),
    get('/calculated-properties', () => calculatedPropertyUsage(account)),
    get('/custom-object-types', () => {
      const usage = account.types.custom.all().filter(({ archived }) => !archived).length
      return { limit: accountLimits.customTypes, usage, percentage: percentage(usage, accountLimits.customTypes) }
    }),
    get('/pipelines', () => pipelineUsage(account)),
    get('/associations/labels', (call) => labelUsage(account, call)),
    get('/associations/records/from', () => ({
      results: typesNearLimit(account, (from) => account.types.all().map((to) => [from, to])),
    })),
    get('/associations/records/:from/to', (call) => {
      const from = typeIn(account, call.param('from'))
      return { results: typesNearLimit(account, (to) => [[from, to]]) }
    }),
    get('/associations/records/:from/:to', (call) =>
      pairUsage(account, typeIn(account, call.param('from')), typeIn(account, call.param('to'))),
    ),
  ]
}

function recordUsage({ types }: Account): object {
  return byOrigin(
    types.all(),
    ({ records }) => records.page(0, Infinity, false).length,
    accountLimits.recordsPerType,
    accountLimits.customRecords,
  )
}

function pipelineUsage({ types, pipelines }: Account): object {
  const withPipelines = types.all().filter(({ pipeline }) => pipeline !== undefined)
  const count = ({ name }: TypeState): number => pipelines.get(name)?.length ?? 0
  return byOrigin(withPipelines, count, accountLimits.pipelinesPerType, accountLimits.customPipelines)
}

function customPropertyUsage(account: Account): object {
  const { limitCustomProperties: limit, limitCustomPropertiesOverall } = account.switches()
  const byObjectType = account.types.all().map((type) => {
    const usage = type.properties.all().filter(({ definition }) => !definition.hubspotDefined && !definition.archived)
    return withLimit(type, usage.length, limit)
  })
  return { byObjectType, ...overall(byObjectType, limitCustomPropertiesOverall) }
}

function calculatedPropertyUsage({ types }: Account): object {
  const byObjectType = types.all().map((type) => {
    const own = type.properties.all().filter(({ definition }) => definition.calculated && !definition.hubspotDefined)
    return { ...labelled(type), usage: own.filter(({ definition }) => !definition.archived).length }
  })
  return { byObjectType, ...overall(byObjectType, accountLimits.calculatedProperties) }
}

function byOrigin(
  types: readonly TypeState[],
  count: (type: TypeState) => number,
  limit: number,
  customLimit: number,
): object {
  const custom = types
    .filter((type) => type.custom !== undefined)
    .map((type) => ({ ...labelled(type), usage: count(type) }))
  const standard = types.filter((type) => type.custom === undefined)
  return {
    hubspotDefinedObjectTypes: standard.map((type) => withLimit(type, count(type), limit)),
    customObjectTypes: { byObjectType: custom, ...overall(custom, customLimit) },
  }
}

function labelUsage(account: Account, { query }: Call): object {
  const wanted = (name: string): readonly TypeState[] => {
    const given = query.get(name)
    return given === null || given === '' ? account.types.all() : [typeIn(account, given)]
  }
  const targets = wanted('toObjectTypeId')
  const results = wanted('fromObjectTypeId').flatMap((from) =>
    targets.flatMap((to) => {
      const own = account.associationTypes
        .between(from.name, to.name)
        .filter((type) => type.category === 'USER_DEFINED')
      const allLabels = own.flatMap(({ label }) => (label === null ? [] : [label]))
      if (allLabels.length === 0) return []
      const { labelsPerPair: limit } = accountLimits
      const usage = allLabels.length
      const [fromObjectType, toObjectType] = [labelled(from), labelled(to)]
      return [{ fromObjectType, toObjectType, allLabels, limit, usage, percentage: percentage(usage, limit) }]
    }),
  )
  return { results }
}

// Near is what fills four fifths of the limit: the guide names no figure.
const nearShare = 0.8

function typesNearLimit(
  account: Account,
  pairsOf: (type: TypeState) => readonly (readonly [from: TypeState, to: TypeState])[],
): readonly object[] {
  return account.types.all().flatMap((type) => {
    const usages = pairsOf(type).map(([from, to]) => pairUsage(account, from, to))
    const hasRecordsAtLimit = usages.some(({ totalRecordsAtLimit }) => totalRecordsAtLimit > 0)
    const hasRecordsNearLimit = usages.some(({ totalRecordsNearLimit }) => totalRecordsNearLimit > 0)
    return hasRecordsAtLimit || hasRecordsNearLimit
      ? [{ ...labelled(type), hasRecordsAtLimit, hasRecordsNearLimit }]
      : []
  })
}

interface PairUsage {
  readonly limit: number
  readonly totalRecordsAtLimit: number
  readonly totalRecordsNearLimit: number
  readonly atLimitFromRecordSamples: readonly object[]
  readonly nearLimitFromRecordSamples: readonly object[]
}

function pairUsage(account: Account, from: TypeState, to: TypeState): PairUsage {
  const { associations, associationTypes } = account
  const configured = associationTypes.between(from.name, to.name).flatMap(({ maxToObjectIds }) => maxToObjectIds ?? [])
  const limit = Math.min(account.switches().limitPartners, ...configured)
  const associable = associationTypes.between(from.name, to.name).length > 0
  const used = (associable ? from.records.page(0, Infinity, false) : [])
    .map(({ id }) => ({ id, usage: associations.partners(from.name, id, to.name).size }))
    .filter(({ usage }) => usage >= limit * nearShare)
  const sample = ({ id }: { readonly id: number }): { readonly label: string; readonly objectId: number } => ({
    label: String(id),
    objectId: id,
  })
  const at = used.filter(({ usage }) => usage >= limit)
  const near = used.filter(({ usage }) => usage < limit)
  return {
    limit,
    totalRecordsAtLimit: at.length,
    totalRecordsNearLimit: near.length,
    atLimitFromRecordSamples: at.slice(0, 10).map(sample),
    nearLimitFromRecordSamples: near
      .slice(0, 10)
      .map((each) => ({ ...sample(each), usage: each.usage, percentage: percentage(each.usage, limit) })),
  }
}

interface Labelled {
  readonly objectTypeId: string
  readonly singularLabel: string
  readonly pluralLabel: string
}

function labelled({ id, labels }: TypeState): Labelled {
  return { objectTypeId: id, singularLabel: labels.singular, pluralLabel: labels.plural }
}

interface LimitAndUsage extends Labelled {
  readonly limit: number
  readonly usage: number
  readonly percentage: number
}

function withLimit(type: TypeState, usage: number, limit: number): LimitAndUsage {
  return { ...labelled(type), limit, usage, percentage: percentage(usage, limit) }
}

function overall(parts: readonly { readonly usage: number }[], overallLimit: number): object {
  const overallUsage = parts.reduce((sum, { usage }) => sum + usage, 0)
  return { overallLimit, overallUsage, overallPercentage: percentage(overallUsage, overallLimit) }
}

function percentage(usage: number, limit: number): number {
  return (100 * usage) / limit
}
