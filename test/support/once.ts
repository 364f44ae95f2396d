/** Keeps what `read` returns, frozen: tests share it, so none may change it. */
export function once<T>(read: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>()
  return id => {
    const value = known.get(id) ?? frozen(read(id))
    known.set(id, value)
    return value
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const item of Object.values(value)) frozen(item)
  return Object.freeze(value)
}
