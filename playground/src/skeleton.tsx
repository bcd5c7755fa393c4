/** What stands where the list will be. */
export function Skeleton() {
  return (
    <div className="skeleton" aria-busy="true">
      <p className="hidden">Loading deals…</p>
      {Array.from({ length: 8 }, (_, at) => (
        <div key={at} className="bone" aria-hidden="true" />
      ))}
    </div>
  )
}
