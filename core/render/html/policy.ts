import { SCRIPT_HASH, STYLE_HASH } from './assets.generated.ts'

/** The policy of an HTML report: its own style and script, and nothing from elsewhere. Also sent as a header. */
export const HTML_POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; img-src data:; base-uri 'none'; form-action 'none'`
