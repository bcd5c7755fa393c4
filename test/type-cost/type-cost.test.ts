import { describe, expect, test } from 'vitest'
import figures from './figures.json' with { type: 'json' }
import { measure } from './measure.ts'
import {
  declaredProgram,
  literalProgram,
  objectTypes,
  propertiesEach,
  queriesEach,
  withoutQueries,
} from './programs.ts'

// What types cost whoever uses them, counted in instantiations: unlike time they are the same on every machine.

const tolerated = 1.1
const size = `${objectTypes} object types of ${propertiesEach} properties, ${objectTypes * queriesEach} queries`

describe(`[Q22] types of ${size} cost what they did`, () => {
  test.each([
    ['literal', literalProgram()],
    ['declared', declaredProgram()],
  ] as const)(
    'with a %s schema',
    async (name, program) => {
      const whole = await measure(name, program)
      expect(whole.errors).toEqual([])
      const schemaOnly = await measure(`${name}-schema`, withoutQueries(program))
      expect(schemaOnly.errors).toEqual([])
      const added = whole.checkSeconds - schemaOnly.checkSeconds
      console.log(
        `type cost, ${name} schema: ${whole.instantiations} instantiations, checked in ${whole.checkSeconds} s, of which the queries ${added.toFixed(2)} s`,
      )
      expect(whole.instantiations).toBeLessThanOrEqual(figures[name] * tolerated)
      // Better figures are written down, so that what was gained is kept.
      expect(whole.instantiations).toBeGreaterThanOrEqual(figures[name] / tolerated)
    },
    120_000,
  )

  test('and what does not compile says so in a line, without the schema', async () => {
    const mistakes = [
      [`where('colour', 'eq', 'red')`, `'"colour"' is not assignable to parameter of type '"amount" |`],
      [`where('dealstage', 'gte', 'a')`, `'"gte"' is not assignable to parameter of type '"containsToken" | "eq" |`],
      [`where('dealstage', 'eq', 'done')`, `'"done"' is not assignable to parameter of type '"open" | "won"`],
      [`where('amount', 'eq', '5')`, `'string' is not assignable to parameter of type 'number`],
      [`where('amount', 'eq')`, 'Expected 3 arguments, but got 2'],
      [`where(({ f }) => f('colour', 'has'))`, `'"colour"' is not assignable to parameter of type '"amount" |`],
      [`groupBy('roles')`, `'"roles"' is not assignable to parameter of type '"roles" & NotGrouped'`],
      [`inPipeline('default', 'won')`, `'"won"' is not assignable to parameter of type '"open"'`],
    ] as const
    const { errors } = await measure('mistakes', {
      'queries.ts': `import { defineSchema } from '@holdfast/crm'
import { queryBuilder } from '@holdfast/query'

const schema = defineSchema({
  deals: {
    properties: {
      dealstage: { type: 'enumeration', options: ['open', 'won'] },
      roles: { type: 'enumeration', multiple: true },
    },
    pipelines: { default: ['open'] },
  },
})
export const queries = [
${mistakes.map(([step]) => `  () => queryBuilder(schema, 'deals').${step},`).join('\n')}
]
`,
    })
    expect(errors).toEqual(mistakes.map(([, message]) => expect.stringContaining(message) as unknown))
    for (const error of errors) expect(error).not.toContain('Defined<')
  }, 60_000)

  test('and a program that does not compile is not taken for a cheap one', async () => {
    const { errors } = await measure('broken', { 'queries.ts': "export const a: number = 'a'\n" })
    expect(errors).toEqual([expect.stringContaining('TS2322')])
  }, 60_000)
})
