/** The origins in `KUBEWHY_ORIGINS`. Throws an `Error` for an invalid one. */
export function originsFrom(text: string): readonly string[] {
  const origins = text.split(/[\s,]+/).filter(origin => origin !== '')
  for (const origin of origins) {
    const url = URL.parse(origin)
    if (url?.origin !== origin || !/^https?:$/.test(url.protocol))
      throw new Error('KUBEWHY_ORIGINS has an invalid origin: use the form https://app.example.com, without a path')
  }
  return origins
}
