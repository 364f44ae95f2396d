import { builtPage } from '../../../api/page/built.ts'

/** The page that diagnoses in the browser, as one file that works offline. */
export function pageHtml(): Promise<string> {
  return builtPage('offline')
}
