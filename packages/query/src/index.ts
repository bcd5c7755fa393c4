export { everyRecord, rowsWanted } from './ast.ts'
export type {
  AggregateFunction,
  AggregateQuery,
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
} from './ast.ts'
export { queryBuilder } from './builder.ts'
export type {
  AssociatedOptions,
  Includable,
  IncludeBuilder,
  IncludeCallbacks,
  IncludesOf,
  Merged,
  NothingElse,
  PredicateTools,
  QueryBuilder,
  QuerySteps,
} from './builder.ts'
export { checkQuery, queryLimits } from './check.ts'
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
export type { Executed, Execution, Executor, NoExecution } from './execution.ts'
export { explainQuery } from './explain.ts'
export type { QueryExplanation } from './explain.ts'
export { canonicalOrder, predicateKey, queryKey, shapeKey } from './identity.ts'
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
export type { Included, ResultOf, Row, RowOf, RowState, Shown, Shows } from './row.ts'
export { propertiesIn } from './properties-in.ts'
export { compileSearch, planSearch, runPlan, searchLimits } from './search/index.ts'
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
export { defaultSwitches } from './switches.ts'
export type { Switches } from './switches.ts'
export type { ComparedValue, OperandOf, OperatorOf, OperatorsByType } from './typed-operand.ts'
export { tokenize } from './tokenize.ts'
