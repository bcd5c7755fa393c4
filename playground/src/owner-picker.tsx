import { useState } from 'react'
import type { Owner } from './definitions.ts'

const shelf = 'holdfast-playground/owner'

/** Whose deals are shown, the same again after a reload. */
export function useOwner(owners: readonly Owner[]): readonly [owner: string, choose: (owner: string) => void] {
  const [owner, setOwner] = useState(() => {
    const kept = localStorage.getItem(shelf)
    return owners.find(({ id }) => id === kept)?.id ?? owners[0]?.id ?? ''
  })
  const choose = (chosen: string) => {
    localStorage.setItem(shelf, chosen)
    setOwner(chosen)
  }
  return [owner, choose]
}

/** Chooses whose deals are shown. */
export function OwnerPicker({
  owners,
  owner,
  onChoose,
}: {
  readonly owners: readonly Owner[]
  readonly owner: string
  readonly onChoose: (owner: string) => void
}) {
  return (
    <label className="owner">
      Owner
      <select value={owner} onChange={(event) => onChoose(event.target.value)}>
        {owners.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
