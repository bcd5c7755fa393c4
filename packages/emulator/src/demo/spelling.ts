import type { places } from '../data/names.ts'
import type { Random } from '../random.ts'

const asciiByText = new Map<string, string>()

/** A name as it stands in an address of the internet. */
export function ascii(text: string): string {
  let made = asciiByText.get(text)
  if (made === undefined) {
    const plain = text
      .toLowerCase()
      .replaceAll('ø', 'o')
      .replaceAll('ł', 'l')
      .replaceAll('ı', 'i')
      .replaceAll('ß', 'ss')
    made = plain
      .normalize('NFD')
      .replace(/[^a-z0-9 ]/g, '')
      .replaceAll(' ', '-')
    if (asciiByText.size < 10_000) asciiByText.set(text, made)
  }
  return made
}

/** A number of that country. */
export function phone(random: Random, [, , dialCode]: (typeof places)[number]): string {
  return `${dialCode} ${random.between(20, 989)} ${random.between(100_000, 9_999_999)}`
}
