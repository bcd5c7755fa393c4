/** Memory in use after garbage collection, in bytes. */
export interface Memory {
  readonly page: number
  readonly workers: number
}

interface Measurement {
  readonly breakdown: readonly { readonly bytes: number; readonly attribution: readonly { readonly scope: string }[] }[]
}

/** What Chromium counts for the page and for its workers: heaps, array buffers and WebAssembly memory. */
export async function measureMemory(): Promise<Memory> {
  const measure: unknown = Reflect.get(performance, 'measureUserAgentSpecificMemory')
  if (typeof measure !== 'function') throw new Error('This page is not isolated, or this is no Chromium.')
  const { breakdown } = (await Reflect.apply(measure, performance, [])) as Measurement
  const sum = (isCounted: (scope: string) => boolean): number =>
    breakdown
      .filter(({ attribution }) => attribution.some(({ scope }) => isCounted(scope)))
      .reduce((total, { bytes }) => total + bytes, 0)
  const page = sum((scope) => scope === 'Window')
  return { page, workers: sum((scope) => scope !== 'Window') }
}
