export { compileGroup, compileGroupOrder, compileMeasure, createDecimalSum, runAggregate } from './aggregate/index.ts'
export type { Accumulator, DecimalSum, Figure, GroupRow, GroupValues } from './aggregate/index.ts'
export { associationsIn, everyRecord, isAggregate, isAssociationPredicate, isWindow, rowsWanted } from './ast.ts'
export type {
  AggregateFunction,
  AggregateQuery,
  AssociationPredicate,
  ComparisonOperator,
  Cursor,
  Include,
  ListOperator,
  Measure,
  OrderKey,
  Parameter,
  Predicate,
  PresenceOperator,
  Query,
  Runnable,
} from './ast.ts'
export { bindQuery, isBound, parametersOf, rootOf } from './bind.ts'
export type { Bound, ParameterValues } from './bind.ts'
export { parsedQuery, queryBuilder } from './builder/index.ts'
export type {
  AggregateBuilder,
  AggregateSteps,
  AggregateTemplate,
  Aggregated,
  Also,
  AnyAsked,
  AnyFacts,
  Asked,
  AssociatedOptions,
  Bindings,
  ComparedValue,
  Executed,
  Execution,
  Executor,
  Facts,
  FiguresRow,
  GroupNames,
  NotGrouped,
  NotMeasured,
  Includable,
  IncludeBuilder,
  IncludeCallbacks,
  Included,
  IncludedState,
  IncludesOf,
  LeftOf,
  LeftOfAssociation,
  LeftOfProperty,
  MeasureTools,
  Measured,
  MeasuredName,
  Measures,
  Merged,
  NamedValues,
  NegatedOf,
  Next,
  NoExecution,
  NoFacts,
  NothingElse,
  OfInclude,
  OfQuery,
  OpenOf,
  OpenOfIncludes,
  OperandOf,
  OperatorOf,
  OperatorsByType,
  OrderedBy,
  ParsedQuery,
  Partner,
  PredicateTools,
  QueryBuilder,
  QueryFor,
  QuerySteps,
  QueryTemplate,
  Recalls,
  Remotable,
  ResidualOf,
  ResultOf,
  RootSteps,
  Row,
  RowOf,
  RowState,
  Shown,
  ShownFigures,
  Shows,
  Slot,
  SlotOf,
} from './builder/index.ts'
export { checkQuery, checkRunnable, checkTemplate, parseQuery, queryLimits, queryToJson } from './check/index.ts'
export type { WrittenQuery } from './check/index.ts'
export { columnKindOf, columnNumber, compileColumns, compileRowOrder } from './columns/index.ts'
export type {
  CodeColumn,
  Column,
  JoinedText,
  NumberColumn,
  RowColumns,
  RowOrder,
  RowTest,
  TextColumn,
} from './columns/index.ts'
export { compileOrder } from './compare.ts'
export type { Matches, Order, RecordReader } from './compare.ts'
export { covers, gap, windowRead } from './containment.ts'
export type { ContainmentOptions, Coverage, KnownWindow, Missing, WindowEnd } from './containment.ts'
export { compileAfter, cursorOf } from './cursor.ts'
export { compilePredicate, runQuery } from './evaluate.ts'
export type { Associations, EvaluateOptions } from './evaluate.ts'
export { explainAggregate, explainQuery } from './explain.ts'
export type { QueryExplanation } from './explain.ts'
export { canonicalOrder, predicateKey, queryHash, queryKey, shapeKey } from './identity.ts'
export { clausesOfRegion, isContradiction, isTautology, normalFormOf } from './normal-form/index.ts'
export type {
  Axis,
  Clause,
  ClauseOptions,
  Literal,
  NormalForm,
  NormalFormOptions,
  Region,
} from './normal-form/index.ts'
export { applies, isOperator, operatorFacts, operators, takesOperand } from './operators.ts'
export type { OperandShape, Operator, OperatorFacts, OperatorTaking, SearchOperator } from './operators.ts'
export { propertiesIn } from './properties-in.ts'
export { param } from './parameter.ts'
export type { Param } from './parameter.ts'
export { remembered } from './remembered.ts'
export { compileSearch, planSearch, residualReasons, runPlan, searchLimits } from './search/index.ts'
export type {
  AssociationsAnswer,
  AssociationsRequest,
  FoundLink,
  PlanAnswer,
  PlannedSubquery,
  PlanOptions,
  PlanOutcome,
  PlanRequest,
  PlanSteps,
  PlanWork,
  ResidualReason,
  RunPlanOptions,
  SearchAnswer,
  SearchBody,
  SearchFilter,
  SearchFilterGroup,
  SearchOptions,
  SearchPlan,
  SearchRequest,
  SearchSort,
  Subquery,
} from './search/index.ts'
export { stretchOf } from './stretch.ts'
export { defaultSwitches } from './switches.ts'
export type { Switches } from './switches.ts'
export { tokenize } from './tokenize.ts'
