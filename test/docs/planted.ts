import { samplesOfMarkdown, type Sample } from './samples.ts'

// Samples that show what happens to samples: what must fail is seen to fail, what must work to work.

/** Run in Node. */
export const planted: readonly Sample[] = samplesOfMarkdown(
  'planted/README.md',
  `
\`\`\`ts
// names.ts: imported by the next
export const name: string = 'a'
\`\`\`
\`\`\`ts
import { name } from './names.ts'
export const two: readonly string[] = [name, name]
\`\`\`
\`\`\`tsx
export const page = <p>{2}</p>
\`\`\`
\`\`\`ts no-run
export const wrong: number = 'a'
\`\`\`
\`\`\`ts
throw new Error('as it should')
\`\`\`
\`\`\`ts
console.assert([].length > 0, 'too short')
\`\`\`
`,
)

/** Run in a page, each under the name that its file gives itself. */
export const plantedInPage: readonly Sample[] = samplesOfMarkdown(
  'planted-in-page/README.md',
  `
\`\`\`ts browser
// throws.ts
throw new Error('planted: throws')
\`\`\`
\`\`\`ts browser
// throws-later.ts
setTimeout(() => {
  throw new Error('planted: throws later')
})
\`\`\`
\`\`\`ts browser
// rejects.ts
void Promise.reject(new Error('planted: rejects'))
\`\`\`
\`\`\`ts browser
// says-so.ts
console.error('planted: says so', 2)
\`\`\`
\`\`\`ts browser
// asserts.ts
console.assert(document === null, 'planted: asserts')
\`\`\`
\`\`\`ts browser
// is-refused.ts
await fetch('/crm/crm/objects/2026-09/deals/404404')
\`\`\`
\`\`\`tsx browser
// does-not-render.tsx
export function DoesNotRender(): never {
  throw new Error('planted: does not render')
}
\`\`\`
\`\`\`tsx browser
// renders-nothing.tsx
export function RendersNothing() {
  return null
}
\`\`\`
\`\`\`tsx browser
// renders.tsx
export function Greeting({ owner }: { readonly owner: string }) {
  return <p>Good morning, {owner}</p>
}
export const element = <Greeting owner="Ada" />
\`\`\`
`,
)
