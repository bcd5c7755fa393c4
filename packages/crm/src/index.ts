export {
  allStandardAssociationTypes,
  labelName,
  standardAssociationType,
  standardAssociationTypes,
} from './association.ts'
export type { AssociationCategory, AssociationType } from './association.ts'
export { decodeValue, encodeValue, isReadable, valueDecoder, wireToMoment } from './codec.ts'
export type { Value, WireValue } from './codec.ts'
export { errorFromData, errorToData, HoldfastError, isHoldfastError } from './error.ts'
export type { ApiFailure, ErrorCode, ErrorData, ErrorDetails, RefusedProperty, WriteRefusal } from './error.ts'
export { fingerprint } from './fingerprint.ts'
export { describeObjectType, findObjectType, isCustomObjectTypeName, objectTypes } from './object-type.ts'
export type { ObjectType, StandardObjectTypeName } from './object-type.ts'
export { pipelineProperties } from './pipeline.ts'
export type { Owner, Pipeline, Stage } from './pipeline.ts'
export { propertyTypes } from './property.ts'
export type { OptionOf, Properties, Property, PropertyType, SingleOf, ValueOf } from './property.ts'
export { calendarDate, compareIds, instant, isTemporaryId, recordId, temporaryId } from './record.ts'
export type { CalendarDate, Instant, LocalKey, RecordId, WireRecord } from './record.ts'
export { checkSchema, defineSchema, schemaFingerprint } from './schema.ts'
export type {
  AssociatedName,
  AssociationSchema,
  Changes,
  Defined,
  LabelOf,
  NewRecord,
  ObjectDeclaration,
  ObjectSchema,
  ObjectTypeName,
  PipelineId,
  Pipelines,
  PropertyName,
  RecordOf,
  Schema,
  StageId,
} from './schema.ts'
