/** Calls `run` once after all that happens in the present task's microtasks so far, however often it is asked to. */
export function onceAGo(run: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    void Promise.resolve().then(() => {
      isDue = false
      run()
    })
  }
}
