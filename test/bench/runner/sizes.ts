import { gzipSync } from 'node:zlib'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

/** What a page has to load, minified and gzipped. */
export interface BundleSize {
  /** Scripts that the page itself runs. */
  readonly pageBytes: number
  /** Workers and WebAssembly besides. */
  readonly otherBytes: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The size of a peer as the benchmark uses it: its adapter with everything it imports, bundled alone. The adapter's own lines and what it knows of the
 * data set count, some hundred bytes for each.
 */
export async function bundleSize(peer: string): Promise<BundleSize | null> {
  const input = ['ours', 'peers', 'floor']
    .map((folder) => `${root}${folder}/${peer}.ts`)
    .find((path) => existsSync(path))
  if (input === undefined) return null
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      rollupOptions: { input, preserveEntrySignatures: 'strict' },
    },
    worker: { format: 'es' },
  })
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const isPage = (output: Rolldown.OutputChunk | Rolldown.OutputAsset): boolean => output.type === 'chunk'
  const sum = (list: typeof outputs): number => list.reduce((total, each) => total + gzipped(each), 0)
  return {
    pageBytes: sum(outputs.filter(isPage)),
    // The stand-in for HubSpot is no part of us.
    otherBytes: sum(outputs.filter((each) => !isPage(each) && !each.fileName.includes('hubspot.worker'))),
  }
}

function gzipped(output: Rolldown.OutputChunk | Rolldown.OutputAsset): number {
  return gzipSync(output.type === 'chunk' ? output.code : output.source).length
}
