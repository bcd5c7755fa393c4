import { posix } from 'node:path'
import { parseSync } from 'vite'
import type { Files } from './source-files.ts'

/** One `import` or `export … from`, static or dynamic. */
export interface Import {
  /** The importing file. */
  readonly from: string
  /** What is written: `./a.ts`, `@holdfast/crm`, `dexie`. */
  readonly specifier: string
  /** The imported file, when the specifier is relative; a path that need not exist. */
  readonly file: string | null
  /** Nothing of it is left in the compiled file. */
  readonly typeOnly: boolean
  /** `export * from`. */
  readonly everything: boolean
}

/** All imports of all files, in their order. Throws a `SyntaxError` that names the file when one cannot be parsed. */
export function importsOf(files: Files): readonly Import[] {
  return [...files].flatMap(([path, text]) => read(path, text))
}

function read(from: string, text: string): readonly Import[] {
  const { module, errors } = parseSync(from, text)
  if (errors.length > 0) throw new SyntaxError(`${from}: ${errors.map(({ message }) => message).join(' ')}`)
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean, everything = false): void => {
    const file = specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : null
    found.push({ from, specifier, file, typeOnly, everything })
  }
  for (const { moduleRequest, entries } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType))
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType, importName } of entries) {
      if (moduleRequest !== null) add(moduleRequest.value, isType, String(importName.kind).startsWith('All'))
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    // A computed specifier is no specifier; its text then fails every rule, as it should.
    add(text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''), false)
  }
  return found
}
