export {
  createAssociationOperations,
  type AssociationOperations,
  type AssociationsOfRecord,
  type TypedPair,
} from './associations.ts'
export { createBatchOperations, type BatchOperations, type ReadBatch, type WrittenBatch } from './batch.ts'
export { inChunks } from './chunks.ts'
export { createDefinitionOperations, type DefinitionOperations } from './definitions.ts'
export {
  createObjectOperations,
  type AssociationSpec,
  type NewObject,
  type ObjectOperations,
  type ReadShape,
} from './objects.ts'
export { createSearch, type Search, type SearchBody, type SearchFilter } from './search.ts'
