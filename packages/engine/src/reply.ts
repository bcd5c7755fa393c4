import { errorToData, HoldfastError, isHoldfastError, type ErrorData } from '@holdfast/crm'
import type { Reply } from './protocol.ts'

/** Runs a command and answers with data; our errors become data with their code, a caller's bug stays an exception. */
export async function reply<T>(command: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await command() }
  } catch (error) {
    if (isHoldfastError(error)) return { ok: false, error: errorToData(error) }
    throw error
  }
}

/** Any failure as data; what is not ours is a bug of ours and says so, without its text, which may hold anything. */
export function troubleOf(error: unknown, room: string): ErrorData {
  if (isHoldfastError(error)) return errorToData(error)
  const name = error instanceof Error ? error.name : typeof error
  return errorToData(
    new HoldfastError(
      'engine/invariant',
      `Something unexpected happened in ${room} (${name}).`,
      'Please report this; what was written is kept.',
      { room, rule: 'no unexpected errors' },
    ),
  )
}
