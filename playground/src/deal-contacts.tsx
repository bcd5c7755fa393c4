import { useLive } from '@holdfast/react'
import { isLoading } from './caption.ts'
import { contactsOf, type DealRow } from './crm.ts'
import { formatPerson } from './format.ts'
import { PendingMark } from './pending-mark.tsx'

/** Everybody who takes part in a deal, as far as this device knows. */
export function DealContacts({ deal }: { readonly deal: DealRow['id'] }) {
  const result = useLive(contactsOf(deal))
  if (isLoading(result, result.rows.length)) return <p className="quiet">Loading…</p>
  return (
    <>
      {result.rows.length === 0 && <p className="quiet">Nobody yet.</p>}
      <ul aria-label="Contacts of this deal">
        {result.rows.map((contact) => (
          <li key={contact.$.key}>
            <span>{formatPerson(contact)}</span>
            <PendingMark names={contact.$.pending} />
            <span className="quiet">{contact.email}</span>
          </li>
        ))}
      </ul>
      {result.completeness !== 'complete' && <p className="quiet">There may be more: this is what the device has.</p>}
    </>
  )
}
