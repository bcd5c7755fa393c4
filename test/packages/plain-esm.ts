import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { parseSync } from 'vite'
import { readManifest } from './installed-app.ts'

/** Specifiers as modules write them, and the URLs where a browser finds them. */
export type ImportMap = Readonly<Record<string, string>>

/**
 * Builds of third parties that a browser can load as they are. What their manifests name by default is for bundlers: dexie's is a wrapper around a
 * script, immer's asks for Node's `process`, rxjs's imports files without their extension,
 * and tslib.
 */
const browserBuilds = {
  comlink: 'dist/esm/comlink.mjs',
  dexie: 'dist/modern/dexie.mjs',
  immer: 'dist/immer.production.mjs',
  rxjs: 'dist/esm/index.js',
  tslib: 'tslib.es6.mjs',
}

/** The import map of the app in `app`, for the packages in its `node_modules`. */
export async function importMap(app: string, packages: readonly string[]): Promise<ImportMap> {
  const map: Record<string, string> = {}
  for (const [name, file] of Object.entries(browserBuilds)) map[name] = `/node_modules/${name}/${file}`
  for (const name of packages) {
    const { exports } = await readManifest(join(app, 'node_modules/@holdfast', name))
    for (const [entry, { default: file }] of Object.entries(exports))
      map[posix.join('@holdfast', name, entry)] = `/${posix.join('node_modules/@holdfast', name, file)}`
  }
  return map
}

/** The page with its import map, which has to stand before the first module. */
export async function pageWithImportMap(app: string, map: ImportMap): Promise<string> {
  const page = await readFile(join(app, 'index.html'), 'utf8')
  return page.replace('<script ', `<script type="importmap">${JSON.stringify({ imports: map })}</script>\n    <script `)
}

/**
 * A module with every bare specifier replaced by its URL under `prefix`. Browsers apply a page's import map to the page only, so a worker's modules have
 * to come without bare specifiers.
 */
export function resolveSpecifiers(path: string, text: string, map: ImportMap, prefix: string): string {
  const { module } = parseSync(path, text)
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
    ...module.dynamicImports.map(({ moduleRequest }) => moduleRequest),
  ]
  const bySpan = new Map(requests.map((request) => [request.start, request]))
  let resolved = text
  // From the end, so that earlier positions stay true.
  for (const { start, end } of [...bySpan.values()].sort((a, b) => b.start - a.start)) {
    const url = map[text.slice(start + 1, end - 1)]
    if (url !== undefined) resolved = `${resolved.slice(0, start)}'${prefix}${url}'${resolved.slice(end)}`
  }
  return resolved
}
