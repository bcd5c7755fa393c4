/** A short text that stands for a long one: equal for equal texts, and for different ones only by accident. It names things and secures nothing. */
export function fingerprint(text: string): string {
  // FNV-1a over UTF-16 code units, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/).
  let hash = 0xcbf29ce484222325n
  for (let at = 0; at < text.length; at++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n)
  return hash.toString(36)
}
