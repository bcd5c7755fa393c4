import type { Query } from '@holdfast/query'

/** A query that asks for nothing in particular. */
export const plain = {
  where: null,
  search: null,
  select: null,
  orderBy: [],
  after: null,
  offset: 0,
  limit: null,
  include: [],
} satisfies Omit<Query, 'objectType'>

/** Open deals by close date with company and contacts: the list of the playground. Names selected are in the order in which the builder puts them. */
export const openDeals: Query = {
  ...plain,
  objectType: 'deals',
  where: { kind: 'compare', property: 'hs_is_closed', operator: 'eq', value: 'false' },
  select: ['amount', 'closedate', 'dealname', 'dealstage'],
  orderBy: [{ property: 'closedate', direction: 'asc' }],
  limit: 50,
  include: [
    {
      objectType: 'companies',
      label: 'primary',
      first: true,
      query: { ...plain, objectType: 'companies', select: ['name'] },
    },
    {
      objectType: 'contacts',
      label: null,
      first: false,
      query: { ...plain, objectType: 'contacts', select: ['email', 'firstname'], limit: 3 },
    },
  ],
}
