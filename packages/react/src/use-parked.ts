import type { ParkedIntent } from '@holdfast/client'
import { useList } from './use-list.ts'

/** Writes that HubSpot refused or that need a decision, now and after every change; `crm.repair` takes one of their repairs. */
export function useParked(): readonly ParkedIntent[] {
  return useList((crm) => crm.parked())
}
