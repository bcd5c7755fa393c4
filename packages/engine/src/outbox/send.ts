import type { HubSpot } from '@holdfast/hubspot'
import type { Clock } from '../ports/index.ts'
import type { AssociationDraft, IntentDraft } from '../protocol.ts'
import type { Replica } from '../replica/index.ts'
import { emptyEntry, type StoredLink } from '../store/index.ts'
import type { FindAssociationType } from './association-types.ts'
import { compareWithHubSpot, type PolicyOf } from './conflict.ts'
import { archivedFacts, linkFacts, readFacts, writtenFacts } from './facts.ts'
import type { Intent } from './intent.ts'
import { outcomeOfError, type Outcome } from './outcome.ts'
import { parkingForConflicts } from './parked.ts'

/** What sending stands on. */
export interface SendContext {
  readonly hubspot: HubSpot
  readonly replica: Replica
  readonly clock: Clock
  /** HubSpot's clock. */
  readonly serverNow: () => number
  readonly policyOf: PolicyOf
  readonly associationType: FindAssociationType
}

type Create = Extract<IntentDraft, { kind: 'create' }>
type Update = Extract<IntentDraft, { kind: 'update' }>
type Link = Extract<IntentDraft, { kind: 'associate' | 'disassociate' }>

// Nothing at HubSpot compares and sets, so between looking and writing there is a gap; this keeps it to seconds, for one reading per edit.
const freshBaseMs = 5_000

/** Sends a claimed intent, with present ids in place of temporary ones, and says what became of it. */
export async function sendIntent(context: SendContext, intent: Intent, signal: AbortSignal): Promise<Outcome> {
  const { draft } = intent
  try {
    switch (draft.kind) {
      case 'create':
        return await sendCreate(context, draft, signal)
      case 'update':
        return await sendUpdate(context, intent, draft, signal)
      case 'archive':
        return await sendArchive(context, draft.objectType, idOf(context, draft.objectType, draft.id), signal)
      case 'associate':
      case 'disassociate':
        return await sendLink(context, draft, signal)
    }
  } catch (error) {
    return outcomeOfError(intent, error, context.clock.now())
  }
}

async function sendCreate(context: SendContext, draft: Create, signal: AbortSignal): Promise<Outcome> {
  const { objectType } = draft
  const targets = await Promise.all(draft.associations.map((to) => inlineAssociation(context, objectType, to, signal)))
  const sentAt = context.serverNow()
  const properties = withoutUnset(draft.properties)
  const record = await context.hubspot.objects.create(
    objectType,
    { properties, associations: targets },
    { lane: 'outbox', signal },
  )
  const layout = context.replica.layout(objectType)
  const links = draft.associations.map((to) => storedLink(context, objectType, record.id, to))
  return {
    kind: 'accepted',
    facts: { ...emptyEntry, ...writtenFacts(layout, record, null, draft.properties), ...linkFacts(links, sentAt) },
    id: record.id,
  }
}

