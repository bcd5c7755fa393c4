/** A stage in short: id, label, metadata as strings. */
export type StageRow = readonly [id: string, label: string, metadata: Readonly<Record<string, string>>]

/** A pipeline in short. */
export interface PipelineRow {
  readonly id: string
  readonly label: string
  readonly stages: readonly StageRow[]
}

const open = { isClosed: 'false' }

/**
 * The pipelines an account starts with, by object type. Deals: `default` and its stages
 * (https://developers.hubspot.com/docs/api-reference/legacy/crm/pipelines/guide), and a second one so that nobody takes the first for
 * granted; tickets: `0` with first stage `1`.
 */
export const initialPipelines: Readonly<Record<string, readonly PipelineRow[]>> = {
  deals: [
    {
      id: 'default',
      label: 'Sales Pipeline',
      stages: [
        ['appointmentscheduled', 'Appointment scheduled', { ...open, probability: '0.2' }],
        ['qualifiedtobuy', 'Qualified to buy', { ...open, probability: '0.4' }],
        ['presentationscheduled', 'Presentation scheduled', { ...open, probability: '0.6' }],
        ['decisionmakerboughtin', 'Decision maker bought-in', { ...open, probability: '0.8' }],
        ['contractsent', 'Contract sent', { ...open, probability: '0.9' }],
        ['closedwon', 'Closed won', { isClosed: 'true', probability: '1.0' }],
        ['closedlost', 'Closed lost', { isClosed: 'true', probability: '0.0' }],
      ],
    },
    {
      id: '75398231',
      label: 'Partner Pipeline',
      stages: [
        ['148270331', 'Partner introduced', { ...open, probability: '0.1' }],
        ['148270332', 'Joint proposal', { ...open, probability: '0.5' }],
        ['148270333', 'Partner won', { isClosed: 'true', probability: '1.0' }],
        ['148270334', 'Partner lost', { isClosed: 'true', probability: '0.0' }],
      ],
    },
  ],
  tickets: [
    {
      id: '0',
      label: 'Support Pipeline',
      stages: [
        ['1', 'New', { ticketState: 'OPEN' }],
        ['2', 'Waiting on contact', { ticketState: 'OPEN' }],
        ['3', 'Waiting on us', { ticketState: 'OPEN' }],
        ['4', 'Closed', { ticketState: 'CLOSED' }],
      ],
    },
  ],
  leads: [
    {
      id: 'lead-pipeline-id',
      label: 'Lead pipeline',
      stages: inThreeSteps('new-stage-id', 'attempting-stage-id', 'qualified-stage-id'),
    },
  ],
  orders: [
    {
      id: '14a2e10e-5471-408a-906e-c51f3b04369e',
      label: 'Order pipeline',
      stages: inThreeSteps(
        '4b27b500-f031-4927-9811-68a0b525cbae',
        '937ea84d-0a4f-4dcf-9028-3f9c2aafbf03',
        '3725360f-519b-4b18-a593-494d60a29c9f',
      ),
    },
  ],
  services: [
    {
      id: '0e2d4a3c-9f11-4d4c-8f2e-1a61c47a3c01',
      label: 'Service pipeline',
      stages: inThreeSteps(
        '8e2b21d0-7a90-4968-8f8c-a8525cc49c70',
        'b6a3d1c2-5c51-4b8c-9c0e-64f0c1a7d302',
        '600b692d-a3fe-4052-9cd7-278b134d7941',
      ),
    },
  ],
  courses: [
    {
      id: '51f3a1b7-0c1f-4f86-9f5b-0f5f0f5c7a03',
      label: 'Course pipeline',
      stages: inThreeSteps(
        'f1c1a2b3-0c1f-4f86-9f5b-0f5f0f5c7a04',
        'f1c1a2b3-0c1f-4f86-9f5b-0f5f0f5c7a05',
        'f1c1a2b3-0c1f-4f86-9f5b-0f5f0f5c7a06',
      ),
    },
  ],
  listings: [
    {
      id: '6a4c1c50-19ad-4d30-8a79-d0a7f7a4ac07',
      label: 'Listing pipeline',
      stages: inThreeSteps(
        '6a4c1c50-19ad-4d30-8a79-d0a7f7a4ac08',
        '6a4c1c50-19ad-4d30-8a79-d0a7f7a4ac09',
        '6a4c1c50-19ad-4d30-8a79-d0a7f7a4ac10',
      ),
    },
  ],
  appointments: [
    {
      id: '9c2e5b71-3b0d-49cf-95de-2f1c3d0e4f11',
      label: 'Appointment pipeline',
      stages: inThreeSteps(
        '9c2e5b71-3b0d-49cf-95de-2f1c3d0e4f12',
        '9c2e5b71-3b0d-49cf-95de-2f1c3d0e4f13',
        '9c2e5b71-3b0d-49cf-95de-2f1c3d0e4f14',
      ),
    },
  ],
  projects: [
    {
      id: 'd4b8a9c0-6e2f-4a17-8f35-7c9d1e2f3a15',
      label: 'Project pipeline',
      stages: inThreeSteps(
        'd4b8a9c0-6e2f-4a17-8f35-7c9d1e2f3a16',
        'd4b8a9c0-6e2f-4a17-8f35-7c9d1e2f3a17',
        'd4b8a9c0-6e2f-4a17-8f35-7c9d1e2f3a18',
      ),
    },
  ],
}

function inThreeSteps(first: string, second: string, last: string): readonly StageRow[] {
  return [
    [first, 'New', { state: 'OPEN' }],
    [second, 'In progress', { state: 'OPEN' }],
    [last, 'Done', { state: 'CLOSED' }],
  ]
}
