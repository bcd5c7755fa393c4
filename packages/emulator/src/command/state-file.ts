import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { parseState, unreadable, type EmulatorState } from '../state/index.ts'

/**
 * The state in a file; undefined when there is no such file. Throws `HoldfastError` `emulator/state-unreadable` for a file that is foreign,
 * cut short or changed since, and leaves it as it is.
 */
export async function readStateFile(path: string): Promise<EmulatorState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const end = text.indexOf('\n')
  const head = headOf(text.slice(0, Math.max(0, end)))
  const body = text.slice(end + 1)
  if (head === undefined) throw unreadable('foreign', path)
  if (head.sha256 !== sha256(body)) throw unreadable('damaged', path)
  return parseState(JSON.parse(body), path)
}

/** Writes the state beside the file and then puts it in its place: whoever reads it finds the old state or the new one, whole. */
export async function writeStateFile(path: string, state: EmulatorState): Promise<void> {
  const body = JSON.stringify(state)
  const beside = `${path}.${process.pid}.tmp`
  try {
    const file = await open(beside, 'w')
    try {
      await file.writeFile(`${JSON.stringify({ format: state.format, sha256: sha256(body) })}\n${body}`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

function headOf(line: string): { readonly sha256: string } | undefined {
  try {
    const head = JSON.parse(line) as { readonly format?: unknown; readonly sha256?: unknown } | null
    return head?.format === 'holdfast-emulator' ? { sha256: String(head.sha256) } : undefined
  } catch {
    return undefined
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
