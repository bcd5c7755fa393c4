import type { Crm, Schema } from '@holdfast/client'
import { useCrm } from './provider.tsx'
import { currentOf, type Source } from './store.ts'
import { useStore } from './use-store.ts'

const none: readonly never[] = Object.freeze([])

/** A list of the account, now and after every change; empty while it is not known. */
export function useList<T>(listOf: (crm: Crm<Schema>) => Source<readonly T[]>): readonly T[] {
  const crm = useCrm()
  return useStore<readonly T[]>(crm, () => {
    const source = listOf(crm)
    return [source, currentOf(source, none)]
  })
}
