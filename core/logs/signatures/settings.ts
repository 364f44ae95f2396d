import type { Signature } from '../signature.ts'

/** How apps in any language report a missing setting or environment variable. */
export const settings: readonly Signature[] = [
  {
    id: 'variable-not-set',
    cause: 'app-missing-environment-variable',
    words: ['variable', 'variables', 'env', 'envvar', 'environment', 'var', 'vars'],
    pattern:
      /\b[Ee](?:nv|NV)(?:ironment|IRONMENT)?[ -]?(?:[Vv]ar(?:iable)?s?|VAR(?:IABLE)?S?)?(?: named| called)?[:\s]{1,2}(?:[`'"{[<]{0,2}\$?(?<variable>[A-Z][A-Z0-9_]{1,100})[`'"}\]>]{0,2}|[`'"](?<variable2>[\w.-]{1,100})[`'"]),?:? (?:(?:is|was|are|were|has|must|should|needs?|does|value) ){0,2}(?:not be (?:null|empty|blank)|not (?:been |be )?(?:set|defined|found|provided|present|specified|configured|exist)|missing|required|undefined|empty|unset|mandatory|be (?:set|defined|specified|provided|non-empty|present)|to be (?:set|defined|specified|provided))/,
  },
  {
    id: 'variable-not-set-reverse',
    cause: 'app-missing-environment-variable',
    words: ['variable', 'variables', 'env', 'envvar', 'environment', 'var', 'vars'],
    pattern:
      /[`'"{[<]{0,2}\$?\b(?<variable>[A-Z][A-Z0-9_]{1,100})[`'"}\]>]{0,2} (?:is (?:a )?(?:required|mandatory) )?(?:[Ee]nv(?:ironment)?|ENV(?:IRONMENT)?)[ -]?(?:[Vv]ar(?:iable)?|VAR(?:IABLE)?|setting)?s? ?(?:(?:is|was|are|has|must|should|needs?|does|value) ){0,3}(?:not (?:been |be )?(?:set|defined|found|provided|present|specified|configured|exist)|missing|required|undefined|empty|unset|mandatory|be (?:set|defined|specified|provided|present)|to be (?:set|defined|specified|provided))/,
  },
  {
    id: 'missing-variable',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'required', 'undefined', 'find', 'found', 'set', 'unset'],
    pattern:
      /\b(?:missing|required|undefined|unset|could not find|couldn't find|cannot find|must set|need to set|please set|please define|please provide|set)(?: the| an| a)?(?: required| mandatory| necessary| following| these){0,2} (?:env(?:ironment)?|ENV)[ -]?(?:var(?:iable)?s?|VARS?)?(?:\(s\))?(?: value)?(?: not set| not found| is missing| missing)?(?:: {0,2}|\s)[`'"{[<]{0,2}\$?(?<variable>[A-Z][A-Z0-9_]{1,100})\b/,
  },
  {
    id: 'missing-variable-capital',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'required', 'undefined', 'set', 'unset', 'found'],
    pattern:
      /\b(?:Missing|Required|Undefined|Unset|Could not find|Cannot find|MISSING|Must set|Please set|Please define|Please provide|Set)(?: the| an| a)?(?: required| mandatory| necessary| following){0,2} (?:[Ee]nv(?:ironment)?|ENV)[ -]?(?:[Vv]ar(?:iable)?s?|VARS?)?(?:\(s\))?(?: value)?(?: not set| not found| is missing| missing)?(?:: {0,2}|\s)[`'"{[<]{0,2}\$?(?<variable>[A-Z][A-Z0-9_]{1,100})\b/,
  },
  {
    id: 'missing-variables-heading',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'required', 'invalid', 'environment', 'env'],
    pattern:
      /\b(?:missing|required but missing) (?:(?:required|mandatory) )?(?:env(?:ironment)?[ -]?(?:var(?:iable)?s?)?|configuration (?:key|setting|variable)s?)(?:\(s\))?:?$|\binvalid environment variables?\b:?|\bfollowing (?:required )?(?:env(?:ironment)? )?(?:variables|environment variables) (?:are|were) (?:missing|not set|undefined|required|not defined)/i,
  },
  {
    id: 'setting-not-set',
    cause: 'app-missing-environment-variable',
    words: [
      'set',
      'required',
      'missing',
      'defined',
      'undefined',
      'provided',
      'empty',
      'specified',
      'configured',
      'found',
      'unset',
      'blank',
    ],
    pattern:
      /(?:^|[\s:'"`$({[])(?!(?:MISSING|INVALID|ERR|ERROR)_)(?<variable>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})[`'")}\]]{0,2}:? (?:value )?(?:env(?:ironment)? (?:var(?:iable)? )?)?(?:(?:is|was|are|has|must|should|needs|cannot|can't) ){0,2}(?:not be (?:null|empty|blank)|not (?:been |be )?(?:set|defined|found|provided|present|specified|configured)|missing|required|undefined|empty|unset|mandatory|be (?:set|defined|specified|provided|present|empty|blank|configured)|to be (?:set|defined|specified|provided|configured))\b/,
    except: /\bKeyError\b/,
  },
  {
    id: 'set-the-setting',
    cause: 'app-missing-environment-variable',
    words: ['set', 'specify', 'define', 'provide', 'missing', 'declare'],
    pattern:
      /\b(?:[Pp]lease|[Mm]ust|[Nn]eed to|[Hh]ave to|[Ff]orgot(?:ten)? to) (?:set|specify|define|provide|supply|export)(?: the| a| an| your)?(?: value (?:for|of))?(?: environment variable| env var| variable| env)? [`'"$({[]{0,2}(?<variable>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\b|\b(?:[Mm]issing|MISSING)(?: required| value for| setting| config| configuration| key| parameter){0,3}:? [`'"$({[]{0,2}(?<variable2>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\b/,
  },
  {
    id: 'setting-invalid',
    cause: 'app-invalid-arguments',
    words: ['must', 'should'],
    weak: true,
    pattern:
      /\b(?<flag>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})[`'"]?(?: value)? (?:must|should|has to) be (?:one of\b|an? (?!required|mandatory)\w|between\b|at least\b|at most\b|greater|less|\d)|\b(?<flag2>[\w-]{3,60}) must be (?:exactly |at least )?\d{1,5} (?:bytes|characters|chars)\b/,
  },
  {
    id: 'neither-is-set',
    cause: 'app-missing-environment-variable',
    words: ['neither'],
    pattern:
      /\b[Nn]either [`'"$]{0,2}(?<variable>[A-Z][A-Z0-9_]{1,100})[`'"]? (?:n?or|and) .{1,200}? (?:is|are|was|were|has been|have been) (?:set|defined|provided|specified|given|configured)/,
  },
  {
    id: 'set-in-brackets',
    cause: 'app-missing-environment-variable',
    words: ['set', 'export', 'define'],
    pattern:
      /\b(?:[Nn]o|[Mm]issing|not|without|lacks) [^(.]{1,60}[(.] ?(?:[Ss]et|[Ee]xport|[Dd]efine) [`'"$]{0,2}(?<variable>[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,8})\b/,
  },
  {
    id: 'words-secret-missing',
    cause: 'app-missing-environment-variable',
    words: ['key', 'token', 'secret', 'credentials', 'password'],
    weak: true,
    pattern:
      /\b(?:\w{1,30} ){0,2}(?:api key|access key|secret key|api token|access token|auth token|client secret|credentials) (?:is |are )?(?:not (?:set|configured|defined|provided)|missing(?! (?:from|in) (?:the )?(?:request|header))|undefined)\b|\bno api key (?:was )?(?:provided|found|set|configured)\b/i,
    except: /\b(?:request|header|client|user)\b/i,
  },
  {
    // mongoose, node-postgres and Node's own check of an argument from the environment.
    id: 'setting-undefined',
    cause: 'app-missing-environment-variable',
    words: ['undefined'],
    weak: true,
    pattern:
      /\b(?:uri|url|connection ?string|host|dsn)\b.{0,60}\bmust be (?:a|of type) string\b.{0,20}\b(?:got|[Rr]eceived) "?undefined\b/i,
  },
  {
    id: 'words-setting-missing',
    cause: 'app-missing-environment-variable',
    words: ['missing', 'required', 'mandatory', 'unset'],
    weak: true,
    pattern:
      /\bMissing [\w-]{1,40}(?:\.[\w-]{1,40}){1,6} configuration\b|\b(?:missing|required|mandatory|unset) (?:required |mandatory )?(?:config(?:uration)?|settings?|environment|env|field|key|property)\b[ -]?(?:key|value|variable|var|property|parameter|option|setting)?s?\b|\b(?:config(?:uration)?|setting|environment variable|env var|property) [`'"]?[\w.-]{1,100}[`'"]? (?:is |was )?(?:missing|required|not set|not defined|mandatory)\b/i,
  },
]
