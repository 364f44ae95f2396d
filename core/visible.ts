// ECMA-48: control sequences, then control strings (OSC, DCS, SOS, PM, APC) with their terminators, then shorter
// escapes.
const SEQUENCES = [
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g,
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)/g,
  /\x1b[ -/]*[0-~]/g,
]
/** Control characters except line ends and tabs. */
export const CONTROLS = /[\x00-\x08\x0e-\x1f\x7f-\x9f]/g
/**
 * Characters that are invisible or reorder text: bidirectional marks, zero-width characters, invisible operators, tags.
 */
export const INVISIBLE =
  /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\u034f|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** Without terminal escape sequences. */
export function withoutSequences(text: string): string {
  return SEQUENCES.reduce((out, sequence) => out.replace(sequence, ''), text)
}

/** Everything that a reader cannot see. */
export const UNSEEN = new RegExp([...SEQUENCES, CONTROLS, INVISIBLE].map(({ source }) => source).join('|'), 'gu')

/** Text without escape sequences, control and invisible characters. Line ends stay. */
export function visible(text: string): string {
  return text.replace(UNSEEN, '')
}
