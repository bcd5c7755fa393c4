import type { PropertyRow } from '../account/index.ts'

/** Properties of activities besides the record id, dates and owner that every type has. */
export const activityProperties: Readonly<Record<string, readonly PropertyRow[]>> = {
  communications: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_communication_channel_type', 'Channel type', 'select', { options: ['SMS', 'LINKEDIN_MESSAGE', 'WHATS_APP'] }],
    ['hs_communication_body', 'Communication body', 'html'],
    ['hs_communication_logged_from', 'Logged from', 'select', { options: ['CRM'] }],
  ],
  tasks: [
    ['hs_timestamp', 'Due date', 'datetime'],
    ['hs_task_subject', 'Task title', 'text'],
    ['hs_task_body', 'Notes', 'html'],
    [
      'hs_task_status',
      'Task status',
      'select',
      { options: ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED'] },
    ],
    ['hs_task_priority', 'Priority', 'select', { options: ['NONE', 'LOW', 'MEDIUM', 'HIGH'] }],
    ['hs_task_type', 'Task type', 'select', { options: ['TODO', 'CALL', 'EMAIL'] }],
  ],
  notes: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_note_body', 'Note body', 'html'],
    ['hs_body_preview', 'Body preview', 'computedText'],
    ['hs_body_preview_html', 'Body preview HTML', 'computedText'],
  ],
  meetings: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_meeting_title', 'Meeting name', 'text'],
    ['hs_meeting_body', 'Meeting description', 'html'],
    ['hs_meeting_start_time', 'Meeting start time', 'datetime'],
    ['hs_meeting_end_time', 'Meeting end time', 'datetime'],
    ['hs_meeting_location', 'Meeting location', 'text'],
    [
      'hs_meeting_outcome',
      'Meeting outcome',
      'select',
      { options: ['SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', ['CANCELED', 'Canceled']] },
    ],
    ['hs_body_preview', 'Body preview', 'computedText'],
    ['hs_body_preview_html', 'Body preview HTML', 'computedText'],
  ],
  calls: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_call_title', 'Call title', 'text'],
    ['hs_call_body', 'Call notes', 'html'],
    ['hs_call_duration', 'Call duration', 'number'],
    [
      'hs_call_status',
      'Call status',
      'select',
      {
        options: [
          'BUSY',
          'CALLING_CRM_USER',
          'CANCELED',
          'COMPLETED',
          'CONNECTING',
          'FAILED',
          'IN_PROGRESS',
          'NO_ANSWER',
          'QUEUED',
          'RINGING',
        ],
      },
    ],
    ['hs_call_direction', 'Call direction', 'select', { options: ['INBOUND', 'OUTBOUND'] }],
    ['hs_body_preview', 'Body preview', 'computedText'],
    ['hs_body_preview_html', 'Body preview HTML', 'computedText'],
  ],
  emails: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_email_subject', 'Email subject', 'text'],
    ['hs_email_text', 'Email body', 'textarea'],
    ['hs_email_html', 'Email HTML', 'html'],
    ['hs_email_direction', 'Email direction', 'select', { options: ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL'] }],
    [
      'hs_email_status',
      'Email send status',
      'select',
      { options: ['BOUNCED', 'FAILED', 'SCHEDULED', 'SENDING', 'SENT'] },
    ],
    ['hs_body_preview', 'Body preview', 'computedText'],
    ['hs_body_preview_html', 'Body preview HTML', 'computedText'],
  ],
  postal_mail: [
    ['hs_timestamp', 'Activity date', 'datetime'],
    ['hs_postal_mail_body', 'Body', 'html'],
  ],
}
