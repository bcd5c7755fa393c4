import type { DefinitionType, ValidationRule, ValidationRuleType } from '../account/index.ts'
import { isNumberText, parseMoment } from '../wire-values.ts'

/** Does `value` satisfy a rule with these arguments? */
type RuleTest = (value: string, ruleArguments: readonly string[]) => boolean

const compared = (
  parse: (text: string) => number | undefined,
  holds: (value: number, limit: number) => boolean,
): RuleTest => {
  return (text, [first = '']) => {
    const [value, limit] = [parse(text), parse(first)]
    return value === undefined || limit === undefined || holds(value, limit)
  }
}
const numberOf = (text: string): number | undefined => (isNumberText(text) ? Number(text) : undefined)
const atLeast = (value: number, limit: number): boolean => value >= limit
const atMost = (value: number, limit: number): boolean => value <= limit

/**
 * The rules whose arguments speak for themselves. What the others take (durations, formats, kinds of characters) is documented nowhere that
 * could be read, so they are kept and told, and hold nobody back; regular expressions are Java's.
 */
const tests: Readonly<Partial<Record<ValidationRuleType, RuleTest>>> = {
  MIN_LENGTH: (value, [limit]) => value.length >= Number(limit),
  MAX_LENGTH: (value, [limit]) => value.length <= Number(limit),
  MIN_NUMBER: compared(numberOf, atLeast),
  MAX_NUMBER: compared(numberOf, atMost),
  START_DATE: compared(parseMoment, atLeast),
  START_DATETIME: compared(parseMoment, atLeast),
  END_DATE: compared(parseMoment, atMost),
  END_DATETIME: compared(parseMoment, atMost),
  ALPHANUMERIC: (value, ruleArguments) => !ruleArguments.includes('NUMERIC_ONLY') || /^\d+$/.test(value),
  EMAIL_ALLOWED_DOMAINS: (value, domains) => domains.some((domain) => endsInDomain(value, domain)),
  EMAIL_BLOCKED_DOMAINS: (value, domains) => !domains.some((domain) => endsInDomain(value, domain)),
}

/** The types of properties that can have rules. */
export const ruledTypes: readonly DefinitionType[] = ['string', 'number', 'date', 'datetime']

/** The first of `rules` that `value` breaks. */
export function brokenRule(rules: readonly ValidationRule[], value: string): ValidationRule | undefined {
  return rules.find(({ ruleType, ruleArguments }) => tests[ruleType]?.(value, ruleArguments) === false)
}

/** Can the arguments of a rule be understood, as far as this emulator tests it? */
export function areRuleArguments(ruleType: ValidationRuleType, [first = '']: readonly string[]): boolean {
  switch (ruleType) {
    case 'MIN_LENGTH':
    case 'MAX_LENGTH':
      return /^\d{1,9}$/.test(first)
    case 'MIN_NUMBER':
    case 'MAX_NUMBER':
      return isNumberText(first)
    case 'START_DATE':
    case 'START_DATETIME':
    case 'END_DATE':
    case 'END_DATETIME':
      return parseMoment(first) !== undefined
    case 'ALPHANUMERIC':
    case 'EMAIL_ALLOWED_DOMAINS':
    case 'EMAIL_BLOCKED_DOMAINS':
    case 'URL_ALLOWED_DOMAINS':
    case 'URL_BLOCKED_DOMAINS':
    case 'REGEX':
    case 'DAYS_OF_WEEK':
    case 'FORMAT':
      return first !== ''
    case 'AFTER_DATETIME_DURATION':
    case 'AFTER_DURATION':
    case 'BEFORE_DATETIME_DURATION':
    case 'BEFORE_DURATION':
    case 'DECIMAL':
    case 'DOMAIN':
    case 'EMAIL':
    case 'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE':
    case 'SPECIAL_CHARACTERS':
    case 'URL':
    case 'WHITESPACE':
      return true
  }
}

function endsInDomain(email: string, domain: string): boolean {
  return email.toLowerCase().endsWith(`@${domain.toLowerCase()}`)
}
