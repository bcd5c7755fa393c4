import type { ParkedIntent } from '@holdfast/client'
import { useCrm } from './provider.tsx'
import { currentOf } from './store.ts'
import { useStore } from './use-store.ts'

const none: readonly ParkedIntent[] = Object.freeze([])

/** Writes that HubSpot refused or that need a decision, now and after every change; `crm.repair` takes one of their repairs. */
export function useParked(): readonly ParkedIntent[] {
  const crm = useCrm()
  return useStore<readonly ParkedIntent[]>(crm, () => {
    const source = crm.parked()
    return [source, currentOf(source, none)]
  })
}
