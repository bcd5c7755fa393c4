import type { Random } from '../random.ts'

/** Up to `count` different ones of `list`. */
export function some<T>(random: Random, list: readonly T[], count: number): readonly T[] {
  const chosen = new Set<T>()
  for (let attempt = 0; attempt < count && list.length > 0; attempt++) chosen.add(random.pick(list))
  return [...chosen]
}

/** One of those that existed at that moment; `list` is in the order of creation. The first when none did, undefined when there is none. */
export function oneOf<T extends { readonly createdAt: number }>(
  random: Random,
  list: readonly T[],
  at: number,
): T | undefined {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.createdAt ?? at) < at) low = middle + 1
    else high = middle
  }
  return list[random.between(0, Math.max(0, low - 1))]
}
