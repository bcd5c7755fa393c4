import { expect, test } from 'vitest'
import { findUntruth } from '../test/index.ts'

test(
  '[VI1] [VI2] in this browser, too, every view equals its query run afresh after each of 20,000 random steps',
  { timeout: 600_000 },
  () => {
    expect(findUntruth(20_261_125, 20_000)).toBeNull()
  },
)
