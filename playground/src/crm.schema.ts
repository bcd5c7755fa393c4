import { defineSchema } from '@holdfast/crm'

/** What this app uses of the account; HubSpot's own object types bring their standard properties along. */
export const schema = defineSchema({
  contacts: { associations: { companies: { labels: ['primary'] }, deals: { labels: [] } } },
  companies: { associations: { contacts: { labels: ['primary'] }, deals: { labels: ['primary'] } } },
  deals: { associations: { contacts: { labels: [] }, companies: { labels: ['primary'] } } },
})
