import { switchTable } from './data/switches.ts'
import { createRandom } from './random.ts'

export { switchTable }

/**
 * What the documentation leaves open, or what a test wants otherwise: each switch has a documented default.
 *
 * Reasons and sources stand in {@link switchTable}.
 */
export interface Switches {
  readonly searchLagMs: number
  readonly searchMisorderMs: number
  readonly searchWindowEnd: 'refuse' | 'cut'
  readonly nullsLast: boolean
  readonly notContainsMatchesUnset: boolean
  readonly extraSorts: 'refuse' | 'ignore'
  readonly looseFilters: 'group' | 'refuse'
  readonly queryMatch: 'contains' | 'prefix'
  readonly associationFilters: 'eq' | 'in'
  readonly middleWildcards: boolean
  readonly searchUnknownProperty: 'ignore' | 'refuse'
  readonly askedProperties: 'added' | 'only'
  readonly unsetAs: 'null' | 'absent'
  readonly nullClears: boolean
  readonly emailStoredLowerCase: boolean
  readonly pipelineRequiredOnCreate: boolean
  readonly stageMustBelongToPipeline: boolean
  readonly ownerMustExist: boolean
  readonly requiredOnCreate: 'by-version' | 'always' | 'never'
  readonly partialStatus: 'by-version' | '200' | '207'
  readonly batchResultOrder: 'as-asked' | 'reversed'
  readonly searchEpochZero: 'compared' | 'fails'
  readonly associationIds: 'by-version' | 'string' | 'number'
  readonly batchAssociateReplacesLabels: boolean
  readonly associationsBumpModified: 'none' | 'counting' | 'all'
  readonly secondDelete: '204' | '404'
  readonly archivedReadable: boolean
  readonly restoreBumpsModified: boolean
  readonly mergeIds: 'new' | 'preserved'
  readonly batchUpdateMerged: 'drop' | 'missing' | 'redirect'
  readonly batchReadMerged: 'missing' | 'redirect'
  readonly batchReadArchived: 'missing' | 'found'
  readonly inlineAssociationsPage: number
  readonly inactiveObjectType: '403' | '400'
  readonly unofferedOperation: '403' | '405'
  readonly usersCreatable: boolean
  readonly definitionLagMs: number
  readonly validationRulesEnforced: boolean
  readonly requiredByGuide: boolean
  readonly publishedLocked: boolean
  readonly conditionalRequired: 'touched' | 'always'
  readonly lifecycleStage: 'any' | 'forward'
  readonly propertyNames: 'refused' | 'lowered' | 'kept'
  readonly convertedList: 'SNAPSHOT' | 'MANUAL'
  readonly importMs: number
  readonly importsAtOnce: number
  readonly importAssociationKeys: 'associate' | 'refuse'
  readonly limitTenSecondly: number
  readonly limitOAuthTenSecondly: number
  readonly limitAssociationsTenSecondly: number
  readonly limitDaily: number
  readonly limitSearchSecondly: number
  readonly limitOwnersPage: number
  readonly limitUrlCharacters: number
  readonly limitCustomProperties: number
  readonly limitCustomPropertiesOverall: number
  readonly limitPartners: number
  readonly retryAfterOnLimit: boolean
  readonly webhookDelayMs: number
  readonly webhookOrder: 'as-happened' | 'shuffled'
  readonly webhookDuplicates: boolean
  readonly webhookTypeField: 'subscriptionType' | 'eventType' | 'both'
  readonly webhookActiveAtFirst: boolean
  readonly webhookCreationTellsProperties: boolean
  readonly webhookPurgeTellsDeletion: boolean
  readonly webhookSettingsCachedMs: number
  readonly journalLagMs: number
  readonly journalEnd: '204' | '404'
  readonly oauthErrors: 'by-version' | 'hubspot' | 'standard'
  readonly expiredCategory: 'EXPIRED_AUTHENTICATION' | 'INVALID_AUTHENTICATION'
  readonly wrongMethod: '405' | '404'
  readonly wrongContentType: '415' | '400'
  readonly cors: boolean
}

/** What a switch is by default, what it takes, and what it decides. */
export type SwitchRow<Value> = {
  readonly default: Value
  /** The values it takes: a list of them, or for numbers the smallest and the largest. */
  readonly takes: readonly Value[] | { readonly from: number; readonly to: number }
  /** What adversarial mode draws from: what the documentation does not exclude. All that it takes when absent. */
  readonly draws?: readonly Value[]
  readonly meaning: string
}

/** A row for every switch. */
export type SwitchTable = { readonly [Name in keyof Switches]: SwitchRow<Switches[Name]> }

/** The documented defaults. */
export const defaultSwitches: Switches = Object.freeze(
  Object.fromEntries(Object.entries(switchTable).map(([name, row]) => [name, row.default])),
) as unknown as Switches

/** Any answers that the documentation does not exclude; the same ones for the same seed. */
export function drawSwitches(seed: number): Switches {
  const random = createRandom(seed)
  const drawn = Object.entries(switchTable).map(([name, { default: usual, takes: allowed, draws }]) => {
    const answers: readonly unknown[] = draws ?? (Array.isArray(allowed) ? allowed : [usual])
    return [name, random.pick(answers)] as const
  })
  return changeSwitches(defaultSwitches, Object.fromEntries(drawn))
}

/** `current` with `changes` applied. Throws `TypeError` for an unknown switch or a value it does not take. */
export function changeSwitches(current: Switches, changes: object): Switches {
  for (const [name, value] of Object.entries(changes)) {
    if (!isSwitchName(name)) throw new TypeError(`There is no switch "${name}".`)
    if (!takes(switchTable[name].takes, value)) throw new TypeError(`Switch "${name}" does not take that value.`)
  }
  return Object.freeze({ ...current, ...changes })
}

function isSwitchName(name: string): name is keyof Switches {
  return Object.hasOwn(switchTable, name)
}

function takes(allowed: readonly unknown[] | { readonly from: number; readonly to: number }, value: unknown): boolean {
  if (!('from' in allowed)) return allowed.includes(value)
  return typeof value === 'number' && value >= allowed.from && value <= allowed.to
}
