import { describe, expect, test } from 'vitest'
import { answerComplaints } from './answers.ts'

const create = { area: 'crm/contacts', api: 'BasicApi', method: 'create' }
const upsert = { area: 'crm/contacts', api: 'BatchApi', method: 'upsert' }
const page = { area: 'crm/contacts', api: 'BasicApi', method: 'getPage' }
const archive = { area: 'crm/contacts', api: 'BasicApi', method: 'archive' }

const at = '2026-11-24T08:00:00Z'
const contact = { id: '7', properties: { email: null }, createdAt: at, updatedAt: at, archived: false }

describe('an answer', () => {
  test.each([
    ['exactly as its model', create, 201, contact, []],
    ['of a status the method has not', create, 200, contact, ['the client knows no status 200']],
    ['without a required field', create, 201, { ...contact, createdAt: undefined }, ["required property 'createdAt'"]],
    ['with a number for a text', create, 201, { ...contact, id: 7 }, ['/id must be string']],
    ['with a field more', create, 201, { ...contact, colour: 'red' }, ['must NOT have additional properties']],
    ['with a moment in words', create, 201, { ...contact, updatedAt: 'today' }, ['/updatedAt must match format']],
    ['wrong deep inside', page, 200, { results: [{ ...contact, associations: [] }] }, ['/results/0/associations']],
    [
      'with a status nobody has',
      upsert,
      200,
      { status: 'DONE', results: [], startedAt: at, completedAt: at },
      ['/status must be equal to one of the allowed values'],
    ],
    ['that is an error', create, 404, { status: 'error', message: 'resource not found', correlationId: '1' }, ['uuid']],
  ])('%s is judged rightly', (_name, operation, status, body, expected) => {
    const complaints = answerComplaints(operation, status, JSON.stringify(body))
    expect(complaints).toEqual(expected.map((each) => expect.stringContaining(each)))
  })

  test('without a body may not have one', () => {
    expect(answerComplaints(archive, 204, '')).toEqual([])
    expect(answerComplaints(archive, 204, '{}')).toEqual(['204 has a body'])
  })

  test('that is no JSON is none', () => {
    expect(answerComplaints(create, 201, '<html>')).toEqual(['the body is no JSON: <html>'])
  })
})
