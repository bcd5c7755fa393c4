export { allProperties, answerRecord } from './answers.ts'
export type { RecordAnswer } from './answers.ts'
export {
  associate,
  defaultType,
  disassociate,
  livingPartners,
  parseTypes,
  prepareInline,
  removeAssociationType,
  typesOf,
} from './associate.ts'
export type { Pair } from './associate.ts'
export { refuseOverLimit } from './association-limits.ts'
export { compute } from './computed.ts'
export { splitDeal, splitsOf, splitTypes } from './deal-splits.ts'
export type { Split } from './deal-splits.ts'
export { archivedKeptMs, idIfAny, idIn, recordIn, typeIn, uniqueSlot } from './find.ts'
export { mergeRecords, takeOut } from './merge.ts'
export { recalculate } from './recalculate.ts'
export { refuseUnassociated } from './required-association.ts'
export { areRuleArguments, ruledTypes } from './validation-rules.ts'
export { archiveRecord, indexedAt, prepareCreate, prepareUpdate, restoreRecord } from './writes.ts'
export type { WriteContext } from './writes.ts'
