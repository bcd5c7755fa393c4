import type { PropertyRow } from '../account/index.ts'

/** Properties of the remaining object types besides the record id, dates and owner that every type has. */
export const otherProperties: Readonly<Record<string, readonly PropertyRow[]>> = {
  tickets: [
    ['subject', 'Ticket name', 'text'],
    ['content', 'Ticket description', 'textarea'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Ticket status', 'select', { open: true }],
    [
      'hs_ticket_category',
      'Category',
      'several',
      { ownOptions: true, options: ['PRODUCT_ISSUE', 'BILLING_ISSUE', 'FEATURE_REQUEST', 'GENERAL_INQUIRY'] },
    ],
    ['hs_ticket_priority', 'Priority', 'select', { options: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'] }],
    ['hs_ticket_id', 'Ticket ID', 'number', { readOnly: true }],
  ],
  feedback_submissions: [
    ['hs_submission_name', 'Submission name', 'text', { readOnly: true }],
    ['hs_content', 'Content', 'textarea', { readOnly: true }],
    ['hs_value', 'Value', 'number', { readOnly: true }],
  ],
  marketing_events: [
    ['hs_event_name', 'Event name', 'text'],
    ['hs_event_description', 'Event description', 'textarea'],
    ['hs_start_datetime', 'Start', 'datetime'],
    ['hs_end_datetime', 'End', 'datetime'],
  ],
  goal_targets: [
    ['hs_goal_name', 'Goal name', 'text'],
    ['hs_target_amount', 'Target amount', 'number'],
    ['hs_start_datetime', 'Start', 'datetime'],
    ['hs_end_datetime', 'End', 'datetime'],
  ],
  users: [
    ['hs_email', 'Email', 'text'],
    ['hs_internal_user_id', 'User ID', 'number'],
    ['hs_job_title', 'Job title', 'text'],
  ],
  leads: [
    ['hs_lead_name', 'Lead name', 'text'],
    ['hs_lead_label', 'Lead label', 'select', { options: ['HOT', 'WARM', 'COLD'] }],
    ['hs_lead_type', 'Lead type', 'select', { options: ['NEW_BUSINESS', 'UPSELL', 'RE_ATTEMPTING'] }],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  services: [
    ['hs_name', 'Name', 'text'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  courses: [
    ['hs_course_name', 'Course name', 'text'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  listings: [
    ['hs_name', 'Name', 'text'],
    ['hs_price', 'Price', 'number'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  appointments: [
    ['hs_appointment_name', 'Appointment name', 'text'],
    ['hs_appointment_start', 'Start', 'datetime'],
    ['hs_appointment_end', 'End', 'datetime'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  projects: [
    ['hs_name', 'Name', 'text'],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  contracts: [['hs_name', 'Name', 'text', { readOnly: true }]],
  partner_clients: [['hs_name', 'Name', 'text']],
  partner_services: [['hs_name', 'Name', 'text']],
  deal_splits: [['hs_deal_split_percentage', 'Deal split percentage', 'number']],
}
