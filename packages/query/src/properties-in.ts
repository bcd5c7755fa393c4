import type { Predicate } from './ast.ts'

/** The names of the properties that a predicate asks, each once. */
export function propertiesIn(predicate: Predicate | null): readonly string[] {
  return predicate === null ? [] : [...new Set(namesIn(predicate))]
}

function namesIn(predicate: Predicate): readonly string[] {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.flatMap(namesIn)
    case 'not':
      return namesIn(predicate.of)
    case 'associated':
      return []
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return [predicate.property]
  }
}
