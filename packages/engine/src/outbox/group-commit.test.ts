import { describe, expect, test } from 'vitest'
import type { IntentDraft } from '../protocol.ts'
import { createGroupCommit } from './group-commit.ts'

describe('[OU5] units', () => {
  test('that come while one is recorded are recorded together, in order', async () => {
    const { commit, groups, finish } = start()
    const all = [commit('a'), commit('b', 'c'), commit('d')]
    expect(groups).toEqual([['a']])
    finish()
    await all[0]
    expect(groups).toEqual([['a'], ['b', 'c', 'd']])
    finish()
    await Promise.all(all)
  })

  test('are refused one by one; the rest of their group is recorded', async () => {
    const { commit, groups, finish } = start()
    const first = commit('a')
    const refused = commit('refused')
    const last = commit('b')
    finish()
    await first
    await expect(refused).rejects.toThrow('refused')
    finish()
    await last
    expect(groups).toEqual([['a'], ['b']])
  })

  test('are checked against what their group records before them', async () => {
    const { commit, checks, finish } = start()
    const all = [commit('a'), commit('b'), commit('c')]
    finish()
    await all[0]
    finish()
    await Promise.all(all)
    expect(checks).toEqual(['a after ', 'b after ', 'c after b'])
  })

  test('of a group that could not be recorded all hear why, and the next group goes on', async () => {
    const { commit, groups, finish, fail } = start()
    const lost = [commit('a')]
    const next = commit('b')
    fail(new Error('full'))
    await expect(Promise.all(lost)).rejects.toThrow('full')
    finish()
    await next
    expect(groups).toEqual([['a'], ['b']])
  })

  test('leave nothing on its way when the last is recorded', async () => {
    const { commit, isIdle, finish } = start()
    expect(isIdle()).toBe(true)
    const only = commit('a')
    expect(isIdle()).toBe(false)
    finish()
    await only
    await Promise.resolve()
    expect(isIdle()).toBe(true)
  })
})

function start() {
  const groups: string[][] = []
  const checks: string[] = []
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  const group = createGroupCommit({
    check(unit, earlier) {
      const keys = keysOf(unit)
      if (keys.includes('refused')) throw new Error('refused')
      checks.push(`${keys.join()} after ${keysOf(earlier).join()}`)
    },
    async record(drafts) {
      groups.push(keysOf(drafts))
      await new Promise<void>((resolve, reject) => ends.push({ resolve, reject }))
    },
    recorded: () => undefined,
  })
  return {
    groups,
    checks,
    isIdle: () => group.isIdle(),
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
