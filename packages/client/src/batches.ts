import { invariant } from './failure.ts'

// An answer is worked on in one task, and nobody may be kept waiting for longer than they notice.
const mostAtOnce = 250

/**
 * Asks one question at a time of somebody who answers many: what is asked in one go goes in one message, which costs hardly more than one for a single
 * question. When the message fails, all of its questions do.
 */
export function inBatches<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let gathering: { readonly questions: Question[]; readonly answers: Promise<readonly Answer[]> } | null = null

  function begin(): NonNullable<typeof gathering> {
    const questions: Question[] = []
    const answers = Promise.resolve().then(() => {
      if (gathering?.questions === questions) gathering = null
      return ask(questions)
    })
    return { questions, answers }
  }

  return async (question) => {
    if (gathering === null || gathering.questions.length === mostAtOnce) gathering = begin()
    const { questions, answers } = gathering
    const place = questions.push(question) - 1
    const answer = (await answers)[place]
    if (answer === undefined) throw invariant('protocol', 'every question of a message is answered')
    return answer
  }
}
