import type { SwitchTable } from '../switches.ts'
import { appSwitches } from './app-switches.ts'

const yesOrNo = [true, false] as const

/** Every switch: default, values, and what it decides. */
export const switchTable: SwitchTable = {
  searchLagMs: {
    default: 2_000,
    takes: { from: 0, to: 3_600_000 },
    draws: [0, 2_000, 10_000, 60_000],
    meaning: 'How long a write takes to reach the search index ("a few moments"; seconds to a minute are measured).',
  },
  searchMisorderMs: {
    default: 0,
    takes: { from: 0, to: 3_600_000 },
    draws: [0, 1_000, 60_000, 3_600_000],
    meaning:
      'How far a record may stand from its place in a search sorted by a date, when that date is this recent (seconds to an hour are seen).',
  },
  searchWindowEnd: {
    default: 'refuse',
    takes: ['refuse', 'cut'],
    meaning: 'A page that begins within the first 10,000 results and ends beyond: refused with 400, or cut short.',
  },
  nullsLast: { default: true, takes: yesOrNo, meaning: 'Do unset values sort last in both directions, or first?' },
  notContainsMatchesUnset: {
    default: false,
    takes: yesOrNo,
    meaning: 'Does NOT_CONTAINS_TOKEN match records without a value?',
  },
  extraSorts: { default: 'refuse', takes: ['refuse', 'ignore'], meaning: 'What happens to a second sort in a search.' },
  looseFilters: {
    default: 'group',
    takes: ['group', 'refuse'],
    meaning: 'Filters at the top of a search beside filterGroups: one group more, or refused.',
  },
  queryMatch: {
    default: 'contains',
    takes: ['contains', 'prefix'],
    meaning:
      'Must a word of `query` stand anywhere in a value ("containing the specified string"), or begin a word of it?',
  },
  associationFilters: {
    default: 'eq',
    takes: ['eq', 'in'],
    meaning: 'Which operators `associations.{type}` takes: EQ, which is documented, or IN too.',
  },
  middleWildcards: {
    default: true,
    takes: yesOrNo,
    meaning: 'Does "*" stand for any characters within a token too, or only at its ends?',
  },
  searchUnknownProperty: {
    default: 'ignore',
    takes: ['ignore', 'refuse'],
    meaning: 'A property that a search asks for and that does not exist: left out, as in lists, or refused.',
  },
  askedProperties: {
    default: 'added',
    takes: ['added', 'only'],
    meaning:
      'Do the id and both dates come with the properties asked for (examples), or only those (an older edition)?',
  },
  unsetAs: {
    default: 'null',
    takes: ['null', 'absent'],
    meaning: 'A requested property without a value: null (seen in answers) or left out (object guide).',
  },
  nullClears: { default: true, takes: yesOrNo, meaning: 'Does null clear a property as "" does, or is it refused?' },
  emailStoredLowerCase: { default: true, takes: yesOrNo, meaning: 'Is an email address stored in lower case?' },
  pipelineRequiredOnCreate: {
    default: false,
    takes: yesOrNo,
    meaning: 'Is a pipeline demanded on create where the guide lists it, or does the first one apply?',
  },
  stageMustBelongToPipeline: {
    default: true,
    takes: yesOrNo,
    meaning: 'Is a stage of another pipeline refused as an invalid option?',
  },
  ownerMustExist: { default: false, takes: yesOrNo, meaning: 'Is an unknown owner id refused as an invalid option?' },
  requiredOnCreate: {
    default: 'by-version',
    takes: ['by-version', 'always', 'never'],
    meaning: 'Where required properties are enforced: from 2026-09 on, in all versions, or nowhere.',
  },
  partialStatus: {
    default: 'by-version',
    takes: ['by-version', '200', '207'],
    // Before 2026-09 the descriptions exclude 200.
    draws: ['by-version', '207'],
    meaning: 'The status of a batch that succeeded in part: 207 before 2026-09, whose description lists only 200.',
  },
  batchResultOrder: {
    default: 'as-asked',
    takes: ['as-asked', 'reversed'],
    meaning: 'The order of the results of a batch, which is not promised: they are matched by id or trace id.',
  },
  searchEpochZero: {
    default: 'compared',
    takes: ['compared', 'fails'],
    meaning: 'A date compared with the moment 0: as with any other, or a 500 (one integrator saw it).',
  },
  associationIds: {
    default: 'by-version',
    takes: ['by-version', 'string', 'number'],
    meaning: 'Record ids in association answers: numbers in v4 examples, strings in the dated descriptions.',
  },
  batchAssociateReplacesLabels: {
    default: true,
    takes: yesOrNo,
    meaning: 'Does batch create replace the labels of a pair as the single PUT does, or add to them?',
  },
  associationsBumpModified: {
    default: 'none',
    takes: ['none', 'counting', 'all'],
    meaning:
      'Whose last-modified date a change of associations moves: nobody’s, that of records that count their deals (num_associated_deals), or both records’.',
  },
  secondDelete: { default: '204', takes: ['204', '404'], meaning: 'The answer to archiving an archived record again.' },
  archivedReadable: {
    default: false,
    takes: yesOrNo,
    meaning: 'Is an archived record found by id without archived=true?',
  },
  restoreBumpsModified: {
    default: true,
    takes: yesOrNo,
    meaning: 'Does restoring a record move its last-modified date?',
  },
  mergeIds: {
    default: 'new',
    takes: ['new', 'preserved'],
    meaning: 'Does a merged record get a new id, or keep that of the primary (an account-wide beta)?',
  },
  batchUpdateMerged: {
    default: 'drop',
    takes: ['drop', 'missing', 'redirect'],
    meaning:
      'What batch/update does with the id of a merged-away record: nothing without a word, an error, or the merged record.',
  },
  batchReadMerged: {
    default: 'missing',
    takes: ['missing', 'redirect'],
    meaning: 'What batch/read answers to the id of a merged-away record.',
  },
  batchReadArchived: {
    default: 'missing',
    takes: ['missing', 'found'],
    meaning: 'What batch/read answers to the id of an archived record when archived ones were not asked for.',
  },
  inlineAssociationsPage: {
    default: 500,
    takes: { from: 1, to: 1_000_000 },
    draws: [1, 100, 500],
    meaning:
      'How many associations to one type stand in a record before they page: as many as in a list of associations.',
  },
  inactiveObjectType: {
    default: '403',
    takes: ['403', '400'],
    meaning:
      'The answer to requests for a type of the object library that is not activated: forbidden, or no such type.',
  },
  unofferedOperation: {
    default: '403',
    takes: ['403', '405'],
    meaning: 'The answer to an operation that the type has no path for, as a write of feedback submissions.',
  },
  usersCreatable: {
    default: false,
    takes: yesOrNo,
    meaning: 'Can users be created and archived (API description), or only read and changed (guide)?',
  },
  definitionLagMs: {
    default: 500,
    takes: { from: 0, to: 60_000 },
    draws: [0, 250, 700],
    meaning:
      'How long a changed property, group or schema takes to be readable (250 to 700 ms are measured). Records follow at once.',
  },
  validationRulesEnforced: {
    default: true,
    takes: yesOrNo,
    meaning:
      'Are values written over the API held to validation rules, as far as the arguments of the rules are understood? The code is not documented.',
  },
  requiredByGuide: {
    default: false,
    takes: yesOrNo,
    meaning: 'Is all demanded on create that the guide of products lists, or only the name, as in practice?',
  },
  publishedLocked: {
    default: false,
    takes: yesOrNo,
    meaning: 'Is a change of a published quote refused, unless it takes back the publishing?',
  },
  conditionalRequired: {
    default: 'touched',
    takes: ['touched', 'always'],
    meaning:
      'Which updates must set what an administrator requires by the value of another property: those that name one of the two, or all.',
  },
  lifecycleStage: {
    default: 'any',
    takes: ['any', 'forward'],
    meaning: 'Can the life cycle be set back, or does such a write leave it as it is until it is cleared?',
  },
  propertyNames: {
    default: 'refused',
    takes: ['refused', 'lowered', 'kept'],
    meaning: 'A new property whose name has upper case letters: refused, stored in lower case, or kept as it is.',
  },
  convertedList: {
    default: 'SNAPSHOT',
    takes: ['SNAPSHOT', 'MANUAL'],
    meaning: 'The kind of a dynamic list that was converted to a static one; both kinds are static.',
  },
  importMs: {
    default: 2_000,
    takes: { from: 0, to: 86_400_000 },
    draws: [0, 2_000, 60_000],
    meaning: 'How long an import takes; no figure is documented.',
  },
  importsAtOnce: {
    default: 3,
    takes: { from: 1, to: 1_000 },
    draws: [1, 3],
    meaning: 'How many imports are under way at once; the others are deferred. No figure is documented.',
  },
  importAssociationKeys: {
    default: 'associate',
    takes: ['associate', 'refuse'],
    meaning:
      'A column of ASSOCIATION_KEYS holds ids (or unique values) of records to associate with, several joined by ";" - the description names the type only - or is refused.',
  },
  limitTenSecondly: {
    default: 190,
    takes: { from: 1, to: 1_000_000 },
    draws: [100, 190, 250],
    meaning: 'Requests of one token in ten seconds (100, 110, 190 or 250 by plan).',
  },
  limitOAuthTenSecondly: {
    default: 110,
    takes: { from: 1, to: 1_000_000 },
    draws: [110],
    meaning: 'Requests of one OAuth app in the account in ten seconds.',
  },
  limitAssociationsTenSecondly: {
    default: 1_000_000,
    takes: { from: 1, to: 1_000_000 },
    draws: [100, 150, 1_000_000],
    meaning: 'A limit of their own for associations: none today, 100 or 150 in an older edition of the page.',
  },
  limitDaily: {
    default: 1_000_000,
    takes: { from: 1, to: 1_000_000_000 },
    draws: [250_000, 625_000, 1_000_000],
    meaning: 'Requests of the account in a day (250,000, 625,000 or 1,000,000 by plan).',
  },
  limitSearchSecondly: {
    default: 5,
    takes: { from: 1, to: 1_000_000 },
    draws: [4, 5],
    meaning: 'Searches of the account in a second; a bucket of its own.',
  },
  limitOwnersPage: {
    default: 500,
    takes: { from: 1, to: 100_000 },
    draws: [100, 500],
    meaning: 'The largest limit of a page of owners.',
  },
  limitUrlCharacters: {
    default: 16_000,
    takes: { from: 100, to: 1_000_000 },
    draws: [2_000, 8_000, 16_000],
    meaning: 'From which length on a URL is answered with 414; connectors keep below 2,000 to 15,000.',
  },
  limitCustomProperties: {
    default: 1_000,
    takes: { from: 1, to: 100_000 },
    draws: [1_000],
    meaning: 'Properties that an account may add to one object type.',
  },
  limitCustomPropertiesOverall: {
    default: 10_000,
    takes: { from: 1, to: 1_000_000 },
    draws: [10_000],
    meaning: 'Properties that an account may add in all.',
  },
  limitPartners: {
    default: 50_000,
    takes: { from: 1, to: 1_000_000 },
    draws: [50_000],
    meaning: 'Records of one type that a record may be associated with (by subscription).',
  },
  retryAfterOnLimit: { default: false, takes: yesOrNo, meaning: 'Does a 429 carry Retry-After (undocumented)?' },
  ...appSwitches,
  expiredCategory: {
    default: 'EXPIRED_AUTHENTICATION',
    takes: ['EXPIRED_AUTHENTICATION', 'INVALID_AUTHENTICATION'],
    meaning: 'The category of the 401 for an expired token.',
  },
  wrongMethod: { default: '405', takes: ['405', '404'], meaning: 'The answer to a method that a path does not have.' },
  wrongContentType: {
    default: '415',
    takes: ['415', '400'],
    meaning: 'The answer to a body that is not JSON by its type.',
  },
  cors: {
    default: false,
    takes: yesOrNo,
    draws: [false],
    meaning: 'Are cross-origin requests answered with CORS headers? HubSpot does not; only for demos without a proxy.',
  },
}
