import type { PropertyRow } from '../account/index.ts'

/** Properties of what is sold and paid besides the record id, dates and owner that every type has. */
export const commerceProperties: Readonly<Record<string, readonly PropertyRow[]>> = {
  products: [
    ['name', 'Name', 'text'],
    ['description', 'Product description', 'textarea'],
    ['price', 'Unit price', 'number'],
    ['hs_sku', 'SKU', 'text'],
    ['hs_folder', 'Folder', 'text'],
  ],
  line_items: [
    ['name', 'Name', 'text'],
    ['quantity', 'Quantity', 'number'],
    ['price', 'Unit price', 'number'],
    ['amount', 'Net price', 'computedNumber'],
    ['hs_product_id', 'Product ID', 'text'],
    ['discount', 'Unit discount', 'number'],
  ],
  quotes: [
    ['hs_title', 'Quote title', 'text'],
    ['hs_expiration_date', 'Expiration date', 'date'],
    [
      'hs_status',
      'Quote status',
      'select',
      { options: ['DRAFT', 'APPROVAL_NOT_NEEDED', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED'] },
    ],
    ['hs_public_url_key', 'Public URL key', 'text', { readOnly: true }],
    ['hs_sender_firstname', 'Sender first name', 'text'],
    ['hs_sender_lastname', 'Sender last name', 'text'],
    ['hs_sender_email', 'Sender email', 'text'],
    ['hs_sender_company_name', 'Sender company name', 'text'],
    ['hs_proposal_slug', 'Proposal slug', 'text'],
    ['hs_quote_number', 'Quote number', 'text', { readOnly: true }],
  ],
  invoices: [
    ['hs_currency', 'Currency', 'select', { open: true }],
    ['hs_invoice_status', 'Invoice status', 'select', { options: ['draft', 'open', 'paid', 'voided'] }],
    ['hs_due_date', 'Due date', 'datetime'],
    ['hs_amount_billed', 'Amount billed', 'computedNumber'],
  ],
  subscriptions: [
    ['hs_name', 'Name', 'text'],
    ['hs_status', 'Status', 'select', { options: ['active', 'past_due', 'canceled', 'expired', 'scheduled'] }],
  ],
  discounts: [
    ['hs_label', 'Label', 'text'],
    ['hs_type', 'Type', 'select', { options: ['PERCENT', 'FIXED'] }],
    ['hs_value', 'Value', 'number'],
  ],
  fees: [
    ['hs_label', 'Label', 'text'],
    ['hs_type', 'Type', 'select', { options: ['PERCENT', 'FIXED'] }],
    ['hs_value', 'Value', 'number'],
  ],
  taxes: [
    ['hs_label', 'Label', 'text'],
    ['hs_type', 'Type', 'select', { options: ['PERCENT', 'FIXED'] }],
    ['hs_value', 'Value', 'number'],
  ],
  commerce_payments: [
    ['hs_initial_amount', 'Gross amount', 'number'],
    ['hs_initiated_date', 'Payment date', 'datetime'],
    ['hs_latest_status', 'Status', 'select', { options: ['processing', 'succeeded', 'failed', 'refunded'] }],
  ],
  orders: [
    ['hs_order_name', 'Order name', 'text'],
    ['hs_total_price', 'Total price', 'number'],
    ['hs_currency_code', 'Currency', 'select', { open: true }],
    ['hs_pipeline', 'Pipeline', 'select', { open: true }],
    ['hs_pipeline_stage', 'Stage', 'select', { open: true }],
  ],
  carts: [
    ['hs_cart_name', 'Cart name', 'text'],
    ['hs_total_price', 'Total price', 'number'],
    ['hs_currency_code', 'Currency', 'select', { open: true }],
  ],
}
