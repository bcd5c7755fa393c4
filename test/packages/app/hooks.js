import { useLive, useStatus } from '@holdfast/react'

/**
 * Type-checked only: what an app with React would write.
 *
 * @param {import('@holdfast/client').Crm<typeof import('./crm.schema.js').schema>} crm
 * @returns {string}
 */
export function useTitle(crm) {
  const { rows } = useLive(crm.deals.select('dealname').limit(1))
  const status = useStatus()
  /** @type {string | null | undefined} */
  const name = rows[0]?.dealname
  return `${name ?? ''} ${typeof status}`
}
