import type { Predicate } from './ast.ts'

/** The names of the properties that a predicate asks of the record itself, each once; what it asks of associated ones is theirs. */
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
    case 'hasAssociated':
      return []
    case 'compare':
    case 'between':
    case 'list':
    case 'presence':
      return [predicate.property]
  }
}
