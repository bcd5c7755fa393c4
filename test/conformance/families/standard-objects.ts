import type { Rows } from '../rows.ts'
import { allRow, mergeRow, objectRows, type Sample } from './object-rows.ts'

const companies: Sample = {
  objectType: 'companies',
  properties: { name: 'Nordwind Logistics', domain: 'nordwind.example' },
  change: { name: 'Nordwind Freight' },
  partner: 'contacts',
}

const deals: Sample = {
  objectType: 'deals',
  properties: { dealname: 'Warehouse lift', dealstage: 'qualifiedtobuy', pipeline: 'default', amount: '29500' },
  change: { dealname: 'Two lifts', dealstage: 'contractsent' },
  partner: 'companies',
}

const tickets: Sample = {
  objectType: 'tickets',
  properties: { subject: 'Gate does not close', hs_pipeline: '0', hs_pipeline_stage: '1' },
  change: { hs_pipeline_stage: '3', subject: 'Gate still open' },
  partner: 'contacts',
}

const lineItems: Sample = {
  objectType: 'line_items',
  properties: { name: 'Site survey', quantity: '2', price: '2400' },
  change: { quantity: '3' },
  partner: 'deals',
}

const products: Sample = {
  objectType: 'products',
  properties: { name: 'Survey', price: '2400', description: 'Half a day', hs_sku: 'SV-1', hs_folder: 'Services' },
  change: { price: '2600' },
}

const quotes: Sample = {
  objectType: 'quotes',
  properties: { hs_title: 'Lift for hall 2', hs_expiration_date: '2026-12-31', hs_status: 'DRAFT' },
  change: { hs_title: 'Lift for hall 3' },
  partner: 'deals',
}

const invoices: Sample = {
  objectType: 'invoices',
  properties: { hs_currency: 'EUR', hs_due_date: '2026-12-31T00:00:00Z' },
  change: { hs_currency: 'USD' },
  partner: 'companies',
}

/** Companies, deals, tickets and what is sold: the families with a name of their own in the client. */
export const standardObjects: Rows = {
  ...objectRows('crm.companies', ({ client }) => client.crm.companies, companies),
  ...allRow('crm.companies', companies, ({ client }) => client.crm.companies.getAll(2)),
  ...mergeRow('crm.companies', companies, ({ client }, ids) => client.crm.companies.basicApi.merge(ids)),
  ...objectRows('crm.deals', ({ client }) => client.crm.deals, deals),
  ...allRow('crm.deals', deals, ({ client }) => client.crm.deals.getAll(2)),
  ...mergeRow('crm.deals', deals, ({ client }, ids) => client.crm.deals.basicApi.merge(ids)),
  ...objectRows('crm.tickets', ({ client }) => client.crm.tickets, tickets),
  ...allRow('crm.tickets', tickets, ({ client }) => client.crm.tickets.getAll(2)),
  ...mergeRow('crm.tickets', tickets, ({ client }, ids) => client.crm.tickets.basicApi.merge(ids)),
  ...objectRows('crm.lineItems', ({ client }) => client.crm.lineItems, lineItems),
  ...allRow('crm.lineItems', lineItems, ({ client }) => client.crm.lineItems.getAll(2)),
  ...objectRows('crm.products', ({ client }) => client.crm.products, products),
  ...allRow('crm.products', products, ({ client }) => client.crm.products.getAll(2)),
  ...objectRows('crm.quotes', ({ client }) => client.crm.quotes, quotes),
  ...allRow('crm.quotes', quotes, ({ client }) => client.crm.quotes.getAll(2)),
  ...objectRows('crm.commerce.invoices', ({ client }) => client.crm.commerce.invoices, invoices),
}
