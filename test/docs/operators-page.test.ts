import { readFileSync } from 'node:fs'
import { defaultSwitches, operators, type ResidualReason } from '@holdfast/query'
import { describe, expect, test } from 'vitest'

// The page is written for people; what it lists is what the code has.

const page = readFileSync(new URL('../../packages/query/OPERATORS.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter((line) => line.startsWith('|'))
const reasons: Readonly<Record<ResidualReason, true>> = {
  after: true,
  'custom-object-type': true,
  'has-associated': true,
  label: true,
  'not-associated': true,
  order: true,
  unfilterable: true,
}

describe('the page of operators', () => {
  test.each(Object.entries(operators))('tells %s, as HubSpot spells it', (name, { search }) => {
    expect(rows.filter((row) => row.includes(`\`${name}\``) && row.includes(`\`${search}\``))).toHaveLength(1)
  })

  test.each(Object.keys(reasons))('tells what leaves a residual for "%s"', (reason) => {
    expect(rows.filter((row) => row.trimEnd().endsWith(`| \`${reason}\` |`))).toHaveLength(1)
  })

  test.each(Object.keys(defaultSwitches))('tells the switch %s', (name) => {
    expect(rows.filter((row) => row.startsWith(`| \`${name}\` |`))).toHaveLength(1)
  })
})
