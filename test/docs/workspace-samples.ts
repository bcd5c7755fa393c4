import { isSource, readFiles } from '../architecture/source-files.ts'
import { up } from './generate.ts'
import { planted, plantedInPage } from './planted.ts'
import { sampleFiles, samplesOfComments, samplesOfMarkdown, type SampleFile } from './samples.ts'

const readmes = readFiles('', (path) => /(^|\/)(README|OPERATORS)\.md$/.test(path))
const sources = readFiles('packages', isSource)

/** Every sample of the workspace, and the planted ones: whoever writes files for them writes the same ones. */
export const files: readonly SampleFile[] = sampleFiles(
  [
    ...[...readmes].flatMap(([path, text]) => samplesOfMarkdown(path, text)),
    ...[...sources].flatMap(([path, text]) => samplesOfComments(path, text)),
    ...planted,
    ...plantedInPage,
  ],
  up,
)
