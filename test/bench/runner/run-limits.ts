import type { AllLimits } from '../limits/measure-limits.ts'
import { createProfile } from './profile.ts'
import type { Site } from './site.ts'

/** What the machine can do at best, and the least that a restart costs. */
export interface MachineLimits extends AllLimits {
  /** Milliseconds to open a database in a new browser and read one value. */
  readonly openMs: number
}

/** Measures the physical limits at one size, in a profile of their own. */
export async function runLimits(contacts: number, site: Site, deadlineMs: number): Promise<MachineLimits> {
  const profile = createProfile()
  const url = `${site.url}?mode=limits&contacts=${contacts}`
  try {
    const limits = await profile.visit(url, (page) => page.evaluate(() => window.bench.limits()), deadlineMs)
    const openMs = await profile.visit(url, (page) => page.evaluate(() => window.bench.openAndGet()), deadlineMs)
    return { ...limits, openMs }
  } finally {
    profile.remove()
  }
}
