import { useState, type FormEvent } from 'react'
import { ContactForm } from './contact-form.tsx'
import { DealContacts } from './deal-contacts.tsx'
import { crm, type DealRow } from './crm.ts'
import type { Stage } from './definitions.ts'
import { PendingMark } from './pending-mark.tsx'
import { explain } from './explain.ts'
import { fieldText } from './field-text.ts'

/** One deal to change, and the people who take part in it. */
export function DealEditor({
  deal,
  stages,
  onSaved,
}: {
  readonly deal: DealRow
  readonly stages: readonly Stage[]
  readonly onSaved: (news: string) => void
}) {
  // What the fields began with: whoever edits decides against that, whatever arrives meanwhile.
  const [seen] = useState(deal)
  const [trouble, setTrouble] = useState<string | null>(null)
  const options = stages.filter((stage) => stage.pipeline === seen.pipeline)
  const isUnknown = seen.dealstage !== null && options.every((stage) => stage.id !== seen.dealstage)

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const edited = readFields(event.currentTarget)
    try {
      const { dealname, amount, dealstage } = seen
      const write = crm.deals.update(seen.id, (draft) => void Object.assign(draft, edited), {
        seen: { dealname, amount, dealstage },
      })
      await write.committed
      onSaved(`“${edited.dealname}” is saved on this device.`)
    } catch (error) {
      setTrouble(explain(error))
    }
  }

  return (
    <>
      <form className="fields" aria-label="Deal" onSubmit={(event) => void save(event)}>
        <p className="context">
          {deal.companies?.name ?? 'No company'}
          <PendingMark names={deal.$.pending} />
        </p>
        <label>
          Deal name
          <input name="dealname" required defaultValue={seen.dealname ?? ''} autoComplete="off" />
        </label>
        <label>
          Amount
          <input name="amount" type="number" step="any" inputMode="decimal" defaultValue={seen.amount ?? ''} />
        </label>
        <label>
          Stage
          <select name="dealstage" defaultValue={seen.dealstage ?? ''}>
            {seen.dealstage === null && <option value="">No stage</option>}
            {isUnknown && <option>{seen.dealstage}</option>}
            {options.map((stage) => (
              <option key={stage.id} value={stage.id}>
                {stage.label}
              </option>
            ))}
          </select>
        </label>
        {trouble !== null && (
          <p className="trouble" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" className="primary">
          Save
        </button>
      </form>
      <section className="people" aria-labelledby="people-title">
        <h3 id="people-title">Contacts</h3>
        <DealContacts deal={deal.id} />
        <ContactForm deal={deal.id} />
      </section>
    </>
  )
}

function readFields(form: HTMLFormElement): {
  readonly dealname: string
  readonly amount: number | null
  readonly dealstage: string | null
} {
  const data = new FormData(form)
  const amount = fieldText(data, 'amount')
  return {
    dealname: fieldText(data, 'dealname'),
    amount: amount === '' ? null : Number(amount),
    dealstage: fieldText(data, 'dealstage') || null,
  }
}
