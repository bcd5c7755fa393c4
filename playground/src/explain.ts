import { isHoldfastError } from '@holdfast/crm'

/** What went wrong, for a person: Holdfast's errors say what to do next, others at least what they are. */
export function explain(error: unknown): string {
  if (isHoldfastError(error)) return error.message
  return error instanceof Error ? error.message : 'Something unexpected happened.'
}
