import { unauthorized, type Apps } from '../oauth/index.ts'
import type { Call } from '../route.ts'

/** The app whose journal a call is about: that of its client-credentials token, or the first one where any token is taken. */
export function journalAppOf(apps: Apps, { credentials }: Call): number {
  const appId = credentials?.appId ?? apps.all()[0]?.appId
  if (appId === undefined || credentials?.kind === 'oauth')
    throw unauthorized('The journal needs a client credentials token.', 'INVALID_AUTHENTICATION')
  return appId
}
