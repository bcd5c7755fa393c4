/** Frozen all the way down; what is frozen already is not walked again. */
export function frozen<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) frozen(each)
  return Object.freeze(value)
}
