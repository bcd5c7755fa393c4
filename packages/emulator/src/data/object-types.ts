/** What the API offers for an object type besides list, get and batch read. */
export type Operation = 'create' | 'update' | 'archive' | 'search'

/** What is special about an object type; everything absent is as for most of them. */
export interface TypeRow {
  /** Singular and plural for people, where they are not the name made readable. */
  readonly labels?: readonly [singular: string, plural: string]
  /** Absent: everything. */
  readonly offers?: readonly Operation[]
  /** What a create must carry. */
  readonly required?: readonly string[]
  /** The guide lists the pipeline, too, which accounts fill in: the switch `pipelineRequiredOnCreate` decides. */
  readonly listsPipeline?: true
  /** At least one of these must be set on create. */
  readonly oneRequired?: readonly string[]
  /** What the guide lists besides, and accounts do not demand in practice: the switch `requiredByGuide` decides. */
  readonly requiredByGuide?: readonly string[]
  /** Records whose property has one of these values are published; the switch `publishedLocked` says whether they can still be changed. */
  readonly published?: { readonly property: string; readonly values: readonly string[] }
  /** A create must be associated with a record of that type by one of those types, given by type id. */
  readonly requiredAssociation?: { readonly to: string; readonly typeIds: readonly number[] }
  /** Can two records be merged: in all versions, or in those before 2026-09? */
  readonly merge?: 'always' | 'before-2026-09'
  readonly notAssociable?: true
  /** Unavailable until it is activated in the account's object library. */
  readonly activatable?: true
  /** May an account define unique properties of its own? */
  readonly customUnique?: true
  /** Properties that a search cannot filter by. */
  readonly notFilterable?: readonly string[]
}

const everything: readonly Operation[] = ['create', 'update', 'archive', 'search']
const activity = { required: ['hs_timestamp'], notFilterable: ['hs_body_preview_html'] } as const
const activatedType = { activatable: true, customUnique: true } as const

/**
 * What the object guides and API descriptions say of HubSpot's object types beyond their names and default properties, which
 * `@holdfast/crm` lists (https://developers.hubspot.com/docs/guides/crm/using-object-apis, and the page of each object).
 */
export const typeRows: Readonly<Record<string, TypeRow>> = {
  contacts: { merge: 'always', customUnique: true },
  companies: { oneRequired: ['domain', 'name'], merge: 'always', customUnique: true },
  deals: { required: ['dealname', 'dealstage'], listsPipeline: true, merge: 'always', customUnique: true },
  tickets: { required: ['subject', 'hs_pipeline_stage'], listsPipeline: true, merge: 'always', customUnique: true },
  products: {
    required: ['name'],
    requiredByGuide: ['price', 'description', 'hs_sku', 'hs_folder'],
    notAssociable: true,
  },
  quotes: {
    required: ['hs_title', 'hs_expiration_date'],
    published: { property: 'hs_status', values: ['APPROVAL_NOT_NEEDED', 'APPROVED'] },
  },
  communications: { required: ['hs_timestamp', 'hs_communication_channel_type'] },
  feedback_submissions: { offers: ['search'] },
  tasks: activity,
  notes: activity,
  meetings: activity,
  calls: activity,
  emails: {
    required: ['hs_timestamp', 'hs_email_direction'],
    notFilterable: ['hs_body_preview_html', 'hs_email_html', 'hs_body_preview'],
  },
  postal_mail: { required: ['hs_timestamp'], labels: ['Postal mail', 'Postal mail'] },
  invoices: { required: ['hs_currency'] },
  marketing_events: { required: ['hs_event_name', 'hs_event_description'] },
  subscriptions: { required: ['hs_name'] },
  goal_targets: { labels: ['Goal', 'Goals'] },
  commerce_payments: { required: ['hs_initial_amount', 'hs_initiated_date'], labels: ['Payment', 'Payments'] },
  users: { offers: ['update', 'search'], required: ['hs_internal_user_id', 'hs_email'], notAssociable: true },
  orders: { merge: 'before-2026-09' },
  leads: {
    required: ['hs_lead_name'],
    requiredAssociation: { to: 'contacts', typeIds: [578, 608] },
    customUnique: true,
  },
  services: { ...activatedType, required: ['hs_name', 'hs_pipeline', 'hs_pipeline_stage'], merge: 'before-2026-09' },
  courses: { ...activatedType, required: ['hs_course_name'], merge: 'before-2026-09' },
  listings: { ...activatedType, required: ['hs_name'] },
  appointments: { ...activatedType, required: ['hs_appointment_name'], merge: 'always' },
  projects: { required: ['hs_name', 'hs_pipeline', 'hs_pipeline_stage'], merge: 'before-2026-09' },
  contracts: { offers: [] },
  partner_clients: { offers: ['update', 'search'] },
  partner_services: { offers: ['update', 'search'] },
  deal_splits: { offers: [] },
}

/** Custom object types, which the account defines. */
export const customTypeRow: TypeRow = { merge: 'always', customUnique: true }

/** What `row` offers. */
export function offersOf(row: TypeRow): readonly Operation[] {
  return row.offers ?? everything
}

/**
 * Object types that have paths of their own and that the data layer does not know. No type id is documented for them, so their name
 * stands for it; deal splits are written through `/deal-splits` only.
 */
export const typesByNameOnly: readonly (readonly [name: string, singular: string])[] = [
  ['contracts', 'contract'],
  ['partner_clients', 'partner_client'],
  ['partner_services', 'partner_service'],
  ['deal_splits', 'deal_split'],
]

/** Names under which a type's records can be read and not written. */
export const readOnlyTwins: Readonly<Record<string, string>> = { payments: 'commerce_payments' }
