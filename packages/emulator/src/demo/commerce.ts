import { toIso } from '../clock.ts'
import { catalogue } from '../data/demo-texts.ts'
import { some } from './choices.ts'
import type { Deal } from './deals.ts'
import { moments, type DemoWriter } from './writer.ts'

const dayMs = 86_400_000
const vat = 0.19

interface Product {
  readonly id: number
  readonly name: string
  readonly price: number
}

interface LineItem {
  readonly id: number
  readonly price: number
}

/** The price list, and on some deals what grows from it: line items, a quote, an order, an invoice, its payment, a maintenance contract. */
export function makeCommerce(writer: DemoWriter, deals: readonly Deal[]): void {
  const products = makeProducts(writer)
  const types = {
    itemOfDeal: writer.types('line_items', 'deals', null),
    quoteOfDeal: writer.types('quotes', 'deals', null),
    quoteOfItem: writer.types('quotes', 'line_items', null),
  }
  for (const deal of deals) {
    if (!writer.random.chance(itemShare)) continue
    const items = some(writer.random, products, writer.random.between(1, 3)).map((product) =>
      makeLineItem(writer, deal, product, types.itemOfDeal),
    )
    if (writer.random.chance(quoteShare)) makeQuote(writer, deal, items, types)
    if (deal.won) makeSale(writer, deal, items)
  }
  makeSurcharges(writer)
}

const itemShare = 0.5
const quoteShare = 0.5

/** How many records {@link makeCommerce} is expected to make. */
export function expectedCommerce(deals: number): number {
  return Math.round(deals * itemShare * (2 + quoteShare + 0.8)) + catalogue.length + 6
}

function makeProducts(writer: DemoWriter): readonly Product[] {
  return moments(writer, catalogue.length, 900).map((createdAt, index) => {
    const [name, sku, price, description] = catalogue[index] ?? ['', '', 0, '']
    const folder = sku.startsWith('SP') ? 'Spare parts' : price > 3_000 ? 'Machines' : 'Services'
    const properties = { name, description, price: String(price), hs_sku: sku, hs_folder: folder }
    return { id: writer.place('products', createdAt, properties), name, price }
  })
}

function makeLineItem(
  writer: DemoWriter,
  deal: Deal,
  product: Product,
  types: ReturnType<DemoWriter['types']>,
): LineItem {
  const quantity = writer.random.between(1, product.price > 5_000 ? 2 : 12)
  const id = writer.place('line_items', deal.createdAt, {
    name: product.name,
    quantity: String(quantity),
    price: String(product.price),
    hs_product_id: String(product.id),
    hubspot_owner_id: deal.owner,
  })
  writer.associate('line_items', id, 'deals', deal.id, types)
  return { id, price: quantity * product.price }
}

function makeQuote(
  writer: DemoWriter,
  deal: Deal,
  items: readonly LineItem[],
  types: {
    readonly quoteOfDeal: ReturnType<DemoWriter['types']>
    readonly quoteOfItem: ReturnType<DemoWriter['types']>
  },
): void {
  const { account, random } = writer
  const sender = account.owners.find(({ id }) => id === deal.owner)
  const createdAt = deal.createdAt + Math.floor((account.clock.now() - deal.createdAt) * 0.3)
  const id = writer.place('quotes', createdAt, {
    hs_title: deal.name,
    hs_expiration_date: toIso(createdAt + 30 * dayMs).slice(0, 10),
    hs_status: deal.won ? 'APPROVED' : random.pick(['DRAFT', 'APPROVAL_NOT_NEEDED', 'PENDING_APPROVAL']),
    hs_sender_firstname: sender?.firstName,
    hs_sender_lastname: sender?.lastName,
    hs_sender_email: sender?.email,
    hs_sender_company_name: 'Lindqvist & Okafor',
    hs_quote_number: `Q-${20_000 + (deal.id % 100_000)}`,
    hubspot_owner_id: deal.owner,
  })
  writer.associate('quotes', id, 'deals', deal.id, types.quoteOfDeal)
  for (const item of items) writer.associate('quotes', id, 'line_items', item.id, types.quoteOfItem)
}

// A deal that is won is ordered, invoiced, mostly paid, and some customers take maintenance with it.
function makeSale(writer: DemoWriter, deal: Deal, items: readonly LineItem[]): void {
  const { account, random } = writer
  const now = account.clock.now()
  const at = deal.createdAt + Math.floor((now - deal.createdAt) * 0.6)
  const total = items.reduce((sum, { price }) => sum + price, 0)
  const pipeline = account.pipelines.get('orders')?.[0]
  const order = writer.place('orders', at, {
    hs_order_name: deal.name,
    hs_total_price: String(total),
    hs_currency_code: 'EUR',
    hs_pipeline: pipeline?.id,
    hs_pipeline_stage: random.pick(pipeline?.stages ?? [])?.id,
    hubspot_owner_id: deal.owner,
  })
  writer.associate('orders', order, 'deals', deal.id, writer.types('orders', 'deals', null))
  const due = at + 30 * dayMs
  const paid = due < now && random.chance(0.9)
  const billed = (total * (1 + vat)).toFixed(2)
  const invoice = writer.place('invoices', at, {
    hs_currency: 'EUR',
    hs_invoice_status: paid ? 'paid' : 'open',
    hs_due_date: toIso(Math.floor(due / dayMs) * dayMs),
    hs_amount_billed: billed,
    hubspot_owner_id: deal.owner,
  })
  writer.associate('invoices', invoice, 'deals', deal.id, writer.types('invoices', 'deals', null))
  if (deal.company !== undefined)
    writer.associate('invoices', invoice, 'companies', deal.company.id, writer.types('invoices', 'companies', null))
  if (paid) {
    const payment = writer.place('commerce_payments', Math.min(now - 1, due), {
      hs_initial_amount: billed,
      hs_initiated_date: toIso(Math.floor(Math.min(now - 1, due) / 60_000) * 60_000),
      hs_latest_status: 'succeeded',
    })
    writer.associate(
      'commerce_payments',
      payment,
      'invoices',
      invoice,
      writer.types('commerce_payments', 'invoices', null),
    )
  }
  if (random.chance(0.2)) makeSubscription(writer, deal, at)
}

function makeSubscription(writer: DemoWriter, deal: Deal, at: number): void {
  const id = writer.place('subscriptions', at, {
    hs_name: `Maintenance: ${deal.name}`,
    hs_status: writer.random.pick(['active', 'active', 'active', 'past_due', 'canceled']),
    hubspot_owner_id: deal.owner,
  })
  writer.associate('subscriptions', id, 'deals', deal.id, writer.types('subscriptions', 'deals', null))
}

// What is added to prices or taken off, and a cart that nobody has ordered yet.
function makeSurcharges(writer: DemoWriter): void {
  const [at = 0] = moments(writer, 1, 60)
  writer.place('taxes', at, { hs_label: 'VAT', hs_type: 'PERCENT', hs_value: '19' })
  writer.place('taxes', at, { hs_label: 'VAT, reduced', hs_type: 'PERCENT', hs_value: '7' })
  writer.place('discounts', at, { hs_label: 'Framework agreement', hs_type: 'PERCENT', hs_value: '5' })
  writer.place('discounts', at, { hs_label: 'Trade fair', hs_type: 'FIXED', hs_value: '250' })
  writer.place('fees', at, { hs_label: 'Freight', hs_type: 'FIXED', hs_value: '180' })
  writer.place('carts', at, { hs_cart_name: 'Spare parts', hs_total_price: '1170', hs_currency_code: 'EUR' })
}
