import { expect } from 'vitest'
import { rowsOf, type Rows } from '../rows.ts'
import { allRow, mergeRow, objectRows, type Sample } from './object-rows.ts'

const sample: Sample = {
  objectType: 'contacts',
  properties: { firstname: 'Ada', lastname: 'Byrne', email: 'ada@nordwind.example', jobtitle: 'Buyer' },
  change: { jobtitle: 'Head of Purchasing' },
  partner: 'companies',
}

/** Contacts: what every object type has, and deleting a person for good. */
export const contacts: Rows = {
  ...objectRows('crm.contacts', ({ client }) => client.crm.contacts, sample),
  ...allRow('crm.contacts', sample, ({ client }) => client.crm.contacts.getAll(2)),
  ...mergeRow('crm.contacts', sample, ({ client }, ids) => client.crm.contacts.basicApi.merge(ids)),
  ...rowsOf('crm.contacts', {
    'basicApi.purge': async ({ client, emulator }) => {
      const id = emulator.account.create('contacts', sample.properties)
      await client.crm.contacts.basicApi.purge({ objectId: 'ada@nordwind.example', idProperty: 'email' })
      expect(emulator.account.record('contacts', id)).toBeUndefined()
    },
  }),
}
