import { useParked } from '@holdfast/react'
import { useState, type FormEvent } from 'react'
import { crm, type Parked } from './crm.ts'
import { explain } from './explain.ts'
import { fieldText } from './field-text.ts'

type Repair = Parked['repairs'][number]

/** Writes that HubSpot refused or that a person must decide: why, and what can be done. Nothing is shown while there are none. */
export function ParkedPanel() {
  const parked = useParked()
  if (parked.length === 0) return null
  return (
    <section className="parked" aria-labelledby="parked-title">
      <h2 id="parked-title">Waiting for you</h2>
      <ul>
        {parked.map((intent) => (
          <ParkedItem key={intent.key} intent={intent} />
        ))}
      </ul>
    </section>
  )
}

function ParkedItem({ intent }: { readonly intent: Parked }) {
  const [trouble, setTrouble] = useState<string | null>(null)
  const repair = (cure: Repair) => crm.repair(intent.key, cure).catch((error: unknown) => setTrouble(explain(error)))
  return (
    <li>
      <p>
        <span className="strong">{kindWords[intent.kind]}</span> <span className="quiet">{intent.objectType}</span>
      </p>
      <p>{intent.cause}</p>
      {intent.conflicts.map((conflict) => (
        <dl key={conflict.property} className="conflict">
          <div>
            <dt>{conflict.property} here</dt>
            <dd>{conflict.mine || 'empty'}</dd>
          </div>
          <div>
            <dt>at HubSpot</dt>
            <dd>{conflict.theirs || 'empty'}</dd>
          </div>
          <div>
            <dt>when edited</dt>
            <dd>{conflict.base || 'empty'}</dd>
          </div>
        </dl>
      ))}
      {intent.repairs.some(({ kind }) => kind === 'edit') && (
        <CorrectionForm
          properties={intent.properties}
          onCorrect={(properties) => repair({ kind: 'edit', properties })}
        />
      )}
      <div className="buttons">
        {intent.repairs
          .filter(({ kind }) => kind !== 'edit')
          .map((cure) => (
            <button key={repairLabel(cure)} type="button" onClick={() => void repair(cure)}>
              {repairLabel(cure)}
            </button>
          ))}
      </div>
      {trouble !== null && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
    </li>
  )
}

function CorrectionForm({
  properties,
  onCorrect,
}: {
  readonly properties: readonly string[]
  readonly onCorrect: (values: Readonly<Record<string, string>>) => Promise<void>
}) {
  function correct(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    void onCorrect(Object.fromEntries(properties.map((name) => [name, fieldText(data, name)])))
  }
  if (properties.length === 0) return null
  return (
    <form className="fields" aria-label="Correction" onSubmit={correct}>
      {properties.map((name) => (
        <label key={name}>
          {name}
          <input name={name} autoComplete="off" />
        </label>
      ))}
      <button type="submit">Send corrected</button>
    </form>
  )
}

const kindWords: Readonly<Record<Parked['kind'], string>> = {
  create: 'New record',
  update: 'Change',
  archive: 'Archiving',
  associate: 'Association',
  disassociate: 'Removal of an association',
}

function repairLabel(repair: Repair): string {
  switch (repair.kind) {
    case 'retry':
      return 'Try again'
    case 'edit':
      return 'Send corrected'
    case 'drop-property':
      return `Send without ${repair.property}`
    case 'take-theirs':
      return `Take HubSpot’s ${repair.property}`
    case 'keep-mine':
      return `Keep my ${repair.property}`
    case 'link':
      return 'Use the existing record'
    case 'discard':
      return 'Discard'
  }
}
