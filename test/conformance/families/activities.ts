import type { Rows } from '../rows.ts'
import { objectRows, type Sample } from './object-rows.ts'

const at = { hs_timestamp: '2026-11-20T09:30:00Z' }
const partner = 'contacts'

const calls: Sample = {
  objectType: 'calls',
  properties: { hs_call_title: 'First call', hs_call_status: 'COMPLETED', hs_call_duration: '240000', ...at },
  change: { hs_call_title: 'Second call' },
  partner,
}

const communications: Sample = {
  objectType: 'communications',
  properties: { hs_communication_body: 'On my way', hs_communication_channel_type: 'SMS', ...at },
  change: { hs_communication_body: 'Arrived' },
  partner,
}

const emails: Sample = {
  objectType: 'emails',
  properties: { hs_email_subject: 'Offer', hs_email_direction: 'EMAIL', hs_email_status: 'SENT', ...at },
  change: { hs_email_subject: 'Offer, revised' },
  partner,
}

const meetings: Sample = {
  objectType: 'meetings',
  properties: { hs_meeting_title: 'Site visit', hs_meeting_outcome: 'SCHEDULED', ...at },
  change: { hs_meeting_outcome: 'COMPLETED' },
  partner,
}

const notes: Sample = {
  objectType: 'notes',
  properties: { hs_note_body: 'Wants the lift before summer', ...at },
  change: { hs_note_body: 'Wants two lifts' },
  partner,
}

const postalMail: Sample = {
  objectType: 'postal_mail',
  properties: { hs_postal_mail_body: 'Brochure', ...at },
  change: { hs_postal_mail_body: 'Brochure and price list' },
  partner,
}

const tasks: Sample = {
  objectType: 'tasks',
  properties: { hs_task_subject: 'Send the offer', hs_task_status: 'NOT_STARTED', hs_task_priority: 'HIGH', ...at },
  change: { hs_task_status: 'COMPLETED' },
  partner,
}

/** What people did: calls, messages, emails, meetings, notes, letters, tasks. */
export const activities: Rows = {
  ...objectRows('crm.objects.calls', ({ client }) => client.crm.objects.calls, calls),
  ...objectRows('crm.objects.communications', ({ client }) => client.crm.objects.communications, communications),
  ...objectRows('crm.objects.emails', ({ client }) => client.crm.objects.emails, emails),
  ...objectRows('crm.objects.meetings', ({ client }) => client.crm.objects.meetings, meetings),
  ...objectRows('crm.objects.notes', ({ client }) => client.crm.objects.notes, notes),
  ...objectRows('crm.objects.postalMail', ({ client }) => client.crm.objects.postalMail, postalMail),
  ...objectRows('crm.objects.tasks', ({ client }) => client.crm.objects.tasks, tasks),
}
