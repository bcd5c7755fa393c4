import type {
  Account,
  Import,
  ImportColumn,
  ImportDateFormat,
  ImportFile,
  ImportOperation,
  TypeState,
} from '../account/index.ts'
import { invalid, malformed } from '../api-error.ts'
import { asArray, asObject, asOptionalText, asText, field, type JsonObject } from '../input.ts'
import { typeIn } from '../records/index.ts'

/** A file as it was uploaded. */
export interface UploadedFile {
  readonly fileName: string
  readonly text: string
}

const operations: readonly ImportOperation[] = ['CREATE', 'UPDATE', 'UPSERT']
const dateFormats: readonly ImportDateFormat[] = ['MONTH_DAY_YEAR', 'DAY_MONTH_YEAR', 'YEAR_MONTH_DAY']
const columnKinds: readonly ImportColumn['kind'][] = [
  'STANDARD',
  'HUBSPOT_OBJECT_ID',
  'HUBSPOT_ALTERNATE_ID',
  'FLEXIBLE_ASSOCIATION_LABEL',
  'ASSOCIATION_KEYS',
]

/** The parts of an import that its request decides. */
export type RequestedImport = Pick<Import, 'name' | 'request' | 'operations' | 'dateFormat' | 'files'>

/**
 * Reads the `importRequest` of an import and the files it names (https://developers.hubspot.com/docs/api-reference/latest/crm/imports/guide).
 * Throws `ApiError` 400 for what cannot be imported.
 */
export function parseImport(account: Account, text: string, uploaded: readonly UploadedFile[]): RequestedImport {
  const request = asObject(parseJson(text), 'importRequest')
  const files = asArray(field(request, 'files'), 'files').map((file) =>
    parseFile(account, asObject(file, 'a file'), uploaded),
  )
  if (files.length === 0) throw invalid('An import needs at least one file.')
  return {
    name: asText(field(request, 'name'), 'name'),
    request,
    operations: parseOperations(account, field(request, 'importOperations')),
    dateFormat: oneOf(dateFormats, asOptionalText(field(request, 'dateFormat'), 'dateFormat'), 'dateFormat'),
    files,
  }
}

function parseFile(account: Account, file: JsonObject, uploaded: readonly UploadedFile[]): ImportFile {
  const fileName = asText(field(file, 'fileName'), 'fileName')
  const format = asOptionalText(field(file, 'fileFormat'), 'fileFormat') ?? 'CSV'
  if (format !== 'CSV') throw invalid(`This emulator imports files of CSV only, not of ${format}.`)
  const found = uploaded.find((each) => each.fileName === fileName)
  if (found === undefined) throw invalid(`The file "${fileName}" was not uploaded.`)
  const page = asObject(field(file, 'fileImportPage'), 'fileImportPage')
  const columns = asArray(field(page, 'columnMappings'), 'columnMappings').map((column) =>
    parseColumn(account, asObject(column, 'a column')),
  )
  if (columns.length === 0) throw invalid('A file needs at least one column.')
  const hasHeader = field(page, 'hasHeader') !== false
  return { fileId: account.imports.nextId(), fileName, text: found.text, hasHeader, columns }
}

function parseColumn(account: Account, column: JsonObject): ImportColumn {
  const type = typeIn(account, asText(field(column, 'columnObjectTypeId'), 'columnObjectTypeId'), 'create')
  const kind = oneOf(columnKinds, asOptionalText(field(column, 'columnType'), 'columnType'), 'columnType')
  const property = asOptionalText(field(column, 'propertyName'), 'propertyName') ?? null
  const to = asOptionalText(field(column, 'toColumnObjectTypeId'), 'toColumnObjectTypeId')
  const toObjectType = to === undefined ? null : typeIn(account, to).name
  if (kind === 'ASSOCIATION_KEYS' && account.switches().importAssociationKeys === 'refuse')
    throw invalid('Columns of ASSOCIATION_KEYS are not imported here.')
  checkColumn(type, kind, property, toObjectType)
  return {
    name: asText(field(column, 'columnName'), 'columnName'),
    objectType: type.name,
    kind,
    property,
    toObjectType,
  }
}

function checkColumn(
  type: TypeState,
  kind: ImportColumn['kind'],
  property: string | null,
  toObjectType: string | null,
): void {
  const definition = property === null ? undefined : type.properties.find(property)?.definition
  switch (kind) {
    case 'HUBSPOT_OBJECT_ID':
      return
    case 'FLEXIBLE_ASSOCIATION_LABEL':
    case 'ASSOCIATION_KEYS':
      if (toObjectType === null) throw invalid('A column about associations needs toColumnObjectTypeId.')
      return
    case 'HUBSPOT_ALTERNATE_ID':
      if (!definition?.hasUniqueValue && !(type.name === 'companies' && property === 'domain'))
        throw invalid(`${property ?? 'Nothing'} is no alternate id of ${type.name}.`)
      return
    case 'STANDARD':
      if (definition === undefined) throw invalid(`There is no property "${property ?? ''}" of ${type.name}.`)
  }
}

function parseOperations(account: Account, value: unknown): Import['operations'] {
  const given = value === undefined || value === null ? [] : Object.entries(asObject(value, 'importOperations'))
  return Object.fromEntries(
    given.map(([type, operation]) => [
      typeIn(account, type).name,
      oneOf(operations, asText(operation, 'importOperations'), 'importOperations'),
    ]),
  )
}

// The first is what absence means.
function oneOf<Value extends string>(values: readonly Value[], given: string | undefined, where: string): Value {
  const value = given === undefined ? values[0] : values.find((each) => each === given)
  if (value === undefined) throw invalid(`${where} must be one of ${values.join(', ')} here.`)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('importRequest cannot be parsed.')
  }
}
