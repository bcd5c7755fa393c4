/** The `count` first of `rows` by `order`, in order. A heap of that size reads the others once instead of sorting them. */
export function smallest(rows: number[], count: number, order: (a: number, b: number) => number): readonly number[] {
  if (rows.length <= 2 * count + 100) return rows.sort(order)
  if (count === 0) return []
  const heap = rows.slice(0, count).sort((a, b) => order(b, a))
  for (let index = count; index < rows.length; index++) {
    const row = rows[index] as number
    if (order(row, heap[0] as number) < 0) replaceTop(heap, row, order)
  }
  return heap.sort(order)
}

// The greatest kept row is at the top; children of `i` are `2i + 1` and `2i + 2`.
function replaceTop(heap: number[], row: number, order: (a: number, b: number) => number): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && order(heap[child] as number, heap[child + 1] as number) < 0) child++
    if (order(row, heap[child] as number) >= 0) break
    heap[at] = heap[child] as number
    at = child
  }
  heap[at] = row
}
