/**
 * A function that works out once what it answers about an object, for as long as the object lives and the circumstances stay the same. The object must not
 * change.
 */
export function remembered<K extends object, C extends object, V>(
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

function isSame(a: object, b: object): boolean {
  const entries = Object.entries(a)
  return (
    a === b ||
    (entries.length === Object.keys(b).length && entries.every(([name, value]) => Reflect.get(b, name) === value))
  )
}
