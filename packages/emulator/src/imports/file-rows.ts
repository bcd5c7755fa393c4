import Papa from 'papaparse'
import type { ImportColumn, ImportFile } from '../account/index.ts'

/** A row of a file, with the cells that columns were mapped for. */
export interface FileRow {
  /** 1 is the first line. */
  readonly lineNumber: number
  readonly cells: readonly string[]
  /** Has it as many cells as the file has columns? */
  readonly isWhole: boolean
  /** Trimmed, empty ones left out. */
  readonly mapped: readonly (readonly [column: ImportColumn, text: string])[]
}

/** The rows of a CSV file below its header; a text instead is the mapped column that the file does not have. */
export function rowsOfFile({ text, hasHeader, columns }: ImportFile): readonly FileRow[] | string {
  const lines = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: ',' }).data
  const header = hasHeader ? (lines[0] ?? []).map((name) => name.trim()) : columns.map(({ name }) => name)
  const missing = columns.find(({ name }) => !header.includes(name))
  if (missing !== undefined) return missing.name
  const places = columns.map((column) => [column, header.indexOf(column.name)] as const)
  return lines.flatMap((cells, index) => {
    if ((hasHeader && index === 0) || cells.every((cell) => cell.trim() === '')) return []
    const mapped = places
      .map(([column, place]) => [column, (cells[place] ?? '').trim()] as const)
      .filter(([, cell]) => cell !== '')
    const isWhole = hasHeader ? cells.length === header.length : cells.length >= header.length
    return [{ lineNumber: index + 1, cells, isWhole, mapped }]
  })
}
