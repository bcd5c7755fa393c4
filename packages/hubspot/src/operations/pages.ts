import { MalformedAnswer } from '../wire/index.ts'

/**
 * Reads page after page until one has no `after`. A cursor that comes twice would come for ever, so it ends the reading with
 * {@link MalformedAnswer}.
 */
export async function readPages<Page extends { readonly after: string | null }>(
  first: string | null,
  read: (after: string | undefined, check: (page: Page) => Page) => Promise<Page>,
): Promise<readonly Page[]> {
  const seen = new Set<string | null>([first])
  const check = (page: Page): Page => {
    if (page.after !== null && seen.has(page.after)) throw new MalformedAnswer('$.paging.next.after')
    return page
  }
  const pages: Page[] = []
  for (let after: string | null = first; ;) {
    const page: Page = await read(after ?? undefined, check)
    pages.push(page)
    if (page.after === null) return pages
    seen.add(page.after)
    after = page.after
  }
}
