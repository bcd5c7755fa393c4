import { HoldfastError } from '@holdfast/crm'
import type { AssociationDraft, Conflict, IntentDraft, ParkedReason, Repair, WriteState } from '../protocol.ts'
import type { JournalRow, NewJournalRow } from '../store/index.ts'
import { isDraft, isFields, isListOf, isParking } from './intent-body.ts'
import { isIntentState, transitions, type IntentEvent, type IntentState } from './transitions.ts'

/** Why an intent is parked, and what may be done. */
export interface Parking {
  readonly reason: ParkedReason
  /** In plain words, without property values. */
  readonly cause: string
  readonly properties: readonly string[]
  readonly conflicts: readonly Conflict[]
  readonly repairs: readonly Repair[]
  readonly since: number
}

/** One record's wish, durable in the journal until HubSpot confirmed it or a person gave it up. */
export interface Intent {
  readonly seq: number
  readonly key: string
  readonly state: IntentState
  readonly epoch: number
  readonly draft: IntentDraft
  /** Epoch ms at which the user made it; for people, never for order. */
  readonly madeAt: number
  readonly attempts: number
  /** When it was first sent, epoch ms on HubSpot's clock. */
  readonly sentAt: number | null
  /** Present while parked. */
  readonly parking: Parking | null
  /** Conflicts that a person decided for this value. */
  readonly keepMine: readonly string[]
  /** HubSpot's current values have to be read before it is sent. */
  readonly mustCheck: boolean
}

/** The form of the journal's `body`; raised only with a reader for every older one. */
const bodyVersion = 1

type Body = Omit<Intent, 'seq' | 'key' | 'state' | 'epoch'> & { readonly version: typeof bodyVersion }

/** A draft as the journal takes it. */
export function newIntentRow(draft: IntentDraft, now: number): NewJournalRow {
  const body: Body = {
    version: bodyVersion,
    draft,
    madeAt: now,
    attempts: 0,
    sentAt: null,
    parking: null,
    keepMine: [],
    mustCheck: false,
  }
  return { key: draft.key, state: 'queued' satisfies IntentState, epoch: 0, body }
}

/** The intent of a row that is on its way into the journal: it comes after all that have a place there. */
export function intentOnItsWay(row: NewJournalRow): Intent | null {
  return parseIntent({ ...row, seq: Infinity })
}

/** The intent of a journal row; null for a row of a later version, or a damaged one ({@link isDamaged}), which are left alone. */
export function parseIntent({ seq, key, state, epoch, body }: JournalRow): Intent | null {
  if (!isIntentState(state) || !isBody(body)) return null
  const { version: _version, ...rest } = body
  return { seq, key, state, epoch, ...rest }
}

/** The journal row of an intent. */
export function intentRow({ seq, key, state, epoch, ...rest }: Intent): JournalRow {
  const body: Body = { version: bodyVersion, ...rest }
  return { seq, key, state, epoch, body }
}

/** The intent after an event. Throws `engine/invariant` for an event that its state cannot meet. */
export function advance(
  intent: Intent,
  event: IntentEvent,
  change: Partial<Pick<Intent, 'draft' | 'attempts' | 'sentAt' | 'parking' | 'keepMine' | 'mustCheck'>> = {},
): Intent {
  const state = transitions[intent.state][event]
  if (state === null) {
    throw new HoldfastError(
      'engine/invariant',
      `An intent that is ${intent.state} met "${event}".`,
      'Please report this; the intent is kept as it was.',
      { room: 'outbox', rule: 'transitions' },
    )
  }
  return { ...intent, parking: null, ...change, state }
}

/** Does the intent still want something? */
export function isOpen({ state }: Intent): boolean {
  return state !== 'acked' && state !== 'discarded'
}

/** The state as applications see it. */
export function writeState({ state }: Intent): WriteState {
  return state === 'acked' ? 'synced' : state
}

/** Records that the draft links to. */
export function referencesOf(draft: IntentDraft): readonly AssociationDraft[] {
  switch (draft.kind) {
    case 'create':
      return draft.associations
    case 'associate':
    case 'disassociate':
      return [draft.to]
    case 'update':
    case 'archive':
      return []
  }
}

/** Is this a row of our version that cannot be read? */
export function isDamaged({ state, body }: JournalRow): boolean {
  const isLater = isFields(body) && typeof body['version'] === 'number' && body['version'] > bodyVersion
  return !isLater && isIntentState(state) && !isBody(body)
}

function isBody(value: unknown): value is Body {
  return (
    isFields(value) &&
    value['version'] === bodyVersion &&
    isDraft(value['draft']) &&
    typeof value['madeAt'] === 'number' &&
    typeof value['attempts'] === 'number' &&
    (value['sentAt'] === null || typeof value['sentAt'] === 'number') &&
    (value['parking'] === null || isParking(value['parking'])) &&
    isListOf(value['keepMine'], (name) => typeof name === 'string') &&
    typeof value['mustCheck'] === 'boolean'
  )
}