async function inlineAssociation(
  context: SendContext,
  from: string,
  to: AssociationDraft,
  signal: AbortSignal,
): Promise<{
  to: string
  types: { category: 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED' | 'WORK'; typeId: number }[]
}> {
  const { category, typeId } = await context.associationType(from, to.objectType, to.label, signal)
  return { to: idOf(context, to.objectType, to.id), types: [{ category, typeId }] }
}

async function sendUpdate(context: SendContext, intent: Intent, draft: Update, signal: AbortSignal): Promise<Outcome> {
  const { hubspot, replica } = context
  const { objectType } = draft
  const id = idOf(context, objectType, draft.id)
  const layout = replica.layout(objectType)
  let properties: Readonly<Record<string, string>> = draft.properties
  const sentAt = context.serverNow()
  if (intent.mustCheck || !isBaseFresh(context, objectType, id) || hasMoved(context, draft)) {
    const present = await hubspot.objects.get(objectType, id, { properties: layout.names }, { lane: 'outbox', signal })
    const update = {
      objectType,
      mine: draft.properties,
      base: draft.base,
      theirs: (name: string) => present.properties[name] ?? null,
      keepMine: intent.keepMine,
    }
    const { send, asked } = compareWithHubSpot(
      update,
      (name) => replica.schema[objectType]?.properties[name],
      context.policyOf,
    )
    if (asked.length > 0) return { kind: 'parked', parking: parkingForConflicts(asked, context.clock.now()) }
    if (Object.keys(send).length === 0)
      return { kind: 'accepted', facts: { ...emptyEntry, ...readFacts(layout, present, sentAt) }, id: present.id }
    properties = send
  }
  const record = await hubspot.objects.update(objectType, id, properties, { lane: 'outbox', signal })
  const known = replica.table(objectType).stored(replica.identities.keyOf(objectType, id))
  return {
    kind: 'accepted',
    facts: { ...emptyEntry, ...writtenFacts(layout, record, known, properties) },
    id: record.id === id ? null : record.id,
  }
}

// Only a direct reading says what HubSpot has now: a search may be a minute behind, which is what its readings' moment takes into account.
function isBaseFresh({ replica, serverNow }: SendContext, objectType: string, id: string): boolean {
  const stored = replica.table(objectType).stored(replica.identities.keyOf(objectType, id))
  return stored !== null && serverNow() - stored[2] <= freshBaseMs
}

// Did delta sync already bring a value that the user had not seen?
function hasMoved({ replica }: SendContext, { objectType, id, base }: Update): boolean {
  const table = replica.table(objectType)
  const key = replica.identities.keyOf(objectType, id)
  return Object.entries(base).some(([name, seen]) => (table.base(key, name) ?? null) !== seen)
}

async function sendArchive(
  context: SendContext,
  objectType: string,
  id: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const sentAt = context.serverNow()
  await context.hubspot.objects.archive(objectType, id, { lane: 'outbox', signal })
  return { kind: 'accepted', facts: archivedFacts(objectType, id, sentAt), id: null }
}

async function sendLink(context: SendContext, draft: Link, signal: AbortSignal): Promise<Outcome> {
  const { associations } = context.hubspot
  const { objectType: from, to } = draft
  const [fromId, toId] = [idOf(context, from, draft.id), idOf(context, to.objectType, to.id)]
  const options = { lane: 'outbox', signal } as const
  const sentAt = context.serverNow()
  const link = storedLink(context, from, fromId, to)
  if (draft.kind === 'associate') {
    if (to.label === null) await associations.putDefault(from, fromId, to.objectType, toId, options)
    else await putLabel(context, from, fromId, to.objectType, toId, to.label, signal)
    return { kind: 'accepted', facts: { ...emptyEntry, ...linkFacts([link], sentAt) }, id: null }
  }
  if (to.label === null) {
    await associations.archive(from, fromId, to.objectType, toId, options)
    return { kind: 'accepted', facts: { ...emptyEntry, ...linkFacts([{ ...link, labels: null }], sentAt) }, id: null }
  }
  const type = await context.associationType(from, to.objectType, to.label, signal)
  await associations.archiveLabels(
    from,
    to.objectType,
    [{ fromId, toId, types: [{ category: type.category, typeId: type.typeId }] }],
    options,
  )
  return { kind: 'accepted', facts: emptyEntry, id: null }
}

// PUT replaces the set of labels, so those that are there are sent along
// (https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide).
async function putLabel(
  context: SendContext,
  from: string,
  fromId: string,
  to: string,
  toId: string,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  const { associations } = context.hubspot
  const options = { lane: 'outbox', signal } as const
  const wanted = await context.associationType(from, to, label, signal)
  const present = await associations.batchRead(from, to, [fromId], options)
  const kept = present.flatMap(({ targets }) => targets).filter((target) => target.toId === toId)
  const types = kept
    .flatMap((target) => target.types)
    .filter(({ label: text, typeId }) => text !== null && typeId !== wanted.typeId)
  await associations.putLabelled(
    from,
    fromId,
    to,
    toId,
    [wanted, ...types].map(({ category, typeId }) => ({ category, typeId })),
    options,
  )
}

/** The link that an association of a draft becomes. */
export function storedLink(
  context: SendContext,
  fromType: string,
  fromId: string,
  to: AssociationDraft,
): Omit<StoredLink, 'readAt'> {
  return {
    fromType,
    fromId,
    toType: to.objectType,
    toId: idOf(context, to.objectType, to.id),
    labels: to.label === null ? [null] : [null, to.label],
  }
}

function idOf({ replica }: SendContext, objectType: string, id: string): string {
  return replica.identities.idOf(objectType, replica.identities.keyOf(objectType, id))
}

function withoutUnset(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([, wire]) => wire !== ''))
}
