export type { BucketState, BudgetOptions, BudgetState, BudgetView, Lane, Policy } from './budget/index.ts'
export type { ApiError } from './errors.ts'
export { createHubSpot } from './hubspot.ts'
export type { HubSpot, HubSpotOptions } from './hubspot.ts'
export { inChunks } from './operations/index.ts'
export type {
  AssociationOperations,
  AssociationsOfRecord,
  AssociationSpec,
  BatchOperations,
  DefinitionOperations,
  NewObject,
  ObjectOperations,
  ReadBatch,
  ReadShape,
  Search,
  SearchBody,
  SearchFilter,
  TypedPair,
  WrittenBatch,
} from './operations/index.ts'
export type { RequestEvent, RequestOptions } from './request.ts'
export type { Clock, Timers } from './time.ts'
export { defaultApiVersion } from './version.ts'
export type { ApiVersion } from './version.ts'
export type {
  AccountDetails,
  AssociationLabel,
  AssociationTarget,
  InlineAssociations,
  Pair,
  PropertyDefinition,
  PropertyOption,
  PropertyVersion,
  ReadRecord,
  RecordPage,
  SearchPage,
  WrittenRecord,
} from './wire/index.ts'
