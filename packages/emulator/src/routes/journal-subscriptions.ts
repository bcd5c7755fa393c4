import type { Account } from '../account/index.ts'
import { invalid, unknownDefinition } from '../api-error.ts'
import {
  asArray,
  asObject,
  asOptionalArray,
  asOptionalText,
  asText,
  asTexts,
  asWhole,
  field,
  type JsonObject,
} from '../input.ts'
import { journalActions, subscriptionTypes, valuesOf, type Journal } from '../journal/index.ts'
import { checkScopes, objectScopes, type Apps } from '../oauth/index.ts'
import { bodyObject, type Answer, type Call, type Route } from '../route.ts'
import { pathsOf } from '../versions.ts'
import { journalAppOf } from './journal-app.ts'

/** What the journal shall hold, and snapshots of records (https://developers.hubspot.com/docs/api-reference/2026-03/webhooks-journal/subscriptions/guide). */
export function journalSubscriptionRoutes(account: Account, apps: Apps, journal: Journal): readonly Route[] {
  const { subscriptions } = journal
  const route = (method: Route['method'], rest: string, handle: (appId: number, call: Call) => Answer): Route => ({
    method,
    paths: pathsOf('journalSubscriptions', rest),
    lane: 'journal-subscriptions',
    handle: (call) => handle(journalAppOf(apps, call), call),
  })
  return [
    route('GET', '', (appId) => ({ status: 200, body: { results: subscriptions.of(appId) } })),
    route('POST', '', (appId, call) => subscribe(account, journal, appId, call)),
    route('GET', '/:id', (appId, call) => ({ status: 200, body: subscriptions.find(appId, call.param('id')) })),
    route('DELETE', '/:id', (appId, call) => {
      subscriptions.remove([subscriptions.find(appId, call.param('id'))])
      return { status: 204 }
    }),
    route('DELETE', '/portals/:portal', (appId, call) => {
      subscriptions.remove(subscriptions.of(appId).filter(({ portalId }) => String(portalId) === call.param('portal')))
      return { status: 204 }
    }),
    {
      method: 'POST',
      paths: pathsOf('journalSnapshots', '/crm'),
      lane: 'journal-snapshots',
      handle: (call) => snapshot(account, journal, journalAppOf(apps, call), call),
    },
  ]
}

function subscribe(account: Account, journal: Journal, appId: number, call: Call): Answer {
  const body = bodyObject(call)
  const objectTypeId = asOptionalText(field(body, 'objectTypeId'), 'objectTypeId')
  const type = objectTypeId === undefined ? undefined : account.types.find(objectTypeId)
  const subscriptionType = oneOf(subscriptionTypes, field(body, 'subscriptionType') ?? 'OBJECT', 'subscriptionType')
  if (objectTypeId !== undefined && type === undefined) throw invalid(`There is no object type ${objectTypeId}.`)
  if (type === undefined && (subscriptionType === 'OBJECT' || subscriptionType === 'ASSOCIATION'))
    throw invalid('objectTypeId is required.')
  // The object's own scope is needed besides that of subscriptions.
  if (type !== undefined) checkScopes(call.credentials?.scopes ?? null, [objectScopes(type).read])
  const made = journal.subscriptions.upsert({
    appId,
    portalId: asWhole(field(body, 'portalId') ?? account.portalId, 'portalId', 1, Number.MAX_SAFE_INTEGER),
    subscriptionType,
    ...(type === undefined ? {} : { objectTypeId: type.id }),
    actions: asArray(field(body, 'actions'), 'actions').map((action) => oneOf(journalActions, action, 'actions')),
    properties: asTexts(field(body, 'properties'), 'properties') ?? [],
    objectIds: asOptionalArray(field(body, 'objectIds'), 'objectIds').map((id) =>
      asWhole(id, 'objectIds', 0, Number.MAX_SAFE_INTEGER),
    ),
    associatedObjectTypeIds: asTexts(field(body, 'associatedObjectTypeIds'), 'associatedObjectTypeIds') ?? [],
  })
  return { status: 200, body: made }
}

function snapshot(account: Account, journal: Journal, appId: number, call: Call): Answer {
  const wanted = asArray(field(bodyObject(call), 'snapshotRequests'), 'snapshotRequests').map((item) =>
    wantedSnapshot(account, asObject(item, 'a snapshot request')),
  )
  const { requestId } = call.write.origin
  const snapshotResponses = wanted.map(({ type, state, properties, named }, index) => {
    const snapshotStatusId = `${requestId.slice(0, -4)}${String(index).padStart(4, '0')}`
    journal.tellSnapshot(appId, requestId, {
      action: 'SNAPSHOT',
      objectTypeId: type.id,
      objectId: state.id,
      snapshotStatusId,
      properties: valuesOf(type, state, properties),
    })
    return { ...named, snapshotStatusId }
  })
  return { status: 200, body: { snapshotResponses } }
}

function wantedSnapshot(account: Account, item: JsonObject) {
  const named = {
    portalId: asWhole(field(item, 'portalId'), 'portalId', 1, Number.MAX_SAFE_INTEGER),
    objectTypeId: asText(field(item, 'objectTypeId'), 'objectTypeId'),
    objectId: asWhole(field(item, 'objectId'), 'objectId', 0, Number.MAX_SAFE_INTEGER),
  }
  const type = account.types.find(named.objectTypeId)
  const state = named.portalId === account.portalId ? type?.records.alive(named.objectId) : undefined
  if (type === undefined || state === undefined) throw unknownDefinition('There is no such record.')
  return { named, type, state, properties: asTexts(field(item, 'properties'), 'properties') ?? [] }
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, where: string): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw invalid(`${where} must be one of ${allowed.join(', ')}.`)
  return found
}
