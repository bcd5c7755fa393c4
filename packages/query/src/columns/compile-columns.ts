import type { Schema } from '@holdfast/crm'
import type { Query } from '../ast.ts'
import { wireReader } from '../compare.ts'
import { valueTest, type Condition } from '../condition.ts'
import { compileAssociation, evaluateContext, type EvaluateContext, type EvaluateOptions } from '../evaluate.ts'
import { meaningOf, type TestMaker } from '../meaning.ts'
import { codeTest } from './code-test.ts'
import type { RowColumns } from './column.ts'
import { numberTest } from './number-test.ts'
import { everyTest, notTest, rowByRow, rowCost, someTest, type RowTest } from './row-test.ts'
import { holdsTest, textTest } from './text-test.ts'

/**
 * The meaning of a query on the rows of a table, as {@link compilePredicate} has it of records: `where` and the search text, compiled to closures over
 * columns. It stays true while the columns change; a property that gets a column later is read the slow way until the query is compiled again.
 *
 * Throws as `compilePredicate` does.
 */
export function compileColumns(
  schema: Schema,
  query: Pick<Query, 'objectType' | 'where' | 'search'>,
  columns: RowColumns,
  options: EvaluateOptions = {},
): RowTest {
  const context = evaluateContext(schema, query.objectType, options)
  return meaningOf(query, context, rowTests(columns, context))
}

function rowTests(columns: RowColumns, context: EvaluateContext): TestMaker<RowTest> {
  return {
    condition: (condition) =>
      columnTest(condition, columns) ?? recordTest(condition.name, valueTest(condition), columns),
    associated(predicate, part) {
      const matches = compileAssociation(predicate, context, part)
      return rowByRow(rowCost.record, (row) => matches(columns.record(row)))
    },
    holds(name, text) {
      const holds = (wire: string | null): boolean => wire?.toLowerCase().includes(text) ?? false
      const column = columns.column(name)
      if (column?.kind === 'code') return codeTest(holds, column)
      return column?.kind === 'text' ? holdsTest(text, column) : recordTest(name, holds, columns)
    },
    every: everyTest,
    some: someTest,
    not: notTest,
  }
}

// Null where there is no column, or none that can answer: of a text's capitals its column knows nothing.
function columnTest(condition: Condition, columns: RowColumns): RowTest | null {
  const { question, isAsWritten } = condition
  const column = columns.column(condition.name)
  switch (column?.kind) {
    case 'number':
      return question.kind === 'words' || question.kind === 'option' ? null : numberTest(question, column)
    case 'code':
      return codeTest(valueTest(condition), column)
    case 'text':
      return isAsWritten || question.kind === 'option' ? null : textTest(question, column)
    case undefined:
      return null
  }
}

function recordTest(name: string, test: (wire: string | null) => boolean, columns: RowColumns): RowTest {
  const wireOf = wireReader(name)
  return rowByRow(rowCost.record, (row) => test(wireOf(columns.record(row))))
}
