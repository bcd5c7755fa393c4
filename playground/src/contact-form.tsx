import { useState, type FormEvent } from 'react'
import { crm, type DealRow } from './crm.ts'
import { explain } from './explain.ts'
import { fieldText } from './field-text.ts'

/** Adds a person to a deal: the contact and its association are one unit, so neither is ever kept without the other. */
export function ContactForm({ deal }: { readonly deal: DealRow['id'] }) {
  const [news, setNews] = useState<{ readonly kind: 'done' | 'trouble'; readonly text: string } | null>(null)

  async function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const firstname = fieldText(data, 'firstname')
    const lastname = fieldText(data, 'lastname')
    const email = fieldText(data, 'email')
    try {
      const unit = crm.transaction((tx) => {
        const contact = tx.contacts.create({ firstname, lastname, email })
        tx.deals.associate(deal, 'contacts', contact.id)
      })
      await unit.committed
      form.reset()
      setNews({ kind: 'done', text: `${firstname} ${lastname} is saved on this device.` })
    } catch (error) {
      setNews({ kind: 'trouble', text: explain(error) })
    }
  }

  return (
    <form className="fields" aria-label="New contact" onSubmit={(event) => void add(event)}>
      <div className="pair">
        <label>
          First name
          <input name="firstname" required autoComplete="off" />
        </label>
        <label>
          Last name
          <input name="lastname" required autoComplete="off" />
        </label>
      </div>
      <label>
        Email
        <input name="email" type="email" required autoComplete="off" />
      </label>
      <p className={news?.kind === 'trouble' ? 'trouble' : 'quiet'} role="status">
        {news?.text}
      </p>
      <button type="submit">Add contact</button>
    </form>
  )
}
