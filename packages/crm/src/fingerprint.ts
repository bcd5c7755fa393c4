/** A short text that stands for a long one: equal for equal texts, and for different ones only by accident. It names things and secures nothing. */
export function fingerprint(text: string): string {
  // FNV-1a over UTF-16 code units, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), in halves: a schema is long, and a page waits for its name.
  let [high, low] = [0xcbf29ce4, 0x84222325]
  for (let at = 0; at < text.length; at++) {
    const mixed = (low ^ text.charCodeAt(at)) >>> 0
    // The prime is 2 ** 40 + 0x1b3.
    const product = mixed * 0x1b3
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (mixed << 8)) >>> 0
    low = product >>> 0
  }
  return ((BigInt(high) << 32n) | BigInt(low)).toString(36)
}
