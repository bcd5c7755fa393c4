/**
 * What a create must carry, by object type (the object guides of version 2026-09,
 * https://developers.hubspot.com/docs/guides/crm/using-object-apis). Pipelines are not listed: a switch decides about them.
 */
export const requiredOnCreate: Readonly<Record<string, readonly string[]>> = {
  deals: ['dealname', 'dealstage'],
  tickets: ['subject', 'hs_pipeline_stage'],
  appointments: ['hs_appointment_name'],
  calls: ['hs_timestamp'],
  communications: ['hs_timestamp', 'hs_communication_channel_type'],
  courses: ['hs_course_name'],
  emails: ['hs_timestamp', 'hs_email_direction'],
  invoices: ['hs_currency'],
  leads: ['hs_lead_name'],
  listings: ['hs_name'],
  marketing_events: ['hs_event_name', 'hs_event_description'],
  meetings: ['hs_timestamp'],
  notes: ['hs_timestamp'],
  commerce_payments: ['hs_initial_amount', 'hs_initiated_date'],
  postal_mail: ['hs_timestamp'],
  products: ['name'],
  quotes: ['hs_title', 'hs_expiration_date'],
  services: ['hs_name', 'hs_pipeline', 'hs_pipeline_stage'],
  subscriptions: ['hs_name'],
  tasks: ['hs_timestamp'],
  projects: ['hs_name', 'hs_pipeline', 'hs_pipeline_stage'],
}

/** Types of which a create must carry at least one of these properties. */
export const oneRequiredOnCreate: Readonly<Record<string, readonly string[]>> = { companies: ['domain', 'name'] }

/** Types that are read only over the API. */
export const readOnlyTypes: ReadonlySet<string> = new Set(['feedback_submissions'])

/** Types whose records can be merged, custom ones besides; of these, {@link mergedBefore202609} only in older versions. */
export const mergeable: ReadonlySet<string> = new Set(['appointments', 'companies', 'contacts', 'deals', 'tickets'])

/** Types whose merge the descriptions before 2026-09 list besides {@link mergeable}. */
export const mergedBefore202609: ReadonlySet<string> = new Set(['courses', 'services', 'orders', 'projects'])

/** Types whose records cannot be associated. */
export const notAssociable: ReadonlySet<string> = new Set(['products', 'users'])

/** Properties that a search cannot filter by (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm). */
export const notFilterable: Readonly<Record<string, readonly string[]>> = {
  calls: ['hs_body_preview_html'],
  emails: ['hs_body_preview_html', 'hs_email_html', 'hs_body_preview'],
  meetings: ['hs_body_preview_html'],
  notes: ['hs_body_preview_html'],
  tasks: ['hs_body_preview_html'],
}
