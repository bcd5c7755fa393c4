import { isHoldfastError } from '@holdfast/crm'
import type { IncompleteReason } from '../protocol.ts'

/** What a failure to load means for the result; null when the failure is a bug and not a reason. */
export function incompleteReason(error: unknown): IncompleteReason | null {
  if (!isHoldfastError(error)) return null
  switch (error.code) {
    case 'api/offline':
      return 'offline'
    case 'api/rate-limited':
      return 'rate-limited'
    case 'api/needs-auth':
      return 'needs-auth'
    case 'api/forbidden':
      return 'forbidden'
    case 'query/not-searchable':
      return 'not-searchable'
    case 'api/refused':
    case 'api/gone':
    case 'api/conflict':
      return 'refused'
    case 'api/unavailable':
    case 'api/unknown-outcome':
    case 'api/malformed':
    case 'engine/closed':
    case 'engine/unreachable':
      return 'unavailable'
    case 'schema/invalid':
    case 'value/invalid':
    case 'query/invalid':
    case 'query/unbound':
    case 'query/unsupported':
    case 'write/invalid':
    case 'write/unknown-record':
    case 'store/not-durable':
    case 'store/unavailable':
    case 'store/corrupt':
    case 'engine/mismatch':
    case 'engine/invariant':
    case 'emulator/state-unreadable':
      return null
  }
}
