import { useLive } from '@holdfast/react'
import { figuresOf } from './crm.ts'
import { formatAmount } from './format.ts'

/** What the owner's open deals come to, kept up to date as the list is. */
export function OpenFigures({ owner }: { readonly owner: string }) {
  const { rows, completeness } = useLive(figuresOf(owner))
  const figures = rows[0]
  return (
    <p className="figures" data-testid="figures" data-dim={completeness !== 'complete' || undefined}>
      {figures === undefined ? '…' : `${figures.deals} for ${formatAmount(figures.amount)}`}
    </p>
  )
}
