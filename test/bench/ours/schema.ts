import { defineSchema } from '@holdfast/crm'

/** What the benchmark's app uses of the account: the standard properties, and those of the data set beyond them. */
export const schema = defineSchema({
  contacts: {
    properties: {
      firstname: { type: 'string' },
      lastname: { type: 'string' },
      salutation: { type: 'string' },
      email: { type: 'string', unique: true },
      phone: { type: 'string' },
      mobilephone: { type: 'string' },
      company: { type: 'string' },
      jobtitle: { type: 'string' },
      industry: { type: 'string' },
      address: { type: 'string' },
      city: { type: 'string' },
      state: { type: 'string' },
      zip: { type: 'string' },
      country: { type: 'string' },
      website: { type: 'string' },
      hs_analytics_source: { type: 'enumeration' },
      hs_language: { type: 'enumeration' },
      twitterhandle: { type: 'string' },
      annualrevenue: { type: 'number' },
      num_notes: { type: 'number', readOnly: true },
      message: { type: 'string' },
    },
    associations: { companies: { labels: [] }, deals: { labels: [] } },
  },
  companies: { associations: { contacts: { labels: [] } } },
  deals: { associations: { contacts: { labels: [] } } },
})
