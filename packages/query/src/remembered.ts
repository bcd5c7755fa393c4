/**
 * A function that works out once what it answers about an object, for as long as the object lives and the circumstances, if it depends on any, stay the same.
 * The object must not change.
 */
export function remembered<K extends object, V, C extends object | void = void>(
  work: (about: K, circumstances: C) => V,
): (about: K, circumstances: C) => V {
  const results = new WeakMap<K, { readonly circumstances: C; readonly value: V }>()
  return (about, circumstances) => {
    const known = results.get(about)
    if (known !== undefined && isSame(known.circumstances, circumstances)) return known.value
    const value = work(about, circumstances)
    results.set(about, { circumstances, value })
    return value
  }
}

function isSame(a: object | void, b: object | void): boolean {
  if (a === b || a === undefined || b === undefined) return a === b
  const entries = Object.entries(a)
  return entries.length === Object.keys(b).length && entries.every(([name, value]) => Reflect.get(b, name) === value)
}
