import type { Switches } from '@holdfast/emulator'

/** Switches that adversarial mode leaves alone here, because rows assert what they decide. */
export const pinned: Partial<Switches> = {
  // A row cancels an import while it runs.
  importMs: 2_000,
}
