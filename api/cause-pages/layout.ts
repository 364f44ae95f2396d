import { html, raw } from 'hono/html'

/** One page: the base of its links, its title and content. */
export interface Page {
  readonly title: string
  /**
   * Relative path to the folder with `causes`: links are relative, so that a proxy may serve the site under any path.
   */
  readonly up: '' | '../'
  readonly main: ReturnType<typeof html>
}

export async function document({ title, up, main }: Page): Promise<string> {
  return String(
    await html`${raw('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${up}causes.css">
</head>
<body>
<header><nav aria-label="Site"><a href="${up === '' ? './' : up}">Diagnose in the browser</a> · <a href="${up}causes">All causes</a> · <a href="${up}docs">API</a></nav></header>
<main>
${main}
</main>
</body>
</html>
`,
  )
}
