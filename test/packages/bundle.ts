import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** What a web app gets for an import. */
export interface Bundle {
  readonly code: string
  /** Names of the packages whose modules are in it, sorted. */
  readonly packages: readonly string[]
  readonly gzipBytes: number
}

/** What `program`, a module of the app in `folder`, becomes in a production build. */
export async function bundle(
  folder: string,
  name: string,
  program: string,
  external: readonly string[] = [],
): Promise<Bundle> {
  const entry = join(folder, 'entries', `${name}.js`)
  await mkdir(join(folder, 'entries'), { recursive: true })
  await writeFile(entry, program)
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'warn',
    build: {
      write: false,
      modulePreload: false,
      target: 'es2022',
      rolldownOptions: { input: entry, external: [...external] },
    },
  })
  if (!('output' in built)) throw new Error('One build was asked for.')
  const chunks = built.output.filter((file) => file.type === 'chunk')
  const code = chunks.map((chunk) => chunk.code).join('\n')
  const modules = chunks.flatMap((chunk) =>
    chunk.moduleIds.filter((id) => (chunk.modules[id]?.renderedLength ?? 0) > 0),
  )
  return {
    code,
    packages: [...new Set(modules.flatMap((id) => packageOf(id) ?? []))].sort(),
    gzipBytes: gzipSync(code, { level: 9 }).length,
  }
}

/** The innermost installed package that a module belongs to. */
function packageOf(id: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replace('\\', '/')
}
