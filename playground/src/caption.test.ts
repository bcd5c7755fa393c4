import { expect, test } from 'vitest'
import { completenessCaption, connectionOf, isLoading, sourceCaption } from './caption.ts'

test('a list from this device says that no request was needed', () => {
  expect(sourceCaption({ completeness: 'complete', source: 'cache' })).toBe('From this device, no request')
})

test('nobody is called offline before the worker has looked', () => {
  expect(connectionOf({ role: 'starting', online: false })).toBe('starting')
  expect(connectionOf({ role: 'leader', online: false })).toBe('offline')
  expect(connectionOf({ role: 'follower', online: true })).toBe('online')
})

test.each([
  { name: 'one reason', why: ['offline'], caption: 'Only what is on this device: offline' },
  {
    name: 'several reasons, in the order given',
    why: ['needs-auth', 'loading'],
    caption: 'Only what is on this device: sign-in needed, loading',
  },
  { name: 'a reason this page has no words for', why: ['eclipse'], caption: 'Only what is on this device: eclipse' },
])('an incomplete list says why: $name', ({ why, caption }) => {
  expect(completenessCaption({ completeness: 'local-only', source: 'cache', why })).toBe(caption)
})

test('an empty list is loading only while an answer is on its way', () => {
  expect(isLoading({ completeness: 'partial', source: 'remote', why: ['loading'] }, 0)).toBe(true)
  expect(isLoading({ completeness: 'partial', source: 'remote', why: ['loading'] }, 3)).toBe(false)
  expect(isLoading({ completeness: 'local-only', source: 'cache', why: ['offline'] }, 0)).toBe(false)
  expect(isLoading({ completeness: 'complete', source: 'remote' }, 0)).toBe(false)
})
