import { expect, test } from 'vitest'
import { findUntruth } from '../test/index.ts'

const seed = Number(process.env['SEED'] ?? 20_261_125)
const steps = Number(process.env['STEPS'] ?? 200_000)

test(
  '[VI1] [VI2] after each of 200,000 random steps every view equals its query run afresh, and so does a page that follows it',
  { timeout: 600_000 },
  () => {
    expect(findUntruth(seed, steps)).toBeNull()
  },
)
