import type { WriteOrigin } from './changes.ts'

/** Where an import stands; it is deferred while others take their time. */
export type ImportState = 'DEFERRED' | 'STARTED' | 'PROCESSING' | 'DONE' | 'FAILED' | 'CANCELED'

/** What an import does with the records of one object type. */
export type ImportOperation = 'CREATE' | 'UPDATE' | 'UPSERT'

/** The order of day, month and year in the dates of an import. */
export type ImportDateFormat = 'MONTH_DAY_YEAR' | 'DAY_MONTH_YEAR' | 'YEAR_MONTH_DAY'

/** What a column of a file is for. */
export interface ImportColumn {
  readonly name: string
  /** The plural name, e.g. `contacts`. */
  readonly objectType: string
  readonly kind:
    | 'STANDARD'
    | 'HUBSPOT_OBJECT_ID'
    | 'HUBSPOT_ALTERNATE_ID'
    | 'FLEXIBLE_ASSOCIATION_LABEL'
    | 'ASSOCIATION_KEYS'
  /** Null for columns that hold no property. */
  readonly property: string | null
  /** The other end of the associations a column labels or makes. */
  readonly toObjectType: string | null
}

/** A file of an import. */
export interface ImportFile {
  readonly fileId: number
  readonly fileName: string
  readonly text: string
  readonly hasHeader: boolean
  readonly columns: readonly ImportColumn[]
}

/** Why a row of a file, or a whole file, was not imported. */
export interface ImportError {
  readonly id: string
  readonly errorType: string
  readonly message: string
  readonly objectType: string | null
  readonly at: number
  readonly fileId: number
  /** 1 is the first line. */
  readonly lineNumber: number
  readonly rowData: readonly string[]
}

/** An import; plain data, replaced as it goes on. */
export interface Import {
  readonly id: string
  readonly name: string
  /** As it was sent. */
  readonly request: unknown
  readonly state: ImportState
  readonly createdAt: number
  /** Null while it is deferred. */
  readonly startedAt: number | null
  readonly updatedAt: number
  readonly origin: WriteOrigin
  readonly enforcesRequired: boolean
  /** By the plural name of the object type. */
  readonly operations: Readonly<Record<string, ImportOperation>>
  readonly dateFormat: ImportDateFormat
  readonly files: readonly ImportFile[]
  readonly counters: Readonly<Record<string, number>>
  readonly errors: readonly ImportError[]
}

/** The imports of an account. */
export interface Imports {
  readonly byId: Map<string, Import>
  /** A new id for an import, a file or an error. */
  nextId(): number
  save(): SavedImports
  load(saved: SavedImports): void
}

/** All imports as plain data. */
export interface SavedImports {
  readonly imports: readonly Import[]
  readonly lastId: number
}

/** No imports yet. */
export function createImports(): Imports {
  let lastId = 40_000_000
  const byId = new Map<string, Import>()
  return {
    byId,
    nextId: () => ++lastId,
    save: () => ({ imports: [...byId.values()], lastId }),
    load(saved) {
      byId.clear()
      for (const each of saved.imports) byId.set(each.id, each)
      lastId = saved.lastId
    },
  }
}
