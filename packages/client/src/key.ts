/** A text that is unique for ever on all devices: 128 random bits, so that a draft sent twice is known as one intent. */
export function uniqueKey(): string {
  // `crypto.randomUUID` is missing where a page is not in a secure context; this is not.
  let key = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) key += hexOfByte[byte] ?? ''
  return key
}

// One key a write: a burst makes thousands in one task.
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
