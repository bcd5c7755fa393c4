import { describeObjectType, isHoldfastError } from '@holdfast/crm'
import type { ReadRecord, SearchFilter } from '@holdfast/hubspot'
import type { IntentDraft } from '../protocol.ts'
import { emptyEntry } from '../store/index.ts'
import { isSameValue } from './conflict.ts'
import { linkFacts, readFacts } from './facts.ts'
import type { Intent } from './intent.ts'
import { outcomeOfError, type Outcome } from './outcome.ts'
import { parkingForDuplicate, parkingForUnknownOutcome } from './parked.ts'
import { storedLink, type SendContext } from './send.ts'

type Create = Extract<IntentDraft, { kind: 'create' }>

/** What finding out stands on, besides sending. */
export interface ResolveContext extends SendContext {
  /** How long HubSpot's search may not know of a new record, ms. */
  readonly searchLagMs: number
}

/**
 * Finds out what became of an intent that was sent and never answered. A create is looked for and never blindly sent again; everything else is
 * safe to repeat after a look at HubSpot's present state.
 */
export async function resolveIntent(context: ResolveContext, intent: Intent, signal: AbortSignal): Promise<Outcome> {
  const { draft } = intent
  if (draft.kind !== 'create') return { kind: 'released', pause: null, mustCheck: true }
  try {
    const unique = uniqueValue(context, draft)
    return unique === null
      ? await findByContent(context, intent, draft, signal)
      : await findByUnique(context, intent, draft, unique, signal)
  } catch (error) {
    const outcome = outcomeOfError(intent, error, context.clock.now())
    // Not being able to look changes nothing about not knowing.
    return outcome.kind === 'released' ? { kind: 'lost', pause: outcome.pause, again: context.clock.now() } : outcome
  }
}

// A unique property of ours in the draft: HubSpot itself refuses a second record, so sending again is safe once it is not there.
function uniqueValue(
  { replica }: ResolveContext,
  { objectType, properties }: Create,
): { readonly idProperty: string; readonly value: string } | null {
  for (const [name, property] of Object.entries(replica.schema[objectType]?.properties ?? {})) {
    const value = properties[name]
    if (property.unique === true && property.readOnly !== true && value !== undefined && value !== '')
      return { idProperty: name, value }
  }
  return null
}

async function findByUnique(
  context: ResolveContext,
  intent: Intent,
  draft: Create,
  { idProperty, value }: { readonly idProperty: string; readonly value: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { objectType } = draft
  const names = context.replica.layout(objectType).names
  let record: ReadRecord
  try {
    record = await context.hubspot.objects.get(
      objectType,
      value,
      { idProperty, properties: names },
      { lane: 'outbox', signal },
    )
  } catch (error) {
    if (isHoldfastError(error, 'api/gone')) return { kind: 'released', pause: null, mustCheck: false }
    throw error
  }
  if (isOurs(context, draft, record)) return found(context, draft, record)
  return { kind: 'parked', parking: parkingForDuplicate(intent, record.id, context.clock.now()) }
}

async function findByContent(
  context: ResolveContext,
  intent: Intent,
  draft: Create,
  signal: AbortSignal,
): Promise<Outcome> {
  const sentAt = intent.sentAt ?? intent.madeAt
  const { objectType } = draft
  const page = await context.hubspot.search(objectType, contentSearch(context, draft, sentAt), {
    lane: 'outbox',
    signal,
  })
  const ours = page.records.filter(
    (record) => isOurs(context, draft, record) && !isKnownElsewhere(context, objectType, record.id),
  )
  const [record] = ours
  if (record !== undefined && ours.length === 1) return found(context, draft, record)
  const now = context.clock.now()
  const untilKnown = sentAt + context.searchLagMs - context.serverNow()
  if (untilKnown > 0) return { kind: 'lost', pause: null, again: now + Math.min(untilKnown, 10_000) }
  return { kind: 'parked', parking: parkingForUnknownOutcome(now) }
}

// Created since shortly before we sent, with our values in up to five properties; the rest is compared here.
function contentSearch(
  { replica }: ResolveContext,
  draft: Create,
  sentAt: number,
): { filterGroups: { filters: SearchFilter[] }[]; properties: readonly string[]; limit: number } {
  const { createdProperty } = describeObjectType(draft.objectType)
  const since: SearchFilter = { propertyName: createdProperty, operator: 'GTE', value: String(sentAt - 600_000) }
  const same = Object.entries(draft.properties)
    .filter(([, value]) => value !== '' && value.length <= 100)
    .slice(0, 5)
    .map(([propertyName, value]): SearchFilter => ({ propertyName, operator: 'EQ', value }))
  return {
    filterGroups: [{ filters: [since, ...same] }],
    properties: replica.layout(draft.objectType).names,
    limit: 10,
  }
}

function isOurs({ replica }: ResolveContext, { objectType, properties }: Create, record: ReadRecord): boolean {
  return Object.entries(properties).every(([name, mine]) => {
    const definition = replica.schema[objectType]?.properties[name] ?? { type: 'string' }
    const theirs = record.properties[name] ?? null
    return isSameValue(definition, theirs, mine) || (theirs ?? '').toLowerCase() === mine.toLowerCase()
  })
}

// A record that was here before, or that another intent of ours became, is not the answer.
function isKnownElsewhere({ replica }: ResolveContext, objectType: string, id: string): boolean {
  const key = replica.identities.keyOf(objectType, id)
  return key !== id
}

// HubSpot creates a record and its inline associations together, so finding one proves the other.
function found(context: ResolveContext, draft: Create, record: ReadRecord): Outcome {
  const readAt = context.serverNow()
  const links = draft.associations.map((to) => storedLink(context, draft.objectType, record.id, to))
  const facts = {
    ...emptyEntry,
    ...readFacts(context.replica.layout(draft.objectType), record, readAt),
    ...linkFacts(links, readAt),
  }
  return { kind: 'accepted', facts, id: record.id }
}
