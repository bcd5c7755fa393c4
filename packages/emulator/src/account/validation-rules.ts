/** The kinds of rules a property's values can be held to (https://developers.hubspot.com/docs/api-reference/latest/crm/property-validations/guide). */
export const validationRuleTypes = [
  'AFTER_DATETIME_DURATION',
  'AFTER_DURATION',
  'ALPHANUMERIC',
  'BEFORE_DATETIME_DURATION',
  'BEFORE_DURATION',
  'DAYS_OF_WEEK',
  'DECIMAL',
  'DOMAIN',
  'EMAIL',
  'EMAIL_ALLOWED_DOMAINS',
  'EMAIL_BLOCKED_DOMAINS',
  'END_DATE',
  'END_DATETIME',
  'FORMAT',
  'MAX_LENGTH',
  'MAX_NUMBER',
  'MIN_LENGTH',
  'MIN_NUMBER',
  'PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE',
  'REGEX',
  'SPECIAL_CHARACTERS',
  'START_DATE',
  'START_DATETIME',
  'URL',
  'URL_ALLOWED_DOMAINS',
  'URL_BLOCKED_DOMAINS',
  'WHITESPACE',
] as const

/** One of {@link validationRuleTypes}. */
export type ValidationRuleType = (typeof validationRuleTypes)[number]

/** A rule as the property validations API answers it. */
export interface ValidationRule {
  readonly ruleType: ValidationRuleType
  readonly ruleArguments: readonly string[]
  readonly shouldApplyNormalization?: boolean
}
