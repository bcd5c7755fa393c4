/** Splits inputs into requests of at most `size`, without doubles and without changing their order. */
export function inChunks<T>(
  inputs: readonly T[],
  size: number,
  identity: (input: T) => unknown = (input) => input,
): readonly (readonly T[])[] {
  const unique = [...new Map(inputs.map((input) => [identity(input), input])).values()]
  return Array.from({ length: Math.ceil(unique.length / size) }, (_, at) => unique.slice(at * size, (at + 1) * size))
}
