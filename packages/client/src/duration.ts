/** A length of time: milliseconds, or a number with its unit: `'500ms'`, `'30s'`, `'5m'`, `'12h'`, `'7d'`. */
export type Duration = number | `${number}${keyof typeof unitMs}`

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration in milliseconds. Throws `TypeError` when it is negative, not finite or not of that form. */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === 'number' ? duration : parse(duration)
  if (!Number.isFinite(ms) || ms < 0)
    throw new TypeError('Not a length of time: give milliseconds or text such as "30s", "5m", "12h".')
  return ms
}

function parse(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  return match === null ? NaN : Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
}
