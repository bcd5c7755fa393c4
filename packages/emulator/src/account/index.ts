export { createAccount } from './account.ts'
export type { Account, SavedAccount } from './account.ts'
export type { AssociationType } from './association-types.ts'
export type { PairTypes } from './associations.ts'
export type { AuditEntry } from './audit.ts'
export type { Change, ChangeContext, ChangeKind, Changes, DefinitionChange, WriteOrigin } from './changes.ts'
export { namesOf } from './custom-types.ts'
export type { CustomType, SchemaAssociation } from './custom-types.ts'
export type { DefinitionTable } from './definition-table.ts'
export { definitionOf, takesSeveral } from './definitions.ts'
export type {
  DataSensitivity,
  DefinitionType,
  OptionDefinition,
  PropertyDefinition,
  PropertyKind,
  PropertyRow,
} from './definitions.ts'
export type { TypeRegistry, TypeState } from './object-types.ts'
export type {
  Import,
  ImportColumn,
  ImportDateFormat,
  ImportError,
  ImportFile,
  ImportOperation,
  Imports,
} from './imports.ts'
export type { ListConversion, ListFolder, Lists, Membership, ObjectList, ProcessingType } from './lists.ts'
export type { Owner } from './owners.ts'
export type { Pipeline, PipelineAuditEntry, Pipelines, Stage } from './pipelines.ts'
export type { PropertyGroup } from './property-groups.ts'
export type { DefinedProperty } from './property-set.ts'
export type { ChangeSource, RecordState, Values } from './record-table.ts'
export type { IndexView } from './search-index.ts'
export type { Operation } from '../data/object-types.ts'
export type { ConditionalRequirement, RequiredProperties } from './required-properties.ts'
export { validationRuleTypes } from './validation-rules.ts'
export type { ValidationRule, ValidationRuleType } from './validation-rules.ts'
