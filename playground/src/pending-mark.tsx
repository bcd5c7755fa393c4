/** Says that HubSpot has not confirmed something yet; nothing when it has. `names` as rows carry them: `'*'` is the whole record. */
export function PendingMark({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null
  const what = names.includes('*') ? 'new record' : names.join(', ')
  return (
    <span className="pending" title={`Not yet at HubSpot: ${what}`}>
      pending
    </span>
  )
}
