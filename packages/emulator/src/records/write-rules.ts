import { type Account, takesSeveral, type PropertyDefinition, type TypeState, type Values } from '../account/index.ts'
import { malformed, type PropertyProblem } from '../api-error.ts'
import type { JsonObject } from '../input.ts'
import { canonicalDate, canonicalDatetime, isNumberText } from '../wire-values.ts'
import { brokenRule } from './validation-rules.ts'

/** What became of the properties of a write. */
export interface CheckedWrite {
  /** All values after the write, before computed ones. */
  readonly values: (string | undefined)[]
  /** Values as sent, null for a JSON null. */
  readonly sent: Readonly<Record<string, string | null>>
  readonly problems: readonly PropertyProblem[]
}

const longestValue = 65_536

/**
 * Applies the `properties` of a request to `before` and lists everything wrong with them: HubSpot names all invalid properties at once
 * (https://developers.hubspot.com/docs/api-reference/error-handling).
 */
export function checkWrite(account: Account, type: TypeState, before: Values, properties: JsonObject): CheckedWrite {
  const values = before.slice()
  const problems: PropertyProblem[] = []
  const sent: [string, string | null][] = []
  for (const [name, given] of Object.entries(properties)) {
    const text = wireText(account, name, given)
    sent.push([name, text])
    const property = type.properties.find(name)
    if (property === undefined) {
      problems.push({ name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` })
      continue
    }
    const { definition, slot } = property
    const refusal = type.offers.includes('update') ? readOnlyProblem(definition, text ?? '') : undefined
    const outcome = refusal ?? held(account, type, name, storedValue(account, definition, text ?? '', before[slot]))
    if ('problem' in outcome) problems.push(outcome.problem)
    else if (moves(account, definition, before[slot], outcome.value)) values[slot] = outcome.value
  }
  problems.push(...checkPipeline(account, type, values, properties))
  return { values, sent: Object.fromEntries(sent), problems }
}

// A life cycle may be set back only after it was cleared, as far as the switch says so.
function moves(
  account: Account,
  { name, options }: PropertyDefinition,
  before: string | undefined,
  after: string | undefined,
): boolean {
  if (name !== 'lifecyclestage' || account.switches().lifecycleStage === 'any') return true
  if (before === undefined || after === undefined) return true
  const place = (stage: string): number => options.findIndex(({ value }) => value === stage)
  return place(after) >= place(before)
}

/** The outcome, unless its value breaks one of the property's validation rules. */
function held(account: Account, type: TypeState, name: string, outcome: Outcome): Outcome {
  const rules = type.validations.get(name)
  if (rules === undefined || 'problem' in outcome || outcome.value === undefined) return outcome
  const rule = account.switches().validationRulesEnforced ? brokenRule(rules, outcome.value) : undefined
  if (rule === undefined) return outcome
  const message = `${name} does not satisfy the rule ${rule.ruleType} [${rule.ruleArguments.join(', ')}].`
  return { problem: { name, code: 'PROPERTY_VALIDATION_RULE_NOT_SATISFIED', message, value: outcome.value } }
}

function wireText(account: Account, name: string, given: unknown): string | null {
  if (typeof given === 'string') return given
  if (typeof given === 'boolean' || typeof given === 'number') return String(given)
  if (given === null && account.switches().nullClears) return null
  throw malformed(`the value of property ${JSON.stringify(name)} must be a string.`)
}

// Only HubSpot makes records of a read-only type, and with them the values that nobody else may set: no request gets that far.
function readOnlyProblem(
  { name, calculated, modificationMetadata }: PropertyDefinition,
  value: string,
): Refusal | undefined {
  if (!calculated && !modificationMetadata.readOnlyValue) return undefined
  const message = `"${name}" is a ${calculated ? 'calculated' : 'read only'} property; its value cannot be set.`
  return { problem: { name, code: 'READ_ONLY_VALUE', message, value } }
}

interface Refusal {
  readonly problem: PropertyProblem
}

type Outcome = { readonly value: string | undefined } | Refusal

function storedValue(
  account: Account,
  definition: PropertyDefinition,
  text: string,
  before: string | undefined,
): Outcome {
  const { name } = definition
  const refuse = (code: string, message: string): Outcome => ({ problem: { name, code, message, value: text } })
  if (text === '') return { value: undefined }
  if (text.length > longestValue) return refuse('VALUE_TOO_LONG', `${name} is longer than ${longestValue} characters.`)
  switch (definition.type) {
    case 'string':
    case 'phone_number':
      return name === 'email' ? emailValue(account, text, refuse) : { value: text }
    case 'number':
      return isNumberText(text) ? { value: text.trim() } : refuse('INVALID_INTEGER', `${name} was not a valid number.`)
    case 'bool':
      return text === 'true' || text === 'false'
        ? { value: text }
        : refuse('INVALID_OPTION', notAllowed(text, ['true', 'false']))
    case 'date': {
      const day = canonicalDate(text)
      if (day !== undefined) return { value: day }
      return refuse('INVALID_DATE', `${name} was not a valid date: give YYYY-MM-DD or midnight UTC in milliseconds.`)
    }
    case 'datetime': {
      const moment = canonicalDatetime(text)
      return moment === undefined ? refuse('INVALID_LONG', `${name} was not a valid long.`) : { value: moment }
    }
    case 'enumeration':
      return optionValue(account, definition, text, before, refuse)
  }
}

type Refuse = (code: string, message: string) => Outcome

function emailValue(account: Account, text: string, refuse: Refuse): Outcome {
  const email = text.trim()
  if (!/^[^\s@"(),:;<>[\\\]]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email))
    return refuse('INVALID_EMAIL', `Email address ${text} is invalid`)
  if (account.blockedEmails.has(email.toLowerCase()))
    return refuse('INVALID_EMAIL', `Email address ${text} was permanently deleted and cannot be used again`)
  return { value: account.switches().emailStoredLowerCase ? email.toLowerCase() : email }
}

function optionValue(
  account: Account,
  definition: PropertyDefinition,
  text: string,
  before: string | undefined,
  refuse: Refuse,
): Outcome {
  const several = takesSeveral(definition)
  const chosen = several ? text.split(';').filter((option) => option !== '') : [text]
  const allowed = allowedOptions(account, definition)
  const unknown = chosen.find((option) => allowed !== undefined && !allowed.includes(option))
  if (allowed !== undefined && unknown !== undefined) return refuse('INVALID_OPTION', notAllowed(unknown, allowed))
  // A leading ";" adds to what is chosen (https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide).
  const kept = several && text.startsWith(';') && before !== undefined ? before.split(';') : []
  const value = [...new Set([...kept, ...chosen])].join(';')
  return { value: value === '' ? undefined : value }
}

function allowedOptions(account: Account, definition: PropertyDefinition): readonly string[] | undefined {
  if (definition.name === 'deal_currency_code') return account.currencies
  if (definition.referencedObjectType === 'OWNER')
    return account.switches().ownerMustExist ? account.owners.map(({ id }) => id) : undefined
  return definition.externalOptions ? undefined : definition.options.map(({ value }) => value)
}

function notAllowed(value: string, allowed: readonly string[]): string {
  return `${value} was not one of the allowed options: [${allowed.join(', ')}]`
}

function checkPipeline(
  account: Account,
  type: TypeState,
  values: (string | undefined)[],
  properties: JsonObject,
): readonly PropertyProblem[] {
  const pipelines = account.pipelines.get(type.name)
  if (type.pipeline === undefined || pipelines === undefined) return []
  const { pipelineProperty, stageProperty } = type.pipeline
  if (!Object.hasOwn(properties, pipelineProperty) && !Object.hasOwn(properties, stageProperty)) return []
  const pipelineSlot = type.properties.find(pipelineProperty)?.slot ?? -1
  const pipelineId = values[pipelineSlot]
  const stageId = values[type.properties.find(stageProperty)?.slot ?? -1]
  const pipeline = pipelines.find(({ id }) => id === pipelineId)
  if (pipelineId !== undefined && pipeline === undefined)
    return [
      optionProblem(
        pipelineProperty,
        pipelineId,
        pipelines.map(({ id }) => id),
      ),
    ]
  if (stageId === undefined) return []
  const bound = pipelineId === undefined || account.switches().stageMustBelongToPipeline
  const candidates = bound ? [pipeline ?? pipelines[0]] : pipelines
  const stageIds = candidates.flatMap((each) => each?.stages.map(({ id }) => id) ?? [])
  return stageIds.includes(stageId) ? [] : [optionProblem(stageProperty, stageId, stageIds)]
}

function optionProblem(name: string, value: string, allowed: readonly string[]): PropertyProblem {
  return { name, code: 'INVALID_OPTION', message: notAllowed(value, allowed), value }
}
