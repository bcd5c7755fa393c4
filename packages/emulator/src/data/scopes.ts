/** Scopes of which any one is enough, for reading and for writing records of one object type. */
export interface ObjectScopes {
  readonly read: readonly string[]
  readonly write: readonly string[]
}

/**
 * The scopes of object types whose names do not follow `crm.objects.{plural name}.read` and `.write` (HubSpot's API descriptions 2026-03,
 * security blocks). Activities go with contacts; products, line items and quotes are also covered by `e-commerce`.
 */
export const scopesOfTypes: Readonly<Record<string, ObjectScopes>> = {
  tickets: { read: ['tickets'], write: ['tickets'] },
  calls: { read: ['crm.objects.contacts.read', 'crm.objects.calls.read'], write: ['crm.objects.contacts.write'] },
  communications: likeContacts(),
  emails: likeContacts(),
  meetings: likeContacts(),
  notes: likeContacts(),
  postal_mail: likeContacts(),
  tasks: likeContacts(),
  feedback_submissions: {
    read: ['crm.objects.feedback_submissions.read', 'crm.objects.contacts.read'],
    write: ['crm.objects.contacts.write'],
  },
  line_items: withCommerce('line_items'),
  products: withCommerce('products'),
  quotes: withCommerce('quotes'),
  commerce_payments: named('commercepayments'),
  discounts: withCommerce('line_items'),
  fees: withCommerce('line_items'),
  taxes: withCommerce('line_items'),
}

/** Custom object types share one pair of scopes. */
export const customScopes: ObjectScopes = named('custom')

/** Families of paths whose scopes do not depend on an object type, by the path without its version. */
export const scopesOfPaths: readonly (readonly [path: string, scopes: ObjectScopes])[] = [
  ['/crm/owners', { read: ['crm.objects.owners.read'], write: ['crm.objects.owners.read'] }],
  ['/crm/lists', { read: ['crm.lists.read'], write: ['crm.lists.write'] }],
  ['/crm/imports', { read: ['crm.import'], write: ['crm.import'] }],
  ['/crm-object-schemas/schemas', { read: ['crm.schemas.custom.read'], write: ['crm.schemas.custom.write'] }],
  ['/crm/schemas', { read: ['crm.schemas.custom.read'], write: ['crm.schemas.custom.write'] }],
  ['/deal-splits', named('deals')],
  ['/marketing/marketing-events', named('marketing_events')],
  ['/webhooks-journal/journal', journal('')],
  ['/webhooks-journal/journal-local', journal('')],
  ['/webhooks-journal/subscriptions', journal('subscriptions.')],
  ['/webhooks-journal/snapshots', journal('snapshots.')],
]

/** The scopes of an object type that follows the rule. */
export function named(plural: string): ObjectScopes {
  return { read: [`crm.objects.${plural}.read`], write: [`crm.objects.${plural}.write`] }
}

function likeContacts(): ObjectScopes {
  return named('contacts')
}

function withCommerce(plural: string): ObjectScopes {
  const { read, write } = named(plural)
  return { read: [...read, 'e-commerce'], write: [...write, 'e-commerce'] }
}

// Reading the journal by POST (batch/read) needs no more than reading it by GET.
function journal(part: string): ObjectScopes {
  const read = [`developer.webhooks_journal.${part}read`]
  return { read, write: part === '' ? read : [`developer.webhooks_journal.${part}write`] }
}
