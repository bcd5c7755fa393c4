/** Shows `watch` every object store that a transaction on these databases opens, once, before it is used. */
export function watchStores(indexedDB: IDBFactory, watch: (store: IDBObjectStore) => void): void {
  function watchDatabase(database: IDBDatabase): void {
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options)
      const storeOf = transaction.objectStore.bind(transaction)
      const stores = new Map<string, IDBObjectStore>()
      transaction.objectStore = (name) => {
        const store = stores.get(name) ?? storeOf(name)
        if (!stores.has(name)) watch(store)
        stores.set(name, store)
        return store
      }
      return transaction
    }
  }

  const open = indexedDB.open.bind(indexedDB)
  indexedDB.open = (...given) => {
    const request = open(...given)
    request.addEventListener('success', () => watchDatabase(request.result))
    return request
  }
}
