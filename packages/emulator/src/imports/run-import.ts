import type { Account, Import, ImportError, ImportFile } from '../account/index.ts'
import { invalid } from '../api-error.ts'
import type { WriteContext } from '../records/index.ts'
import type { Schedule } from '../schedule.ts'
import { rowsOfFile, type FileRow } from './file-rows.ts'
import { problemOf, type ImportProblem } from './import-problem.ts'
import type { RequestedImport } from './import-request.ts'
import { importRow } from './import-row.ts'

/** Begins an import; it goes on as the clock does. */
export function startImport(
  account: Account,
  schedule: Schedule,
  requested: RequestedImport,
  { origin, enforcesRequired }: WriteContext,
): Import {
  const { at } = origin
  const waits = underWay(account).length >= account.switches().importsAtOnce
  const begun: Import = {
    ...requested,
    id: String(account.imports.nextId()),
    state: waits ? 'DEFERRED' : 'STARTED',
    createdAt: at,
    startedAt: waits ? null : at,
    updatedAt: at,
    origin,
    enforcesRequired,
    counters: {},
    errors: [],
  }
  put(account, begun, 'create')
  goOn(account, schedule, begun)
  return begun
}

/** Lets every import that is under way go on: after an account was loaded. */
export function resumeImports(account: Account, schedule: Schedule): void {
  for (const each of underWay(account)) goOn(account, schedule, each)
}

/** Ends an import before it wrote anything; 400 when it is over. */
export function cancelImport(account: Account, schedule: Schedule, running: Import, { origin }: WriteContext): void {
  if (running.state !== 'DEFERRED' && !isUnderWay(running))
    throw invalid(`The import is ${running.state} and cannot be cancelled.`)
  put(account, { ...running, origin, state: 'CANCELED', updatedAt: origin.at }, 'update')
  startDeferred(account, schedule, origin.at)
}

function goOn(account: Account, schedule: Schedule, { id, startedAt }: Import): void {
  if (startedAt === null) return
  const { importMs } = account.switches()
  schedule.at(startedAt + importMs / 2, () => {
    const running = account.imports.byId.get(id)
    if (running?.state === 'STARTED')
      account.imports.byId.set(id, { ...running, state: 'PROCESSING', updatedAt: startedAt + importMs / 2 })
  })
  schedule.at(startedAt + importMs, () => {
    const running = account.imports.byId.get(id)
    if (running === undefined || !isUnderWay(running)) return
    finish(account, running, startedAt + importMs)
    startDeferred(account, schedule, startedAt + importMs)
  })
}

function startDeferred(account: Account, schedule: Schedule, at: number): void {
  const next = [...account.imports.byId.values()].find(({ state }) => state === 'DEFERRED')
  if (next === undefined || underWay(account).length >= account.switches().importsAtOnce) return
  const started = { ...next, state: 'STARTED', startedAt: at, updatedAt: at } as const
  account.imports.byId.set(next.id, started)
  goOn(account, schedule, started)
}

function underWay({ imports }: Account): readonly Import[] {
  return [...imports.byId.values()].filter(isUnderWay)
}

function finish(account: Account, running: Import, at: number): void {
  const context: WriteContext = {
    origin: { ...running.origin, at },
    source: { sourceType: 'IMPORT', sourceId: running.id },
    enforcesRequired: running.enforcesRequired,
  }
  const errors: ImportError[] = []
  const counters = { TOTAL_ROWS: 0, CREATED_OBJECTS: 0, UPDATED_OBJECTS: 0, PROPERTY_VALUES_EMITTED: 0, ERRORS: 0 }
  let failed = false
  for (const file of running.files) {
    const rows = rowsOfFile(file)
    if (typeof rows === 'string') {
      failed = true
      const problem = { errorType: 'INVALID_COLUMN_CONFIGURATION', message: `The file has no column "${rows}".` }
      errors.push(errorOf(account, file, { lineNumber: 1, cells: [], isWhole: true, mapped: [] }, problem, at))
      continue
    }
    for (const row of rows) {
      counters.TOTAL_ROWS++
      const problem = attempt(row)
      if (problem !== undefined) errors.push(errorOf(account, file, row, problem, at))
    }
  }
  const ended = { ...running, state: failed ? 'FAILED' : 'DONE', counters, errors, updatedAt: at } as const
  put(account, { ...ended, counters: { ...counters, ERRORS: errors.length } }, 'update')

  function attempt(row: FileRow): ImportProblem | undefined {
    if (!row.isWhole)
      return { errorType: 'INCORRECT_NUMBER_OF_COLUMNS', message: 'The row has not as many cells as the header.' }
    try {
      const { created, updated, values } = importRow(account, running, row, context)
      counters.CREATED_OBJECTS += created
      counters.UPDATED_OBJECTS += updated
      counters.PROPERTY_VALUES_EMITTED += values
      return undefined
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return problem
    }
  }
}

function errorOf(
  account: Account,
  { fileId, columns }: ImportFile,
  { lineNumber, cells, mapped }: FileRow,
  { errorType, message }: ImportProblem,
  at: number,
): ImportError {
  const objectType = mapped[0]?.[0].objectType ?? columns[0]?.objectType ?? null
  const id = String(account.imports.nextId())
  return { id, errorType, message, objectType, at, fileId, lineNumber, rowData: cells }
}

function put(account: Account, changed: Import, change: 'create' | 'update'): void {
  account.imports.byId.set(changed.id, changed)
  const { id, files, updatedAt } = changed
  const origin = { ...changed.origin, at: updatedAt }
  account.changes.add(
    { origin, source: { sourceType: 'IMPORT', sourceId: id } },
    {
      kind: 'define',
      objectType: files[0]?.columns[0]?.objectType ?? '',
      id,
      definition: { of: 'import', change },
    },
  )
}

function isUnderWay({ state }: Import): boolean {
  return state === 'STARTED' || state === 'PROCESSING'
}
