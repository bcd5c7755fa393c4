export { openCrm } from './open.ts'
export type { Crm, CrmCommands, OpenCrmOptions, Pinnable, TransactionCommands } from './open.ts'
export type { Collection, FullRow } from './collection.ts'
export { cursorAfter } from './cursor-after.ts'
export type { CreateOptions, LabelOption, RecordCommands } from './commands.ts'
export type { EngineWorker } from './connection.ts'
export type { Draft } from './draft.ts'
export type { Duration } from './duration.ts'
export type { RecordResults } from './live-record.ts'
export type { LivePages, PagedResult } from './live-pages.ts'
export type { LiveResults } from './live.ts'
export type { Explanation, GetOptions, PageExecution } from './page-execution.ts'
export type { Complete, Incomplete, Pin, QueryResult, RecordResult } from './result.ts'
export type { EngineStatus } from './status.ts'
export type { Transaction, Write } from './write.ts'
export type { ObjectTypeName, RecordId, Schema } from '@holdfast/crm'
export type {
  Completeness,
  Conflict,
  IncompleteReason,
  ParkedIntent,
  ParkedReason,
  Repair,
  WriteState,
} from '@holdfast/engine/protocol'
export { param, parseQuery, queryToJson } from '@holdfast/query'
export type { NamedValues, ParsedQuery, Remotable, ResidualOf, ResultOf, WrittenQuery } from '@holdfast/query'
