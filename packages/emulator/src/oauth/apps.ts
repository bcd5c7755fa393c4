/** An app that users install in the account, or that reads the journal. */
export interface App {
  readonly appId: number
  readonly clientId: string
  readonly clientSecret: string
  /** Where users may be sent back to; anywhere when absent. */
  readonly redirectUris?: readonly string[]
  /** What it may ask for; anything when absent. */
  readonly scopes?: readonly string[]
}

/** The app of an emulator that was told of no other. */
export const defaultApp: App = {
  appId: 2_894_417,
  clientId: '11111111-2222-4333-8444-555555555555',
  clientSecret: 'emulator-client-secret',
}

/** Finds apps. */
export interface Apps {
  all(): readonly App[]
  byId(appId: number): App | undefined
  byClientId(clientId: string): App | undefined
}

/** These apps, or the default one alone. */
export function createApps(apps: readonly App[] = [defaultApp]): Apps {
  return {
    all: () => apps,
    byId: (appId) => apps.find((app) => app.appId === appId),
    byClientId: (clientId) => apps.find((app) => app.clientId === clientId),
  }
}
