import { HoldfastError } from '@holdfast/crm'

/** The worker did not keep to the protocol: a bug of ours, not of the application. */
export function invariant(room: string, rule: string, cause?: unknown): HoldfastError<'engine/invariant'> {
  return new HoldfastError(
    'engine/invariant',
    `The engine broke a rule of its own (${room}: ${rule}).`,
    'Reload the page; if it happens again, report it with this text.',
    { room, rule },
    { cause },
  )
}

/** The worker does not answer. */
export function unreachable(
  reason: 'deadline' | 'crashed' | 'closed',
  options: { readonly deadlineMs?: number; readonly cause?: unknown } = {},
): HoldfastError<'engine/unreachable'> {
  const { deadlineMs, cause } = options
  return new HoldfastError(
    'engine/unreachable',
    what[reason],
    remedy[reason],
    deadlineMs === undefined ? { reason } : { reason, deadlineMs },
    { cause },
  )
}

const what = {
  deadline: 'The worker did not answer in time.',
  crashed: 'The worker stopped before it answered.',
  closed: 'The connection to the worker was closed before it answered.',
}

const remedy = {
  deadline: 'Try again, or raise `deadlineMs` for slow machines.',
  crashed: 'Try again: the worker is being started anew; if it never comes up, check that its script loads.',
  closed: 'Open it again with `openCrm`.',
}

/** A call came after `close()`. */
export function closed(): HoldfastError<'engine/closed'> {
  return new HoldfastError('engine/closed', 'This connection is closed.', 'Open a new one with `openCrm`.', {
    what: 'crm',
  })
}
