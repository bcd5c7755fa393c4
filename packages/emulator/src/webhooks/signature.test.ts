import { expect, test } from 'vitest'
import { signV1, signV2, signV3 } from './signature.ts'

// The vectors of HubSpot's own client (test/unit/signature.spec.ts of hubspot-api-nodejs).
const clientSecret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
const uri = 'https://www.example.com/webhook_uri'

test('version 1 is that of the official client', async () => {
  const body =
    '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]'
  expect(await signV1({ clientSecret, body })).toBe('232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de')
})

test.each([
  ['GET', '', 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e'],
  ['POST', '{"example_field":"example_value"}', '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900'],
])('version 2 is that of the official client: %s', async (method, body, expected) => {
  expect(await signV2({ clientSecret, method, uri, body })).toBe(expected)
})

test('version 3 covers method, address, body and time, and reads some escapes of the address as what they stand for', async () => {
  const signed = {
    clientSecret,
    method: 'POST',
    uri: `${uri}?a=%40%2Fb&c=%20`,
    body: 'é',
    timestamp: 1_700_000_000_000,
  }
  const signature = await signV3(signed)
  expect(signature).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  expect(await signV3({ ...signed, uri: `${uri}?a=@/b&c=%20` })).toBe(signature)
  for (const change of [{ method: 'PUT' }, { uri: `${uri}?a=%40%2Fb&c= ` }, { body: 'e' }, { timestamp: 1 }])
    expect(await signV3({ ...signed, ...change })).not.toBe(signature)
})
