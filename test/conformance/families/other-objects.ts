import type { Client } from '@hubspot/api-client'
import type { Rows } from '../rows.ts'
import { objectRows, readRows, type ObjectApis, type Sample } from './object-rows.ts'

const leads: Sample = {
  objectType: 'leads',
  properties: { hs_lead_name: 'Ada, second lift', hs_lead_label: 'WARM' },
  change: { hs_lead_label: 'HOT' },
  bornWith: { to: 'contacts', typeId: 578 },
  partner: 'contacts',
}

const goals: Sample = {
  objectType: 'goal_targets',
  properties: { hs_goal_name: 'Lifts sold', hs_target_amount: '12' },
  change: { hs_target_amount: '15' },
}

const taxes: Sample = {
  objectType: 'taxes',
  properties: { hs_label: 'VAT', hs_type: 'PERCENT', hs_value: '19' },
  change: { hs_value: '20' },
}

const feedback: Sample = {
  objectType: 'feedback_submissions',
  properties: { hs_submission_name: 'After the visit', hs_content: 'All good' },
  change: {},
  partner: 'contacts',
}

// The family that takes the object type as its first parameter, for any of them.
const orders: Sample = {
  objectType: 'orders',
  properties: { hs_order_name: 'Order 71', hs_total_price: '29500', hs_currency_code: 'EUR' },
  change: { hs_total_price: '30000' },
  partner: 'contacts',
}

/** Leads, goals, taxes, feedback, and the family that serves every type by its name. */
export const otherObjects: Rows = {
  ...objectRows('crm.objects.leads', ({ client }) => client.crm.objects.leads, leads),
  ...objectRows('crm.objects.goals', ({ client }) => client.crm.objects.goals, goals),
  ...objectRows('crm.objects.taxes', ({ client }) => client.crm.objects.taxes, taxes),
  ...readRows('crm.objects.feedbackSubmissions', ({ client }) => client.crm.objects.feedbackSubmissions, feedback),
  ...objectRows('crm.objects', ({ client }) => genericOf(client, 'orders'), orders),
}

function genericOf({ crm: { objects } }: Client, objectType: string): ObjectApis {
  const { basicApi, batchApi, searchApi } = objects
  return {
    basicApi: {
      getById: (id, ...rest) => basicApi.getById(objectType, id, ...rest),
      getPage: (...rest) => basicApi.getPage(objectType, ...rest),
      create: (input) => basicApi.create(objectType, input),
      update: (id, input) => basicApi.update(objectType, id, input),
      archive: (id) => basicApi.archive(objectType, id),
    },
    batchApi: {
      read: (input) => batchApi.read(objectType, input),
      create: (input) => batchApi.create(objectType, input),
      update: (input) => batchApi.update(objectType, input),
      upsert: (input) => batchApi.upsert(objectType, input),
      archive: (input) => batchApi.archive(objectType, input),
    },
    searchApi: { doSearch: (request) => searchApi.doSearch(objectType, request) },
  }
}
