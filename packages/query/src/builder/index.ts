export type {
  AggregateBuilder,
  Aggregated,
  AggregateSteps,
  AggregateTemplate,
  GroupNames,
  NotGrouped,
  NotMeasured,
  MeasuredName,
  Measures,
  MeasureTools,
} from './aggregate-builder.ts'
export type { Executed, Execution, Executor, NoExecution } from './execution.ts'
export type {
  Also,
  AnyFacts,
  Bindings,
  Facts,
  LeftOfAssociation,
  LeftOfProperty,
  NoFacts,
  OrderedBy,
  Recalls,
  Remotable,
  ResidualOf,
  Slot,
} from './facts.ts'
export { parsedQuery } from './parsed-query.ts'
export type { NamedValues, ParsedQuery } from './parsed-query.ts'
export type {
  AnyAsked,
  Asked,
  AssociatedOptions,
  LeftOf,
  NegatedOf,
  OpenOf,
  Partner,
  PredicateTools,
  QueryFor,
} from './predicate-tools.ts'
export { queryBuilder } from './query-builder.ts'
export type {
  Includable,
  IncludeBuilder,
  IncludeCallbacks,
  IncludesOf,
  Merged,
  Next,
  NothingElse,
  OfInclude,
  OfQuery,
  OpenOfIncludes,
  QueryBuilder,
  QuerySteps,
  QueryTemplate,
  RootSteps,
} from './query-builder.ts'
export type {
  FiguresRow,
  Included,
  IncludedState,
  Measured,
  ResultOf,
  Row,
  RowOf,
  RowState,
  Shown,
  ShownFigures,
  Shows,
} from './row.ts'
export type { ComparedValue, OperandOf, OperatorOf, OperatorsByType, SlotOf } from './typed-operand.ts'
