import type { Intent } from './intent.ts'

/** Puts an intent where it belongs among intents in order of making. */
export function putInOrder(intents: Intent[], intent: Intent): void {
  intents.splice(placeOf(intents, intent.seq), 0, intent)
}

/** Takes an intent out of intents in order of making. */
export function takeOut(intents: Intent[], intent: Intent): void {
  const at = intents.indexOf(intent, placeOf(intents, intent.seq))
  if (at !== -1) intents.splice(at, 1)
}

/** The first place whose intent was not made before. */
export function placeOf(intents: readonly Intent[], seq: number): number {
  let low = 0
  let high = intents.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((intents[middle] as Intent).seq < seq) low = middle + 1
    else high = middle
  }
  return low
}
