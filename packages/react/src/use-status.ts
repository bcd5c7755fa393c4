import type { EngineStatus } from '@holdfast/client'
import { useCrm } from './provider.tsx'
import { currentOf } from './store.ts'
import { useStore } from './use-store.ts'

/** The engine's condition, now and after every change: whether it is online, what is pending, whether the page may be closed. */
export function useStatus(): EngineStatus {
  const crm = useCrm()
  return useStore<EngineStatus>(crm, () => {
    const source = crm.status()
    const status = currentOf<EngineStatus | null>(source, null)
    // An account is open only when its engine has said how it is.
    if (status === null) throw new TypeError('This CRM was not opened with openCrm.')
    return [source, status]
  })
}
