import { expect } from 'vitest'
import { defaultApp } from '@holdfast/emulator'
import type { World } from '../world.ts'
import { rowsOf, type Rows } from '../rows.ts'

const redirectUri = 'https://app.example/back'
const { clientId, clientSecret } = defaultApp

// A user agrees, and the app exchanges the code.
async function install({ client, emulator }: World) {
  const code = emulator.authorize({ redirectUri, scopes: ['crm.objects.contacts.read'] })
  return client.oauth.tokensApi.create('authorization_code', code, redirectUri, clientId, clientSecret)
}

/** OAuth: from the page where a user agrees to the end of a token's life. */
export const oauth: Rows = rowsOf('oauth', {
  getAuthorizationUrl: async ({ client }) => {
    const url = new URL(client.oauth.getAuthorizationUrl(clientId, redirectUri, 'crm.objects.contacts.read'))
    expect([url.pathname, url.searchParams.get('client_id')]).toEqual(['/oauth/authorize', clientId])
  },
  'tokensApi.create': async (world) => {
    const { accessToken, refreshToken, expiresIn } = await install(world)
    expect(expiresIn).toBe(1_800)
    world.client.setAccessToken(accessToken)
    expect((await world.client.crm.contacts.basicApi.getPage()).results).toEqual([])
    world.emulator.clock.advance(1_801_000)
    await expect(world.client.crm.contacts.basicApi.getPage()).rejects.toMatchObject({ code: 401 })
    const { tokensApi } = world.client.oauth
    const next = await tokensApi.create('refresh_token', undefined, redirectUri, clientId, clientSecret, refreshToken)
    world.client.setAccessToken(next.accessToken)
    expect((await world.client.crm.contacts.basicApi.getPage()).results).toEqual([])
    // What was not agreed to is refused.
    await expect(world.client.crm.deals.basicApi.getPage()).rejects.toMatchObject({ code: 403 })
  },
  'accessTokensApi.get': async (world) => {
    const { accessToken } = await install(world)
    const told = await world.client.oauth.accessTokensApi.get(accessToken)
    expect(told).toMatchObject({
      token: accessToken,
      tokenType: 'access',
      hubId: world.emulator.account.portalId,
      appId: defaultApp.appId,
      scopes: ['crm.objects.contacts.read'],
    })
  },
  'refreshTokensApi.get': async (world) => {
    const { refreshToken } = await install(world)
    const told = await world.client.oauth.refreshTokensApi.get(refreshToken)
    expect(told).toMatchObject({ token: refreshToken, tokenType: 'refresh', clientId })
  },
  'refreshTokensApi.archive': async (world) => {
    const { refreshToken } = await install(world)
    await world.client.oauth.refreshTokensApi.archive(refreshToken)
    await expect(world.client.oauth.refreshTokensApi.get(refreshToken)).rejects.toMatchObject({ code: 404 })
  },
})
