/** A text that is unique for ever on all devices: 128 random bits, so that a draft sent twice is known as one intent. */
export function uniqueKey(): string {
  // `crypto.randomUUID` is missing where a page is not in a secure context; this is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
