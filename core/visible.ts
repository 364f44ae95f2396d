// ECMA-48: a control sequence, then a control string (OSC, DCS, SOS, PM, APC) with its terminator, then any shorter escape.
const SEQUENCES = [
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g,
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)/g,
  /\x1b[ -/]*[0-~]/g,
]
/** Control characters that are no line end and no tab. */
export const CONTROLS = /[\x00-\x08\x0e-\x1f\x7f-\x9f]/g
/** Characters that show nothing or reorder what is shown: bidirectional marks, zero-width ones, invisible operators, tags. */
export const INVISIBLE =
  /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** Without terminal escape sequences. */
export function withoutSequences(text: string): string {
  return SEQUENCES.reduce((out, sequence) => out.replace(sequence, ''), text)
}

/** All of these. */
export const UNSEEN = new RegExp([...SEQUENCES, CONTROLS, INVISIBLE].map(({ source }) => source).join('|'), 'gu')

/** What a reader sees: no escape sequences, control or invisible characters. Line ends stay. */
export function visible(text: string): string {
  return text.replace(UNSEEN, '')
}
