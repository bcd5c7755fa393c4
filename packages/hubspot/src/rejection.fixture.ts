/** What `promise` rejects with, as a value, for a test that moves time before it looks. Rejects when `promise` resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject.')
}
