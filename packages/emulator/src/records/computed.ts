import type { Account, TypeState } from '../account/index.ts'

/** Fills the properties HubSpot computes from others, in place. */
export function compute(account: Account, type: TypeState, values: (string | undefined)[]): void {
  switch (type.name) {
    case 'deals':
      return computeDeal(account, type, values)
    case 'contacts':
      return put(type, values, 'hs_searchable_calculated_phone_number', searchablePhone(get(type, values, 'phone')))
    case 'line_items':
      return put(type, values, 'amount', netPrice(get(type, values, 'quantity'), get(type, values, 'price')))
    case 'notes':
    case 'calls':
    case 'meetings':
    case 'emails':
      return computePreview(type, values)
  }
}

const bodyOf: Readonly<Record<string, string>> = {
  notes: 'hs_note_body',
  calls: 'hs_call_body',
  meetings: 'hs_meeting_body',
  emails: 'hs_email_text',
}

function computeDeal(account: Account, type: TypeState, values: (string | undefined)[]): void {
  const pipeline = account.pipelines.get(type.name)?.find(({ id }) => id === get(type, values, 'pipeline'))
  const stage = pipeline?.stages.find(({ id }) => id === get(type, values, 'dealstage'))
  const probability = stage?.metadata['probability']
  const closed = stage?.metadata['isClosed'] === 'true'
  const won = closed && Number(probability) === 1
  const amount = get(type, values, 'amount')
  put(type, values, 'hs_deal_stage_probability', probability)
  put(type, values, 'hs_is_closed', String(closed))
  put(type, values, 'hs_is_closed_won', String(won))
  put(type, values, 'hs_is_closed_lost', String(closed && !won))
  // The demo account's currencies are all taken one to one: rates are no documented fact.
  put(type, values, 'amount_in_home_currency', amount)
  put(type, values, 'hs_closed_amount', won ? amount : '0')
  put(type, values, 'hs_projected_amount', amount && probability && String(Number(amount) * Number(probability)))
}

function computePreview(type: TypeState, values: (string | undefined)[]): void {
  const body = get(type, values, bodyOf[type.name] ?? '')
  const text = body
    ?.replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  put(type, values, 'hs_body_preview', text === '' ? undefined : text?.slice(0, 400))
  put(type, values, 'hs_body_preview_html', body?.slice(0, 2_000))
}

// Area code and local number, without the country code (search guide, "Phone numbers").
function searchablePhone(phone: string | undefined): string | undefined {
  const digits = phone?.replace(/^\s*(\+|00)\d{1,3}[\s()-]/, '').replace(/\D/g, '')
  return digits === '' ? undefined : digits
}

function netPrice(quantity: string | undefined, price: string | undefined): string | undefined {
  return quantity === undefined || price === undefined ? undefined : String(Number(quantity) * Number(price))
}

function get(type: TypeState, values: readonly (string | undefined)[], name: string): string | undefined {
  return values[type.properties.find(name)?.slot ?? -1]
}

function put(type: TypeState, values: (string | undefined)[], name: string, value: string | undefined): void {
  const slot = type.properties.find(name)?.slot
  if (slot !== undefined) values[slot] = value
}
