import type { LocalKey } from '@holdfast/crm'
import { queryBuilder, type Runnable } from '@holdfast/query'
import { beforeEach, describe, expect, test } from 'vitest'
import { firstDelta, rowText, schema } from '../test/index.ts'
import { createRecordsAtHand, type RecordsAtHand } from './records-at-hand.ts'
import { createRowList, type RowList } from './rows.ts'

const names = Object.keys(schema.deals.properties)
const whole = queryBuilder(schema, 'deals')
const amountOf = (atHand: RecordsAtHand): string | null | undefined => atHand.wireValues('deals', '7')?.['amount']

let atHand: RecordsAtHand

beforeEach(() => {
  atHand = createRecordsAtHand()
})

describe('[CL14] a record is at hand', () => {
  test('while a list shows all of it', () => {
    const { hide } = shown('1')
    expect(atHand.wireValues('deals', '7')).toEqual(Object.fromEntries(names.map((name) => [name, valueOf(name, '1')])))
    expect(atHand.wireValues('deals', '8')).toBeUndefined()
    expect(atHand.wireValues('companies', '7')).toBeUndefined()
    hide()
    expect(amountOf(atHand)).toBeUndefined()
  })

  test.each([
    { name: 'a selection', query: whole.select('amount', 'dealname').ast },
    { name: 'figures', query: whole.count().ast },
  ])('but not for a list of $name', ({ query }) => {
    shown('1', query)
    expect(amountOf(atHand)).toBeUndefined()
  })

  test('again when its row holds what this page wrote, whichever list is first', () => {
    const behind = shown('1')
    atHand.wrote('7', { amount: '2' })
    expect(amountOf(atHand)).toBeUndefined()
    shown('2')
    expect(amountOf(atHand)).toBe('2')
    behind.show('3')
    expect(amountOf(atHand)).toBe('2')
  })

  test('only when its row holds all that was written, also what was cleared', () => {
    const { list } = shown('1')
    atHand.wrote('7', { amount: '2' })
    atHand.wrote('7', { dealname: '' })
    list.apply(firstDelta([row({ amount: '1', dealname: null })]))
    expect(amountOf(atHand)).toBeUndefined()
    list.apply(firstDelta([row({ amount: '2', dealname: null })]))
    expect(amountOf(atHand)).toBe('2')
  })

  test('not after a write that was refused, whose value a row may still show, until a later write is there', () => {
    const { list } = shown('2')
    atHand.wrote('7', { amount: '2' })
    atHand.wrote('7', null)
    expect(amountOf(atHand)).toBeUndefined()
    atHand.wrote('7', { dealname: 'Lift' })
    expect(amountOf(atHand)).toBeUndefined()
    list.apply(firstDelta([row({ amount: '1', dealname: 'Lift' })]))
    expect(amountOf(atHand)).toBe('1')
  })
})

function shown(amount: string, query: Runnable = whole.ast): Shown {
  const list = createRowList<unknown>(schema, query)
  const show = (value: string): void => list.apply(firstDelta([row({ amount: value })]))
  if (query === whole.ast) show(amount)
  else if (!('of' in query)) list.apply(firstDelta([rowText('7', [amount, 'Lift'])]))
  return { list, show, hide: atHand.show(query, list) }
}

interface Shown {
  readonly list: RowList<unknown>
  readonly show: (amount: string) => void
  readonly hide: () => void
}

function row(values: Readonly<Record<string, string | null>>): string {
  return rowText(
    '7' as LocalKey,
    names.map((name) => (name in values ? (values[name] ?? null) : valueOf(name, ''))),
  )
}

function valueOf(name: string, amount: string): string | null {
  return name === 'amount' ? amount : null
}
