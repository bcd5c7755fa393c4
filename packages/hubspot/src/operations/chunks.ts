import type { ApiError } from '../errors.ts'
import type { RequestOptions } from '../request.ts'
import type { ErrorBody } from '../wire/index.ts'

/** Splits inputs into requests of at most `size`, without doubles and without changing their order. */
export function inChunks<T>(inputs: readonly T[], size: number): readonly (readonly T[])[] {
  const unique = [...new Set(inputs)]
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, at) => unique.slice(at * size, (at + 1) * size))
}

/** Reads all chunks at once, as fast as the budget lets them; the first that fails ends the others. Not for writes: a write that is ended has an unknown outcome. */
export async function sideBySide<T, R>(
  chunks: readonly (readonly T[])[],
  options: RequestOptions | undefined,
  read: (chunk: readonly T[], options: RequestOptions | undefined) => Promise<R>,
): Promise<readonly R[]> {
  const [first] = chunks
  if (first === undefined) return []
  if (chunks.length === 1) return [await read(first, options)]
  const stop = new AbortController()
  const signal = options?.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal])
  try {
    return await Promise.all(chunks.map((chunk) => read(chunk, { ...options, signal })))
  } catch (error) {
    stop.abort()
    throw error
  }
}

/** In an answer to a read: what is not there may be left out. Anything else that is left out must not look as if it were not there. */
export function throwUnlessAbsent(errors: readonly ErrorBody[], judge: (error: ErrorBody) => ApiError): void {
  const other = errors.map(judge).find(({ code }) => code !== 'api/gone')
  if (other !== undefined) throw other
}
