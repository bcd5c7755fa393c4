import type { CacheEntry, RecordPage, StoredRecord } from './cache-entry.ts'

/*
 * An entry as one text: its first line is JSON of everything but the records' values, then one line of values for each record, in order, and at last a sum of
 * all that. So a start parses the first lines only, and values stay the text they were when they arrived until somebody looks.
 */

type Head = Omit<CacheEntry, 'records'> & { readonly records: readonly HeadPage[] }

interface HeadPage {
  readonly objectType: string
  readonly records: readonly (readonly [id: string, updatedAt: number, readAt: number])[]
}

/** The text of an entry, as it is stored. */
export function encodeEntry(entry: CacheEntry): string {
  const lines: string[] = ['']
  const records = entry.records.map((page): HeadPage => {
    for (const record of page.records) lines.push(record[3])
    return {
      objectType: page.objectType,
      records: page.records.map(([id, updatedAt, readAt]) => [id, updatedAt, readAt]),
    }
  })
  const head: Head = { ...entry, records }
  lines[0] = JSON.stringify(head)
  const said = lines.join('\n')
  return `${said}\n${sumOf(said)}`
}

/** The entry of a stored text; null when the text is not one (the storage is damaged, or another program wrote there). */
export function parseEntry(text: unknown): CacheEntry | null {
  if (typeof text !== 'string') return null
  const said = text.slice(0, Math.max(0, text.lastIndexOf('\n')))
  if (text.slice(said.length + 1) !== String(sumOf(said))) return null
  // JSON has no line breaks of its own.
  const lines = said.split('\n')
  let head: unknown
  try {
    head = JSON.parse(lines[0] ?? '')
  } catch {
    return null
  }
  if (!isHead(head)) return null
  let line = 0
  const records = head.records.map((page): RecordPage => ({
    objectType: page.objectType,
    records: page.records.map(([id, updatedAt, readAt]): StoredRecord => [id, updatedAt, readAt, lines[++line] ?? '']),
  }))
  return line === lines.length - 1 && lines.every(isWhole) ? { ...head, records } : null
}

// FNV-1a. It takes no longer than parsing, makes no objects, and finds damage that would still be JSON.
function sumOf(text: string): number {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  return sum
}

// The head is an object, values are a list; whoever summed up something else did not write an entry.
function isWhole(line: string, at: number): boolean {
  return at === 0 || (line.startsWith('[') && line.endsWith(']'))
}

function isHead(value: unknown): value is Head {
  return (
    isObject(value) &&
    isListOf(value['aliases'], (alias) => isTexts(alias, ['objectType', 'alias', 'id'])) &&
    isListOf(
      value['records'],
      (page) =>
        typeof page['objectType'] === 'string' && Array.isArray(page['records']) && page['records'].every(isHeadRecord),
    ) &&
    isListOf(
      value['associations'],
      (list) =>
        isTexts(list, ['fromType', 'fromId', 'toType']) &&
        typeof list['readAt'] === 'number' &&
        Array.isArray(list['links']) &&
        list['links'].every(isLink),
    ) &&
    isListOf(
      value['links'],
      (link) =>
        isTexts(link, ['fromType', 'fromId', 'toType', 'toId']) &&
        typeof link['readAt'] === 'number' &&
        (link['labels'] === null || isWires(link['labels'])),
    ) &&
    isListOf(
      value['departures'],
      (departure) => isTexts(departure, ['objectType', 'id', 'outcome']) && typeof departure['readAt'] === 'number',
    ) &&
    isListOf(value['coverage'], (statement) => isTexts(statement, ['shape', 'objectType'])) &&
    isListOf(
      value['cursors'],
      (cursor) =>
        typeof cursor['objectType'] === 'string' &&
        typeof cursor['watermark'] === 'number' &&
        typeof cursor['asOf'] === 'number',
    )
  )
}

function isHeadRecord(value: unknown): boolean {
  return (
    Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number' && typeof value[2] === 'number'
  )
}

function isLink(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string' && isWires(value[1])
}

function isWires(value: unknown): boolean {
  return Array.isArray(value) && value.every(isWire)
}

function isWire(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isListOf(value: unknown, test: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && test(item))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
