import { openCrm } from '@holdfast/client'
import { schema } from './crm.schema.js'

const crm = await openCrm({
  schema,
  account: '147892301',
  worker: () => new Worker(new URL('./crm.worker.js', import.meta.url), { type: 'module' }),
})

const list = document.querySelector('ul')
const result = document.querySelector('output')

crm.deals
  .where('hs_is_closed', 'eq', false)
  .select('dealname', 'amount')
  .orderBy('amount', 'desc')
  .limit(5)
  .live()
  .subscribe(({ rows, completeness }) => {
    list?.replaceChildren(
      ...rows.map((deal) => {
        const item = document.createElement('li')
        item.textContent = deal.dealname
        return item
      }),
    )
    if (list) list.dataset['completeness'] = completeness
  })

document.querySelector('button')?.addEventListener('click', () => {
  const write = crm.contacts.create({ firstname: 'Ada', email: 'ada@packed.example' })
  write.state().subscribe((state) => {
    if (result) result.textContent = state
  })
})
