import {
  contacts,
  hooks,
  installed,
  journal,
  second,
  secondProperty,
  statusOf,
  told,
  type Row,
} from './switch-probes.fixture.ts'
import type { Switches } from './switches.ts'

/** The switches of limits, apps and whatever a request meets before it is applied. */
export type RequestSwitch = Extract<
  keyof Switches,
  | `limit${string}`
  | `webhook${string}`
  | `journal${string}`
  | 'retryAfterOnLimit'
  | 'oauthErrors'
  | 'expiredCategory'
  | 'wrongMethod'
  | 'wrongContentType'
  | 'cors'
>

/** What to ask about each of them. */
export const requestSwitches: { readonly [Name in RequestSwitch]: Row<Switches[Name]> } = {
  limitTenSecondly: [second(contacts), [1, 429], [2, 200]],
  limitOAuthTenSecondly: [
    async (tools) => {
      const call = await installed(tools.emulator)
      await call('GET', contacts)
      return (await call('GET', contacts)).status
    },
    [1, 429],
    [2, 200],
  ],
  limitAssociationsTenSecondly: [
    second('/crm/associations/2026-09/contacts/companies/labels', `${contacts}/1/associations/companies`),
    [1_000_000, 404],
    [1, 429],
  ],
  limitDaily: [second(contacts), [1, 429], [2, 200]],
  limitSearchSecondly: [
    async ({ call }) => {
      await call('POST', `${contacts}/search`, {})
      return (await call('POST', `${contacts}/search`, {})).status
    },
    [1, 429],
    [2, 200],
  ],
  limitOwnersPage: [statusOf('GET', '/crm/owners/2026-09?limit=200'), [100, 400], [500, 200]],
  limitUrlCharacters: [statusOf('GET', `${contacts}?properties=${'x,'.repeat(60)}`), [100, 414], [16_000, 200]],
  limitCustomProperties: [secondProperty, [1, 400], [2, 201]],
  limitCustomPropertiesOverall: [secondProperty, [1, 400], [2, 201]],
  limitPartners: { shownIn: 'routes/limits-tracking.test.ts' },
  retryAfterOnLimit: [
    async ({ emulator, call }) => {
      emulator.setSwitches({ limitTenSecondly: 1 })
      await call('GET', contacts)
      return (await call('GET', contacts)).headers.has('retry-after')
    },
    [false, false],
    [true, true],
  ],
  webhookDelayMs: [
    async (tools) => (await told(tools, 'contact.creation', () => tools.add('contacts'))).length,
    [0, 1],
    [60_000, 0],
  ],
  webhookOrder: [
    async (tools) => {
      const events = await told(tools, 'contact.creation', () =>
        Array.from({ length: 20 }, () => tools.add('contacts')),
      )
      const ids = events.map(({ objectId }) => Number(objectId))
      return ids.every((id, place) => place === 0 || id > (ids[place - 1] ?? 0))
    },
    ['as-happened', true],
    ['shuffled', false],
  ],
  webhookDuplicates: [
    async (tools) => (await told(tools, 'contact.creation', () => tools.add('contacts'))).length,
    [false, 1],
    [true, 2],
  ],
  webhookTypeField: [
    async (tools) => {
      const [event] = await told(tools, 'contact.creation', () => tools.add('contacts'))
      return [event?.['subscriptionType'], event?.['eventType']]
    },
    ['subscriptionType', ['contact.creation', undefined]],
    ['eventType', [undefined, 'contact.creation']],
    ['both', ['contact.creation', 'contact.creation']],
  ],
  webhookActiveAtFirst: [
    async ({ call }) =>
      (await call('POST', `${hooks}/subscriptions`, { eventType: 'contact.creation' })).body['active'],
    [false, false],
    [true, true],
  ],
  webhookCreationTellsProperties: [
    async (tools) =>
      (await told(tools, 'contact.propertyChange', () => tools.add('contacts', { firstname: 'Ada' }))).length,
    [true, 1],
    [false, 0],
  ],
  webhookPurgeTellsDeletion: [
    async (tools) => {
      const objectId = tools.add('contacts')
      return (await told(tools, 'contact.deletion', () => tools.call('POST', `${contacts}/gdpr-delete`, { objectId })))
        .length
    },
    [false, 0],
    [true, 1],
  ],
  webhookSettingsCachedMs: [
    async (tools) => {
      await told(tools, 'contact.creation', () => undefined)
      tools.emulator.clock.advance(300_000)
      await tools.call('PUT', `${hooks}/settings`, { targetUrl: 'https://moved.example/' })
      tools.add('contacts')
      await tools.emulator.delivered()
      return tools.sent[0]?.url
    },
    [0, 'https://moved.example/'],
    [300_000, 'https://app.example/'],
  ],
  journalLagMs: [
    async ({ call, add }) => {
      const wanted = { subscriptionType: 'OBJECT', objectTypeId: '0-1', actions: ['CREATE'] }
      await call('POST', '/webhooks-journal/subscriptions/2026-03', wanted)
      add('contacts')
      return (await call('GET', journal)).status
    },
    [0, 200],
    [1_000, 204],
  ],
  journalEnd: [statusOf('GET', journal), ['204', 204], ['404', 404]],
  oauthErrors: [
    async ({ emulator }) => {
      const refusal = async (path: string): Promise<unknown> => {
        const request = new Request(`http://emulator.test${path}`, { method: 'POST', body: new URLSearchParams() })
        const body = (await (await emulator.fetch(request)).json()) as Record<string, unknown>
        return body['error'] ?? body['status']
      }
      return [await refusal('/oauth/v1/token'), await refusal('/oauth/2026-03/token')]
    },
    ['by-version', ['BAD_CLIENT_ID', 'invalid_client']],
    ['hubspot', ['BAD_CLIENT_ID', 'BAD_CLIENT_ID']],
    ['standard', ['invalid_client', 'invalid_client']],
  ],
  expiredCategory: [
    async ({ emulator, call }) => {
      emulator.expireToken('test')
      return (await call('GET', contacts)).body['category']
    },
    ['EXPIRED_AUTHENTICATION', 'EXPIRED_AUTHENTICATION'],
    ['INVALID_AUTHENTICATION', 'INVALID_AUTHENTICATION'],
  ],
  wrongMethod: [statusOf('PUT', contacts, {}), ['405', 405], ['404', 404]],
  wrongContentType: [
    async ({ emulator }) => {
      const headers = { authorization: 'Bearer test', 'content-type': 'text/plain' }
      return (
        await emulator.fetch(new Request(`http://emulator.test${contacts}`, { method: 'POST', headers, body: '{}' }))
      ).status
    },
    ['415', 415],
    ['400', 400],
  ],
  cors: [statusOf('OPTIONS', contacts), [false, 405], [true, 204]],
}
