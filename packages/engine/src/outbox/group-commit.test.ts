import { describe, expect, test } from 'vitest'
import type { IntentDraft } from '../protocol.ts'
import { createGroupCommit } from './group-commit.ts'

describe('[OU5] units', () => {
  test('that come in one message are recorded together, in order', async () => {
    const { commit, groups, finish } = start()
    const all = [commit('a'), commit('b', 'c'), commit('d')]
    await soon()
    expect(groups).toEqual([['a', 'b', 'c', 'd']])
    finish()
    await Promise.all(all)
  })

  test('that come while one is recorded are recorded together, in order', async () => {
    const { commit, groups, finish } = start()
    const first = commit('a')
    await soon()
    const rest = [commit('b', 'c'), commit('d')]
    expect(groups).toEqual([['a']])
    finish()
    await first
    expect(groups).toEqual([['a'], ['b', 'c', 'd']])
    finish()
    await Promise.all(rest)
  })

  test('are refused one by one; the rest of their group is recorded', async () => {
    const { commit, groups, finish } = start()
    const first = commit('a')
    const refused = commit('refused')
    const last = commit('b')
    await expect(refused).rejects.toThrow('refused')
    finish()
    await Promise.all([first, last])
    expect(groups).toEqual([['a', 'b']])
  })

  test('are checked against what their group records before them', async () => {
    const { commit, checks, finish } = start()
    const first = commit('a')
    await soon()
    const rest = [commit('b'), commit('c')]
    finish()
    await first
    finish()
    await Promise.all(rest)
    expect(checks).toEqual(['a after ', 'b after ', 'c after b'])
  })

  test('of a group that could not be recorded all hear why, and the next group goes on', async () => {
    const { commit, groups, finish, fail } = start()
    const lost = commit('a')
    await soon()
    const next = commit('b')
    fail(new Error('full'))
    await expect(lost).rejects.toThrow('full')
    finish()
    await next
    expect(groups).toEqual([['a'], ['b']])
  })

  test('[OU6] are shown when they come, whether or not others are being recorded', async () => {
    const { commit, shown, finish } = start()
    const first = commit('a')
    await soon()
    const next = commit('b')
    await soon()
    expect(shown).toEqual(['a', 'b'])
    finish()
    await first
    finish()
    await next
    expect(shown).toEqual(['a', 'b'])
  })

  test('[OU6] that rest on what could not be recorded are shown no more and refused', async () => {
    const { commit, shown, finish, fail } = start()
    const first = commit('a')
    await soon()
    const dependent = commit('after a')
    const other = commit('b')
    await soon()
    expect(shown).toEqual(['a', 'after a', 'b'])
    fail(new Error('full'))
    await expect(first).rejects.toThrow('full')
    await expect(dependent).rejects.toThrow('refused')
    expect(shown).toEqual(['b'])
    finish()
    await other
  })

  test('are on their way from their call until all are recorded, and then somebody is told', async () => {
    const { commit, isIdle, finish, rests } = start()
    expect(isIdle()).toBe(true)
    const only = commit('a')
    expect([isIdle(), rests()]).toEqual([false, 0])
    await soon()
    finish()
    await only
    await soon()
    expect([isIdle(), rests()]).toEqual([true, 1])
  })
})

async function soon(): Promise<void> {
  await Promise.resolve()
}

function start() {
  const groups: string[][] = []
  const checks: string[] = []
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  const shown: string[] = []
  let rests = 0
  const group = createGroupCommit({
    check(unit, earlier) {
      const keys = keysOf(unit)
      const rests = keys.flatMap((key) => (key.startsWith('after ') ? key.slice('after '.length) : []))
      const isRefused = rests.some((key) => !shown.includes(key) && !keysOf(earlier).includes(key))
      if (isRefused || keys.includes('refused')) throw new Error('refused')
      checks.push(`${keys.join()} after ${keysOf(earlier).join()}`)
    },
    show: (drafts) => shown.push(...keysOf(drafts)),
    withdraw(drafts) {
      for (const key of keysOf(drafts)) shown.splice(shown.indexOf(key), 1)
    },
    async record(drafts) {
      groups.push(keysOf(drafts))
      await new Promise<void>((resolve, reject) => ends.push({ resolve, reject }))
    },
    recorded: () => undefined,
    rested: () => rests++,
  })
  return {
    groups,
    checks,
    shown,
    isIdle: () => group.isIdle(),
    rests: () => rests,
    commit: async (...keys: readonly string[]) => group.commit(keys.map(archive)),
    finish: () => ends.shift()?.resolve(),
    fail: (error: Error) => ends.shift()?.reject(error),
  }
}

function archive(key: string): IntentDraft {
  return { kind: 'archive', key, objectType: 'deals', id: '1' }
}

function keysOf(drafts: readonly IntentDraft[]): string[] {
  return drafts.map(({ key }) => key)
}
