import { defineSchema } from '@holdfast/crm'

/** A small account for tests. */
export const schema = defineSchema({
  contacts: {
    properties: {
      hs_buying_role: { type: 'enumeration', options: ['DECISION_MAKER', 'END_USER'], multiple: true },
    },
    associations: { companies: { labels: ['primary', 'billing'] }, deals: { labels: [] } },
  },
  deals: {
    properties: {
      closedate: { type: 'date' },
      pipeline: { type: 'enumeration', options: ['default', 'partner'] },
      dealstage: {
        type: 'enumeration',
        options: ['appointmentscheduled', 'closedwon', 'closedlost'],
        requiredOnCreate: true,
      },
    },
    associations: { contacts: { labels: ['decision_maker'] }, companies: { labels: ['primary'] } },
  },
  companies: { associations: { contacts: { labels: ['primary', 'billing'] }, deals: { labels: ['primary'] } } },
})
