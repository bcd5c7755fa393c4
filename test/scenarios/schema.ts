import { defineSchema } from '@holdfast/crm'

/** The sales account that scenarios work with. */
export const schema = defineSchema({
  contacts: { associations: { companies: { labels: ['primary'] }, deals: { labels: [] } } },
  companies: { associations: { contacts: { labels: ['primary'] }, deals: { labels: ['primary'] } } },
  deals: { associations: { contacts: { labels: [] }, companies: { labels: ['primary'] } } },
})
