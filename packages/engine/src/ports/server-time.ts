import type { Clock } from './clock.ts'
import type { Http } from './http.ts'

/** HubSpot's clock, as far as answers show it. */
export interface ServerTime {
  /** Epoch ms at HubSpot, by the best guess; the device's clock before the first answer. */
  now(): number
  /** Remembers this moment; the function tells it on HubSpot's clock, as well as that is known when it is asked. */
  mark(): () => number
  /** The given port, watched for `Date` headers. */
  readonly http: Http
}

// The header has whole seconds and the way takes time: a difference below this is no difference.
const toleranceMs = 2_000

/**
 * Learns how far this device's clock is off, from the `Date` header of answers (https://www.rfc-editor.org/rfc/rfc9110#name-date), so that a
 * wrong clock cannot make delta sync skip changes.
 */
export function createServerTime(clock: Clock, http: Http): ServerTime {
  let offset = 0
  // Whole milliseconds: HubSpot refuses fractions in filters.
  const toServer = (moment: number): number => Math.round(moment + offset)
  return {
    now: () => toServer(clock.now()),
    mark() {
      const moment = clock.now()
      return () => toServer(moment)
    },
    async http(request) {
      const sent = clock.now()
      const response = await http(request)
      const stated = Date.parse(response.headers.get('date') ?? '')
      if (Number.isFinite(stated)) {
        const difference = stated + 500 - (sent + clock.now()) / 2
        offset = Math.abs(difference) < toleranceMs ? 0 : difference
      }
      return response
    },
  }
}
