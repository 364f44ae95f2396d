import type { Signature } from '../signature.ts'

/** How parsers of command lines and configuration formats reject their input, in any language. */
export const commandLines: readonly Signature[] = [
  {
    // Node's `JSON.parse`, Python's `json` and Ruby's `JSON`, for a file that the app was given.
    id: 'config-file-unparsable',
    cause: 'app-invalid-arguments',
    words: ['syntaxerror', 'jsondecodeerror', 'json', 'yaml', 'toml'],
    pattern:
      /\b(?:SyntaxError|JSONDecodeError|ParserError|[Pp]arse error|[Ff]ailed to parse|[Ee]rror parsing)\b[^/]{0,60}(?<file>\/[\w./-]{1,300}\.(?:json|ya?ml|toml|ini|conf|properties))["']?: /,
  },
  {
    // pydantic-settings and the like: the class of the settings is named after its content.
    id: 'settings-invalid',
    cause: 'app-invalid-arguments',
    words: ['validation'],
    pattern: /\b\d{1,4} validation errors? for \w{0,60}(?:Settings|Config|Configuration|Env)$/,
  },
  {
    // Python's `int()` and `float()`, for an environment variable.
    id: 'python-number-setting',
    cause: 'app-invalid-arguments',
    words: ['literal', 'float'],
    above: /\bos\.(?:environ|getenv)\b/,
    pattern: /\bValueError: (?:invalid literal for int\(\) with base 10|could not convert string to float): /,
  },
  {
    // Kubernetes sets `NAME_PORT=tcp://10.96.1.1:80` for every Service of the namespace, whatever the app expects
    // there.
    id: 'service-link-number',
    cause: 'app-invalid-arguments',
    words: ['tcp'],
    pattern:
      /\b(?:pars\w{1,4}|literal for int|input string|binary_to_integer|to_i|convert\w{0,4}|[Cc]ast to [Nn]umber|(?:valid|a|an) (?:number|integer|port)|port|type|[Ii]nvalid)\b.{0,120}?["'`](?<link>tcp:\/\/\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})|["'`](?<link2>tcp:\/\/\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})["'`].{0,80}\b(?:(?:valid|a|an) (?:port )?(?:number|integer)|invalid|NaN)\b/,
  },
  {
    id: 'elixir-number-setting',
    cause: 'app-invalid-arguments',
    words: ['representation'],
    above: /\bConfig provider\b/,
    pattern: /\bnot a textual representation of an? (?:integer|float)\b/,
  },
  {
    id: 'flag-unknown',
    cause: 'app-invalid-arguments',
    words: ['flag', 'option', 'options', 'argument', 'arguments', 'switch', 'parameter'],
    pattern:
      /\b(?:unknown|unrecogni[sz]ed|unexpected|invalid|illegal|bad|unsupported|no such|undefined) (?:command[- ]line )?(?:long |short |shorthand |VM )?(?:flag|options?|arguments?|switch|parameter)(?:\(s\))?(?: or argument)?:?[\s=]{0,2}(?:-- )?[`'"‘]{0,2}(?!(?:specified|given|provided|passed|supplied|found|detected)\b)(?<flag>-{0,2}[\w][^\s'"`’,]{0,200})/i,
    except:
      /invalid (?:argument|value) ["'][^"']{0,200}["'] for |invalid argument:? (?:type|value|supplied|\d)|Errno 22|EINVAL|: Invalid argument$|errno/i,
  },
  {
    id: 'flag-not-defined',
    cause: 'app-invalid-arguments',
    words: ['flag', 'option', 'argument', 'usage'],
    pattern:
      /\bflag provided but not defined: (?<flag>-\S{1,200})|\bflag needs an argument\b|\boption requires an argument\b|\brequired flag\(s\) .{1,200} not set|\bRequired flags? "?[\w, "-]{1,200}"? not set|\brequired flag --?\S{1,100} not provided/,
  },
  {
    id: 'flag-value-invalid',
    cause: 'app-invalid-arguments',
    words: ['flag', 'argument', 'value', 'option', 'expected', 'invalid', 'must', 'needs'],
    pattern:
      /\binvalid (?:boolean )?(?:value|argument) ["'][^"']{0,200}["'] for (?:flag |option )?["']?(?<flag>-{0,2}\w[^\s"':]{0,100})|\binvalid value for ['"]?(?<flag2>-{1,2}[\w-]{1,100})|(?:^|: )(?<flag3>--[\w-]{1,100}): (?:expected|invalid|must be|needs)\b/i,
  },
  {
    id: 'argparse-error',
    cause: 'app-invalid-arguments',
    words: ['error'],
    pattern:
      /: error: (?:unrecognized arguments: (?<flag>\S{1,200})|the following arguments are required: |argument \S{1,100}(?:\/\S{1,100})?: (?:invalid|expected|not allowed|conflicting)|invalid choice|ambiguous option|no such option|too few arguments|one of the arguments )/,
  },
  {
    id: 'click-error',
    cause: 'app-invalid-arguments',
    words: ['error', 'option', 'argument', 'missing', 'command'],
    pattern:
      /(?:^|[│ ])(?:Error: )?(?:No such option:? '?(?<flag>-[\w-]{1,100})|Missing (?:option|argument|parameter) ['"]|No such command ['"]|Got unexpected extra arguments?|Invalid value for ['"]?-)/,
  },
  {
    id: 'required-arguments',
    cause: 'app-invalid-arguments',
    words: ['required', 'arguments', 'argument', 'option', 'missing', 'subcommand', 'arg'],
    pattern:
      /\bthe following required arguments were not provided|\berror: missing required argument '|\berror: required option '|\bMissing required (?:argument|option|parameter)s?:|\bNot enough (?:non-option )?arguments:|\baccepts (?:at most |at least |between )?\d{1,4}.{0,20} arg\(s\), received \d|\bunrecognized subcommand '|\brequires at least \d{1,4} arg|\bThe "-{0,2}[\w-]{1,60}" (?:option|argument) (?:does not exist|requires a value)/,
  },
  {
    id: 'command-unknown',
    cause: 'app-invalid-arguments',
    words: ['command', 'subcommand'],
    pattern:
      /\b(?:unknown|unrecognized|invalid|no such) (?:sub-?)?command:? ["'`]?(?<command>[\w:.-]{1,100})["'`]?(?: for "|$)|\bCommand "(?<flag>[\w:.-]{1,100})" is not defined|\b(?:argument|command) "[\w:-]{1,100}" (?:not found|is not recognized)|Unrecognized command or argument/i,
  },
  {
    id: 'npm-missing-script',
    cause: 'app-invalid-arguments',
    words: ['script', 'command'],
    pattern:
      /\bCouldn't find a script named "(?<command3>[\w:.-]{1,100})"|\bMissing script: "?(?<command>[\w:.-]{1,100})"?|^error Command "(?<command2>[\w:.-]{1,100})" not found|\bScript not found "/i,
  },
  {
    id: 'yaml-invalid',
    cause: 'app-invalid-arguments',
    words: [
      'yaml',
      'yamlexception',
      'scannererror',
      'parsererror',
      'scannerexception',
      'parserexception',
      'scanning',
      'parsing',
    ],
    pattern:
      /\byaml: (?:line \d{1,7}: |unmarshal errors|found |did not find |mapping values|control characters|invalid )|\byaml\.(?:scanner\.ScannerError|parser\.ParserError)|\bYAMLException\b|\bwhile (?:scanning|parsing) an? (?:simple key|block (?:mapping|collection|sequence)|flow (?:mapping|sequence)|quoted scalar)\b|\bsnakeyaml\.(?:scanner|parser)\.\w{1,20}Exception|error converting YAML to JSON|failed to parse yaml/i,
  },
  {
    id: 'config-key-unknown',
    cause: 'app-invalid-arguments',
    words: ['unknown', 'unrecognized', 'unexpected'],
    pattern:
      /\.(?:ya?ml|json|toml|conf|ini|cfg|properties):(?:\d{1,6}:){0,2} (?:unknown|unrecognized|unexpected) (?:key|field|setting|property|directive):? ["'`]?(?<flag>[\w.-]{1,100})/i,
  },
  {
    id: 'toml-invalid',
    cause: 'app-invalid-arguments',
    words: ['toml', 'tomldecodeerror'],
    pattern: /\btoml: (?:line \d|invalid|expected|cannot)|\bTOML parse error at line|\bTOMLDecodeError\b/,
  },
  {
    id: 'config-invalid',
    cause: 'app-invalid-arguments',
    words: ['config', 'configuration', 'cfg', 'settings', 'conf'],
    weak: true,
    pattern:
      /\b(?:invalid|bad|malformed|illegal|erroneous|wrong) config(?:uration)?\b|\b(?:failed to|could not|cannot|can't|unable to|error|errors) (?:found )?(?:in |while |when )?(?:load|read|pars|decod|unmarshal|validat|process|init|check)\w{0,5} (?:the )?(?:\S{1,60} )?config(?:uration)?\b|\berrors? in config(?:uration)? file\b|\bconfig(?:uration)? (?:file )?(?:\S{1,200} )?(?:is )?(?:invalid|not valid|error\b|test failed)/i,
  },
  {
    id: 'usage-shown',
    cause: 'app-invalid-arguments',
    words: ['usage'],
    weak: true,
    pattern: /^(?:Usage: |usage: )\S/,
  },
]
