/** Methods of the driven families that no row drives, each with the reason. */
export const skipped: Readonly<Record<string, string>> = {}
