import { errorToData } from '@holdfast/crm'
import { describe, expect, test } from 'vitest'
import { failureInBatch, failureOf, failureOfShape, type Asked } from './errors.ts'
import type { AnswerBody, Outcome } from './transport.ts'
import { parseErrorBody } from './wire/index.ts'

const read: Asked = { operation: 'deals.get', kind: 'read', bucket: 'general' }
const write: Asked = { operation: 'deals.update', kind: 'write', bucket: 'general' }
const search: Asked = { operation: 'deals.search', kind: 'read', bucket: 'search' }

const html: AnswerBody = { kind: 'html' }
const empty: AnswerBody = { kind: 'empty' }
const other: AnswerBody = { kind: 'other' }

/** HubSpot's own error. */
function hubspots(more: Readonly<Record<string, unknown>> = {}): AnswerBody {
  return { kind: 'json', value: { status: 'error', message: 'secret', correlationId: 'c-1', ...more } }
}

/** JSON from a web server or gateway in between. */
const foreign: AnswerBody = { kind: 'json', value: { error: 'Not Found' } }

function answered(status: number, body: AnswerBody, headers: Readonly<Record<string, string>> = {}): Outcome {
  return { kind: 'answered', status, headers: new Headers(headers), body }
}

describe('the taxonomy', () => {
  test.each<[string, Outcome, string | undefined, string | undefined]>([
    // what came                                     a read                a write
    ['a good answer', answered(200, { kind: 'json', value: {} }), undefined, undefined],
    ['a created record', answered(201, { kind: 'json', value: {} }), undefined, undefined],
    ['a partly done batch', answered(207, { kind: 'json', value: { status: 'COMPLETE' } }), undefined, undefined],
    ['nothing, well done', answered(204, empty), undefined, undefined],
    ['a page in place of data', answered(200, html), 'api/offline', 'api/unknown-outcome'],
    ['text in place of data', answered(200, other), 'api/malformed', 'api/unknown-outcome'],
    ['an error that says 200', answered(200, hubspots()), 'api/unavailable', 'api/unknown-outcome'],
    ['a redirection', { kind: 'redirected' }, 'api/offline', 'api/unknown-outcome'],
    ['no answer', { kind: 'dropped', cause: new TypeError('x') }, 'api/offline', 'api/unknown-outcome'],
    ['no answer in time', { kind: 'timed-out' }, 'api/unavailable', 'api/unknown-outcome'],
    ['no headers to send', { kind: 'not-sent', cause: new Error('x') }, 'api/offline', 'api/offline'],
    ['400', answered(400, hubspots({ category: 'VALIDATION_ERROR' })), 'api/refused', 'api/refused'],
    ['400 of somebody else', answered(400, foreign), 'api/unavailable', 'api/unknown-outcome'],
    ['400 with a page', answered(400, html), 'api/unavailable', 'api/unknown-outcome'],
    ['401', answered(401, hubspots({ category: 'INVALID_AUTHENTICATION' })), 'api/needs-auth', 'api/needs-auth'],
    ['401 of a gateway', answered(401, empty), 'api/needs-auth', 'api/needs-auth'],
    ['403', answered(403, hubspots({ category: 'MISSING_SCOPES' })), 'api/forbidden', 'api/forbidden'],
    ['403 of a firewall', answered(403, html), 'api/unavailable', 'api/unknown-outcome'],
    ['404', answered(404, hubspots()), 'api/gone', 'api/gone'],
    ['404 of a lost route', answered(404, foreign), 'api/unavailable', 'api/unknown-outcome'],
    ['404 with nothing', answered(404, empty), 'api/unavailable', 'api/unknown-outcome'],
    ['405', answered(405, hubspots()), 'api/refused', 'api/refused'],
    ['408', answered(408, hubspots()), 'api/unavailable', 'api/unknown-outcome'],
    ['409', answered(409, hubspots({ category: 'CONFLICT' })), 'api/conflict', 'api/conflict'],
    ['413', answered(413, hubspots()), 'api/refused', 'api/refused'],
    ['414', answered(414, hubspots()), 'api/refused', 'api/refused'],
    ['415', answered(415, hubspots()), 'api/refused', 'api/refused'],
    ['422', answered(422, hubspots()), 'api/refused', 'api/refused'],
    ['423', answered(423, empty), 'api/rate-limited', 'api/rate-limited'],
    ['429', answered(429, hubspots({ policyName: 'DAILY' })), 'api/rate-limited', 'api/rate-limited'],
    ['429 of a gateway', answered(429, html), 'api/rate-limited', 'api/rate-limited'],
    ['477', answered(477, empty), 'api/rate-limited', 'api/rate-limited'],
    ['500', answered(500, hubspots()), 'api/unavailable', 'api/unknown-outcome'],
    ['502 with a page', answered(502, html), 'api/unavailable', 'api/unknown-outcome'],
    ['503', answered(503, other), 'api/unavailable', 'api/unknown-outcome'],
    ['504', answered(504, empty), 'api/unavailable', 'api/unknown-outcome'],
    ['521', answered(521, html), 'api/unavailable', 'api/unknown-outcome'],
    ['524', answered(524, html), 'api/unavailable', 'api/unknown-outcome'],
    ['530', answered(530, html), 'api/unavailable', 'api/unknown-outcome'],
    ['a status nobody has heard of', answered(499, hubspots()), 'api/unavailable', 'api/unknown-outcome'],
  ])('[H5] judges %s', (_name, outcome, ofRead, ofWrite) => {
    expect(failureOf(read, outcome)?.code).toBe(ofRead)
    expect(failureOf(write, outcome)?.code).toBe(ofWrite)
  })

  test('[H5] a write that was sent is certain only by the rows of the table, whatever HubSpot writes in the message', () => {
    const message = 'Nothing was changed. Rate limit. 404. Retry, it was not applied.'
    for (let status = 100; status < 600; status++) {
      const code = failureOf(write, answered(status, { kind: 'json', value: { message } }))?.code
      const certain = status === 401 || status === 423 || status === 429 || status === 477
      if (status < 200 || status >= 300) expect(code === 'api/unknown-outcome').toBe(!certain)
    }
  })

  test.each<
    [string, number, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>, Asked, string, number]
  >([
    ['ten-secondly', 429, { policyName: 'TEN_SECONDLY_ROLLING' }, {}, read, 'ten-secondly', 10_000],
    ['secondly', 429, { policyName: 'SECONDLY' }, {}, search, 'secondly', 1_000],
    ['daily, of which nobody says when it ends', 429, { policyName: 'DAILY' }, {}, read, 'daily', 3_600_000],
    ['unnamed', 429, {}, {}, read, 'ten-secondly', 10_000],
    ['unnamed, of a search', 429, {}, {}, search, 'secondly', 1_000],
    ['with a time', 429, { policyName: 'TEN_SECONDLY_ROLLING' }, { 'retry-after': '3' }, read, 'ten-secondly', 3_000],
    ['with a time of nothing', 429, {}, { 'retry-after': '0' }, read, 'ten-secondly', 10_000],
    ['with a date', 429, {}, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, read, 'ten-secondly', 10_000],
    ['with a year', 429, {}, { 'retry-after': '31536000' }, read, 'ten-secondly', 86_400_000],
    ['locked', 423, {}, {}, write, 'locked', 2_000],
    ['migrating', 477, {}, { 'retry-after': '120' }, write, 'migrating', 120_000],
    ['migrating, without a time', 477, {}, {}, read, 'migrating', 60_000],
  ])('a rate limit says how long: %s', (_name, status, body, headers, asked, policy, retryAfterMs) => {
    const error = failureOf(asked, answered(status, hubspots(body), headers))
    expect(error).toMatchObject({ code: 'api/rate-limited', details: { policy, retryAfterMs } })
  })

  test('a taken unique value leads to the record that has it, in both of its forms', () => {
    const conflict = hubspots({ category: 'CONFLICT', message: 'Contact already exists. Existing ID: 123' })
    const race = hubspots({
      category: 'VALIDATION_ERROR',
      message: 'Cannot set PropertyValueCoordinates{value=a@b.c} on 456. 123 already has that value.',
    })
    for (const outcome of [answered(409, conflict), answered(400, race)])
      expect(failureOf(write, outcome)).toMatchObject({ code: 'api/conflict', details: { existingId: '123' } })
    expect(failureOf(write, answered(409, hubspots()))).toMatchObject({ details: { existingId: null } })
  })

  test('a refusal names the properties, a lack of rights the scopes', () => {
    const errors = [{ code: 'INVALID_OPTION', context: { propertyName: ['dealstage'] } }]
    expect(failureOf(write, answered(400, hubspots({ category: 'VALIDATION_ERROR', errors })))).toMatchObject({
      details: { category: 'VALIDATION_ERROR', properties: [{ property: 'dealstage', code: 'INVALID_OPTION' }] },
    })
    const scopes = [{ context: { requiredGranularScopes: ['crm.objects.deals.write'] } }]
    expect(failureOf(write, answered(403, hubspots({ errors: scopes })))).toMatchObject({
      details: { scopes: ['crm.objects.deals.write'] },
    })
  })

  test('quotes the correlation id, from the body or from the header', () => {
    const header = { 'x-hubspot-correlation-id': 'h-1' }
    expect(failureOf(read, answered(500, html, header))).toMatchObject({ details: { correlationId: 'h-1' } })
    expect(failureOf(read, answered(500, hubspots(), header))).toMatchObject({ details: { correlationId: 'c-1' } })
  })

  test('[H6] no error holds what an answer says in its own words', () => {
    const secret = 'ada@example.com'
    const value = {
      status: 'error',
      message: secret,
      category: secret,
      subCategory: secret,
      policyName: secret,
      correlationId: secret,
      context: { ids: [secret], email: [secret] },
      errors: [
        { message: secret, code: secret, context: { propertyName: [secret], requiredGranularScopes: [secret] } },
      ],
    }
    for (let status = 200; status < 600; status++) {
      const headers = { 'x-hubspot-correlation-id': secret, 'retry-after': secret }
      for (const asked of [read, write]) {
        const error = failureOf(asked, answered(status, { kind: 'json', value }, headers))
        if (error !== undefined) expect(JSON.stringify(errorToData(error))).not.toContain(secret)
      }
    }
  })

  test('a successful answer of the wrong shape names the place for a read, and may have been done for a write', () => {
    expect(failureOfShape(read, 200, new Headers(), '$.results[3].id')).toMatchObject({
      code: 'api/malformed',
      details: { path: '$.results[3].id', status: 200 },
    })
    expect(failureOfShape(write, 201, new Headers(), '$.id')).toMatchObject({ code: 'api/unknown-outcome' })
  })

  test.each([
    ['VALIDATION_ERROR', 'api/refused'],
    ['OBJECT_NOT_FOUND', 'api/gone'],
    ['CONFLICT', 'api/conflict'],
    ['OBJECT_ALREADY_EXISTS', 'api/conflict'],
    ['MISSING_SCOPES', 'api/forbidden'],
    ['RATE_LIMITS', 'api/rate-limited'],
    ['NEWS', 'api/unknown-outcome'],
    [undefined, 'api/unknown-outcome'],
  ])('an error of category %s within a batch is %s', (category, code) => {
    expect(failureInBatch(write, 207, new Headers(), parseErrorBody({ status: 'error', category })).code).toBe(code)
  })
})
