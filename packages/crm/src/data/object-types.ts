import type { ObjectType } from '../object-type.ts'

/** The names of {@link standardObjectTypes}. */
export type StandardName =
  | 'contacts'
  | 'companies'
  | 'deals'
  | 'tickets'
  | 'products'
  | 'line_items'
  | 'quotes'
  | 'communications'
  | 'feedback_submissions'
  | 'tasks'
  | 'notes'
  | 'meetings'
  | 'calls'
  | 'emails'
  | 'invoices'
  | 'marketing_events'
  | 'subscriptions'
  | 'goal_targets'
  | 'discounts'
  | 'fees'
  | 'taxes'
  | 'commerce_payments'
  | 'users'
  | 'postal_mail'
  | 'orders'
  | 'leads'
  | 'carts'
  | 'services'
  | 'courses'
  | 'listings'
  | 'appointments'
  | 'projects'

/**
 * HubSpot's own object types with what their API pages say of each
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "Objects" and "Searchable properties").
 */
export const standardObjectTypes: readonly (ObjectType & { readonly name: StandardName })[] = [
  {
    name: 'contacts',
    id: '0-1',
    singular: 'contact',
    createdProperty: 'createdate',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['firstname', 'lastname', 'email', 'createdate', 'lastmodifieddate', 'hs_object_id'],
    searchedProperties: [
      'firstname',
      'lastname',
      'email',
      'phone',
      'hs_additional_emails',
      'fax',
      'mobilephone',
      'company',
      'hs_marketable_until_renewal',
    ],
  },
  {
    name: 'companies',
    id: '0-2',
    singular: 'company',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['name', 'domain', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['website', 'phone', 'name', 'domain'],
  },
  {
    name: 'deals',
    id: '0-3',
    singular: 'deal',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'dealname',
      'amount',
      'closedate',
      'pipeline',
      'dealstage',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ],
    searchedProperties: ['dealname', 'pipeline', 'dealstage', 'description', 'dealtype'],
    pipeline: { pipelineProperty: 'pipeline', stageProperty: 'dealstage' },
  },
  {
    name: 'tickets',
    id: '0-5',
    singular: 'ticket',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'content',
      'hs_pipeline',
      'hs_pipeline_stage',
      'hs_ticket_category',
      'hs_ticket_priority',
      'subject',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ],
    searchedProperties: ['subject', 'content', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_id'],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'products',
    id: '0-7',
    singular: 'product',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['name', 'description', 'price', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['name', 'description', 'price', 'hs_sku'],
  },
  {
    name: 'line_items',
    id: '0-8',
    singular: 'line_item',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['quantity', 'amount', 'price', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'quotes',
    id: '0-14',
    singular: 'quote',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'hs_expiration_date',
      'hs_public_url_key',
      'hs_status',
      'hs_title',
      'hs_createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ],
    searchedProperties: [
      'hs_sender_firstname',
      'hs_sender_lastname',
      'hs_sender_email',
      'hs_sender_company_name',
      'hs_proposal_slug',
      'hs_title',
      'hs_quote_number',
      'hs_public_url_key',
    ],
  },
  {
    name: 'communications',
    id: '0-18',
    singular: 'communication',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'feedback_submissions',
    id: '0-19',
    singular: 'feedback_submission',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_submission_name', 'hs_content'],
  },
  {
    name: 'tasks',
    id: '0-27',
    singular: 'task',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_task_body', 'hs_task_subject'],
  },
  {
    name: 'notes',
    id: '0-46',
    singular: 'note',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_note_body'],
  },
  {
    name: 'meetings',
    id: '0-47',
    singular: 'meeting',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_meeting_title', 'hs_meeting_body'],
  },
  {
    name: 'calls',
    id: '0-48',
    singular: 'call',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_call_title', 'hs_body_preview'],
  },
  {
    name: 'emails',
    id: '0-49',
    singular: 'email',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: ['hs_email_subject'],
  },
  {
    name: 'invoices',
    id: '0-53',
    singular: 'invoice',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'marketing_events',
    id: '0-54',
    singular: 'marketing_event',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'subscriptions',
    id: '0-69',
    singular: 'subscription',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'goal_targets',
    id: '0-74',
    singular: 'goal_target',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'discounts',
    id: '0-84',
    singular: 'discount',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'fees',
    id: '0-85',
    singular: 'fee',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'taxes',
    id: '0-86',
    singular: 'tax',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'commerce_payments',
    id: '0-101',
    singular: 'commerce_payment',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'users',
    id: '0-115',
    singular: 'user',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'postal_mail',
    id: '0-116',
    singular: 'postal_mail',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'orders',
    id: '0-123',
    singular: 'order',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'leads',
    id: '0-136',
    singular: 'lead',
    createdProperty: 'createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'carts',
    id: '0-142',
    singular: 'cart',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
  },
  {
    name: 'services',
    id: '0-162',
    singular: 'service',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'courses',
    id: '0-410',
    singular: 'course',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'listings',
    id: '0-420',
    singular: 'listing',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'appointments',
    id: '0-421',
    singular: 'appointment',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
  {
    name: 'projects',
    id: '0-970',
    singular: 'project',
    createdProperty: 'hs_createdate',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    searchedProperties: [],
    pipeline: { pipelineProperty: 'hs_pipeline', stageProperty: 'hs_pipeline_stage' },
  },
]
