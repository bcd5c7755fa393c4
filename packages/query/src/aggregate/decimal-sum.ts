/** The exact sum of numbers, so that it depends neither on their order nor on what was added and taken away again. */
export interface DecimalSum {
  add(value: number): void
  /** Takes away what was added before. */
  remove(value: number): void
  /** The number nearest to the sum. */
  value(): number
}

/** A sum of none. Numbers count as the decimals they are written as, so ten times 0.1 is 1. */
export function createDecimalSum(): DecimalSum {
  let units = 0n
  // Decimal places of `units`.
  let places = 0

  function shift(value: number, sign: bigint): void {
    const decimal = decimalOf(value)
    if (decimal.places > places) {
      units *= 10n ** BigInt(decimal.places - places)
      places = decimal.places
    }
    units += sign * decimal.units * 10n ** BigInt(places - decimal.places)
  }

  return {
    add: (value) => shift(value, 1n),
    remove: (value) => shift(value, -1n),
    value: () => Number(`${units}e-${places}`),
  }
}

// JavaScript writes a double with 17 digits at most and an exponent within 324, so no operand can make these large.
function decimalOf(value: number): { readonly units: bigint; readonly places: number } {
  const [digits = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = digits.split('.')
  const places = fraction.length - Number(exponent)
  const units = BigInt(whole + fraction)
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places }
}
