import { holdsBack, namedRecords, recordOf, subjectsOf, type KeyOf } from '../src/outbox/graph.ts'
import { isOpen, type Intent } from '../src/outbox/intent.ts'

/** The intents that may be sent now, by one pass over all in order of making: what is kept by change has to equal this. */
export function readyAfresh(intents: readonly Intent[], keyOf: KeyOf): Intent[] {
  const open = intents.filter(isOpen)
  return open.filter((intent, at) => {
    const before = open.slice(0, at)
    const subjects = subjectsOf(intent, keyOf)
    const isAbout = (other: Intent): boolean => subjectsOf(other, keyOf).some((subject) => subjects.includes(subject))
    const isAwaited = ({ draft }: Intent, record: string): boolean =>
      draft.kind === 'create' && namedRecords(intent, keyOf).includes(record)
    return (
      intent.state !== 'parked' &&
      !before.some((other) => isAwaited(other, recordOf(other, keyOf))) &&
      !before.some((other) => isAbout(other) && holdsBack(other, intent, keyOf))
    )
  })
}
