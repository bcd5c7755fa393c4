import type { Account, TypeState, Values } from '../account/index.ts'
import type { PropertyProblem } from '../api-error.ts'
import type { JsonObject } from '../input.ts'

interface Written {
  /** All values after the write; on create they hold the pipeline that applies when none is given. */
  readonly values: Values
  /** The properties as sent. */
  readonly properties: JsonObject
}

/**
 * What a create lacks, as far as the version or the switches enforce it: what HubSpot demands of the type, and what the account's
 * administrators do (https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement).
 */
export function missingOnCreate(
  account: Account,
  type: TypeState,
  written: Written,
  enforced: boolean,
): readonly PropertyProblem[] {
  if (!isEnforced(account, enforced)) return []
  const isSet = setIn(type, written.values)
  const { required = [], requiredByGuide = [] } = type.row
  const byGuide = account.switches().requiredByGuide ? requiredByGuide : []
  const demanded = [...required, ...byGuide, ...type.requirements.always]
  const missing = new Set(demanded.filter((name) => !isSet(name)))
  const oneOf = type.row.oneRequired ?? []
  if (oneOf[0] !== undefined && !oneOf.some(isSet)) missing.add(oneOf[0])
  const pipeline = type.row.listsPipeline === true ? type.pipeline?.pipelineProperty : undefined
  const wantsPipeline = account.switches().pipelineRequiredOnCreate && pipeline !== undefined
  if (wantsPipeline && !Object.hasOwn(written.properties, pipeline)) missing.add(pipeline)
  return [...missing].map((name) => ({
    name,
    code: 'MISSING_REQUIRED_PROPERTY',
    message: `Property "${name}" is required and was not set`,
  }))
}

/** What a create or update leaves unset although the value of another property demands it. */
export function missingByCondition(
  account: Account,
  type: TypeState,
  { values, properties }: Written,
  enforced: boolean,
): readonly PropertyProblem[] {
  if (type.requirements.conditional.length === 0 || !isEnforced(account, enforced)) return []
  const isSet = setIn(type, values)
  const always = account.switches().conditionalRequired === 'always'
  const problems = new Map<string, PropertyProblem>()
  for (const { property, values: triggers, required } of type.requirements.conditional) {
    const value = values[type.properties.find(property)?.slot ?? -1]
    const touched = [property, ...required].some((name) => Object.hasOwn(properties, name))
    if (value === undefined || !triggers.includes(value) || !(always || touched)) continue
    for (const name of required)
      if (!isSet(name))
        problems.set(name, {
          name,
          code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
          message: `Property "${name}" is required while "${property}" has that value, and was not set`,
        })
  }
  return [...problems.values()]
}

function isEnforced(account: Account, enforced: boolean): boolean {
  const { requiredOnCreate } = account.switches()
  return requiredOnCreate === 'always' || (requiredOnCreate === 'by-version' && enforced)
}

// An archived property has no value, and cannot be asked for.
function setIn(type: TypeState, values: Values): (name: string) => boolean {
  return (name) => {
    const property = type.properties.find(name)
    return property === undefined || values[property.slot] !== undefined
  }
}
