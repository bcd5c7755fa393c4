import type { PropertyDefinition } from '../account/index.ts'
import { ApiError } from '../api-error.ts'
import { parseMoment } from '../wire-values.ts'
import type { Filter } from './search-request.ts'

/** The 500 that an integrator met when a date was compared with the moment 0. */
export function failAtEpochZero({ type }: PropertyDefinition, { value, highValue, values }: Filter): void {
  if (type !== 'date' && type !== 'datetime') return
  const operands = [value, highValue, ...values].filter((text) => text !== '')
  if (operands.some((text) => parseMoment(text) === 0)) throw new ApiError(500, { message: 'internal error' })
}
