import { defineSchema } from '@holdfast/crm'

export const schema = defineSchema({
  contacts: { associations: { deals: { labels: [] } } },
  deals: { associations: { contacts: { labels: [] } } },
})
