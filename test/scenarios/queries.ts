import { everyRecord, type Query } from '@holdfast/query'

/** Open deals by close date with company and contacts: the list of the playground. Names selected are in the order in which the builder puts them. */
export const openDeals: Query = {
  ...everyRecord('deals'),
  where: { kind: 'compare', property: 'hs_is_closed', operator: 'eq', value: 'false' },
  select: ['amount', 'closedate', 'dealname', 'dealstage'],
  orderBy: [{ property: 'closedate', direction: 'asc' }],
  limit: 50,
  include: [
    {
      objectType: 'companies',
      label: 'primary',
      first: true,
      query: { ...everyRecord('companies'), select: ['name'] },
    },
    {
      objectType: 'contacts',
      label: null,
      first: false,
      query: { ...everyRecord('contacts'), select: ['email', 'firstname'], limit: 3 },
    },
  ],
}
