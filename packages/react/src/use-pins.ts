import type { Pin } from '@holdfast/client'
import { useList } from './use-list.ts'

/** Queries whose records stay on this device, with how far they have come, now and after every change; `crm.pin` and `crm.unpin` change which those are. */
export function usePins(): readonly Pin[] {
  return useList((crm) => crm.pins())
}
