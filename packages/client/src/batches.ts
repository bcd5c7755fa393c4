import type { Reply } from '@holdfast/engine/protocol'
import { valueOf } from './connection.ts'
import { invariant } from './failure.ts'

/**
 * Asks one question at a time of an engine that answers many: what is asked in one go goes in one message, which costs hardly more than one for a single
 * question. Each gets an answer, or a refusal, of its own; when the message itself fails, all of them do.
 */
export function inBatches<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Reply<Answer>[]>,
): (question: Question) => Promise<Answer> {
  let gathering: { readonly questions: Question[]; readonly answers: Promise<readonly Reply<Answer>[]> } | null = null

  function begin(): NonNullable<typeof gathering> {
    const questions: Question[] = []
    const answers = Promise.resolve().then(() => {
      gathering = null
      return ask(questions)
    })
    return { questions, answers }
  }

  return async (question) => {
    gathering ??= begin()
    const place = gathering.questions.push(question) - 1
    const answer = (await gathering.answers)[place]
    if (answer === undefined) throw invariant('protocol', 'every question of a message is answered')
    return valueOf(answer)
  }
}
