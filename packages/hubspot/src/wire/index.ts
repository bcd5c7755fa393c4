export {
  parseAssociationPage,
  parseAssociationsBatch,
  parseLabels,
  parsePairAsBatch,
  parsePairBatch,
} from './association.ts'
export type { AssociationLabel, AssociationPage, AssociationsOf, AssociationTarget, Pair } from './association.ts'
export { parseRecordBatch, parseWrittenBatch } from './batch.ts'
export type { BatchAnswer, WrittenRecord } from './batch.ts'
export { parseAccount, parseOwnerPage, parsePipelines, parseProperties } from './definition.ts'
export type { AccountDetails, OwnerPage, PropertyDefinition, PropertyOption } from './definition.ts'
export { parseErrorBody } from './error-body.ts'
export type { ErrorBody } from './error-body.ts'
export { isJsonObject, isPropertyName, MalformedAnswer } from './json.ts'
export type { JsonObject, Tally } from './json.ts'
export { parseOneRecord, parseRecordPage, parseSearchPage } from './page.ts'
export type { RecordPage, SearchPage } from './page.ts'
export type { InlineAssociations, PropertyVersion, ReadRecord } from './record.ts'
