/** How large the programs are. */
export const objectTypes = 40
/** Properties of each object type. */
export const propertiesEach = 300
/** Queries of each object type. */
export const queriesEach = 5

/** A program as files by name. Both say the same of the same account: one lets types be inferred from a literal, one declares them as a tool would. */
export type Program = Readonly<Record<string, string>>

/** The schema is a literal in code, as written by hand. */
export function literalProgram(): Program {
  const declarations = names.map((name, at) => `  ${name}: ${literalOf(at)},`).join('\n')
  return {
    'schema.ts': `import { defineSchema } from '@holdfast/crm'\n\nexport const schema = defineSchema({\n${declarations}\n})\n`,
    ...queryFiles(),
  }
}

/** The schema is declared as types beside plain data, as a tool writes it. */
export function declaredProgram(): Program {
  const interfaces = names.map((name, at) => `interface ${typeName(name)} ${declarationOf(at)}`).join('\n\n')
  const members = names.map((name) => `  readonly ${name}: ${typeName(name)}`).join('\n')
  return {
    'schema.ts': `${interfaces}\n\n// A type, not an interface: that would have no implicit index signature.\nexport type Schema = {\n${members}\n}\n\nexport declare const schema: Schema\n`,
    ...queryFiles(),
  }
}

/** The same program without its queries: what it costs to know the schema. */
export function withoutQueries(program: Program): Program {
  return { 'schema.ts': program['schema.ts'] ?? '', 'queries.ts': "export { schema } from './schema.ts'\n" }
}

const standard = ['contacts', 'companies', 'deals', 'tickets'] as const
const names: readonly string[] = Array.from({ length: objectTypes }, (_, at) => standard[at] ?? `p_type_${at}`)

function typeName(name: string): string {
  return name.replace(/(^|_)(\w)/g, (_all, _mark, letter: string) => letter.toUpperCase())
}

const kinds = ['string', 'number', 'enumeration', 'date', 'datetime', 'bool'] as const

function propertyOf(objectType: number, at: number): string {
  const kind = kinds[at % kinds.length] ?? 'string'
  const options =
    kind === 'enumeration'
      ? `, options: [${['open', 'won', 'lost'].map((each) => `'${each}_${objectType}_${at}'`).join(', ')}]`
      : ''
  const multiple = at % 24 === 2 ? ', multiple: true' : ''
  return `{ type: '${kind}'${options}${multiple} }`
}

function literalOf(at: number): string {
  const properties = Array.from(
    { length: propertiesEach },
    (_, each) => `      x_${each}: ${propertyOf(at, each)},`,
  ).join('\n')
  return `{\n    properties: {\n${properties}\n    },\n    associations: { ${partnerOf(at)}: { labels: ['primary', 'billing'] } },\n  }`
}

function declarationOf(at: number): string {
  const readonlyProperty = (text: string): string =>
    text
      .replace(/(\w+):/g, 'readonly $1:')
      .replace(/\[(.*?)\]/g, 'readonly [$1]')
      .replaceAll(', readonly', '; readonly')
  const properties = Array.from(
    { length: propertiesEach },
    (_, each) => `    readonly x_${each}: ${readonlyProperty(propertyOf(at, each))}`,
  ).join('\n')
  return `{\n  readonly properties: {\n${properties}\n  }\n  readonly associations: { readonly ${partnerOf(at)}: { readonly labels: readonly ['primary', 'billing'] } }\n}`
}

function partnerOf(at: number): string {
  return names[(at + 1) % names.length] ?? ''
}

// Each object type is asked in the ways an application asks: filtered, ordered, included, by partners, with values left open, in figures.
function queryFiles(): Program {
  const queries = names.flatMap((name, at) => queriesOf(name, at)).join('\n')
  return {
    'queries.ts': `import { param, queryBuilder, type Remotable, type ResultOf } from '@holdfast/query'\nimport { schema } from './schema.ts'\n\n${queries}`,
  }
}

function queriesOf(name: string, at: number): readonly string[] {
  const begin = `queryBuilder(schema, '${name}')`
  const partner = partnerOf(at)
  const option = (each: number): string => `'won_${at}_${each}'`
  return [
    `export const a${at} = ${begin}.where('x_1', 'gte', 10).where('x_2', 'containsToken', ${option(2)}).select('x_0', 'x_1', 'x_3').orderBy('x_1').limit(50)`,
    `export const b${at} = ${begin}.where(({ and, or, not, f }) => and(or(f('x_7', 'gt', 5), f('x_8', 'in', [${option(8)}])), not(f('x_6', 'eq', 'a')))).select('x_6', 'x_7').include({ ${partner}: (c) => c.label('primary').select('x_0', 'x_1').where('x_1', 'has').limit(3) })`,
    `export const c${at} = ${begin}.hasAssociated('${partner}', ({ f }) => f('x_0', 'containsToken', 'acme'), { label: 'billing' }).orderBy('x_1').orderBy('x_0', 'desc').offset(20)`,
    `export const d${at} = ${begin}.where('x_1', 'gt', param('least')).where('x_8', 'in', param('stages')).select('x_0').bind({ least: 5, stages: [${option(8)}] })`,
    `export const e${at} = ${begin}.where('x_6', 'has').groupBy('x_8').aggregate(({ count, sum, max }) => ({ records: count(), total: sum('x_1'), last: max('x_4') }))`,
    `export const r${at}: [ResultOf<typeof a${at}>, ResultOf<typeof b${at}>, ResultOf<typeof c${at}>[number]['x_1'], ResultOf<typeof d${at}>, ResultOf<typeof e${at}>, Remotable<typeof c${at}>] = [[], [], null, [], [], false]`,
  ]
}
