/** A text that is unique for ever on all devices: 128 random bits, so that a draft sent twice is known as one intent. */
export function uniqueKey(): string {
  // `crypto.randomUUID` is missing where a page is not in a secure context; this is not.
  if (used === bytes.length) {
    crypto.getRandomValues(bytes)
    used = 0
  }
  let key = ''
  for (const end = used + 16; used < end; used++) key += hexOfByte[bytes[used] ?? 0] ?? ''
  return key
}

// One key a write: a burst makes thousands in one task, and asking for random bytes takes longer than writing them down.
const bytes = new Uint8Array(4_096)
let used = bytes.length
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
