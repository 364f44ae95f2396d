import type { Signature } from '../signature.ts'

/** What shells, `env`, `exec` wrappers, container runtimes and the dynamic loader print. */
export const shell: readonly Signature[] = [
  {
    id: 'shell-not-found',
    cause: 'container-command-not-found',
    words: ['found'],
    pattern:
      /^(?:[\w./-]{0,200}: (?:exec: )?(?:line )?\d{1,6}: |(?:\/[\w./-]{0,100}\/)?(?:ba|da|a|k|z|mk)?sh: |exec: line \d{1,6}: )(?:exec: )?(?<command>[^\s:]{1,200}): not found$/,
  },
  {
    id: 'shell-command-not-found',
    cause: 'container-command-not-found',
    words: ['command'],
    pattern: /: (?<command>[^\s:]{1,200}): command not found$/,
    except: /^bundler: /,
  },
  {
    id: 'zsh-command-not-found',
    cause: 'container-command-not-found',
    words: ['command'],
    pattern: /(?:command not found|Unknown command): (?<command>[^\s:]{1,200})$/,
    except: /^bundler: /,
  },
  {
    id: 'bundler-command-not-found',
    cause: 'container-command-not-found',
    words: ['bundler'],
    pattern: /bundler: command not found: (?<command>\S{1,200})/,
  },
  {
    id: 'exec-not-in-path',
    cause: 'container-command-not-found',
    words: ['executable', 'exec'],
    pattern:
      /exec: "(?<command>[^"]{1,200})": (?:executable file not found in \$PATH|stat \S{1,200}: no such file or directory)/,
  },
  {
    id: 'exec-no-such-file',
    cause: 'container-command-not-found',
    words: ['exec'],
    pattern: /^exec (?<command>\S{1,200}): [Nn]o such file or directory/,
  },
  {
    id: 'exec-user-process-no-such-file',
    cause: 'container-command-not-found',
    words: ['exec'],
    pattern: /exec user process caused:? "?no such file or directory/,
  },
  {
    id: 'exec-wrapper-no-such-file',
    cause: 'container-command-not-found',
    words: ['tini', 'dumb', 'exec', 'gosu', 'setpriv', 'catatonit'],
    pattern:
      /(?:\[FATAL tini \(\d{1,9}\)\] exec |\[dumb-init\] |\bsu-exec: |\bsetpriv: failed to execute |\bs6-[\w-]{1,40}: .{0,40}unable to (?:exec|spawn) |\bgosu: )(?<command>[^\s:]{1,200})(?: failed)?: No such file or directory/,
  },
  {
    id: 'run-no-such-file',
    cause: 'container-command-not-found',
    words: ['run', 'env', 'exec', 'execute', 'execvp'],
    pattern:
      /(?:\benv: |failed to run command |unable to exec |(?:failed to|can't|cannot) exec(?:ute)?:? |execvp?\(?:? ?)['‘"]?(?<command>[^'’":\s]{1,200})['’"]?\)?: No such file or directory/,
  },
  {
    id: 'bad-interpreter',
    cause: 'container-command-not-found',
    words: ['interpreter'],
    pattern: /(?<![^\s:])(?<file>[^\s:]{1,200}): (?<command>[^\s:]{1,200}): bad interpreter: No such file/,
  },
  {
    id: 'shell-cannot-open',
    cause: 'app-missing-file-or-module',
    words: ['open'],
    pattern:
      /\b(?:can't|cannot) open (?:input file )?['"]?(?<file>[^'":\s]{1,300})['"]?: (?:No such file|nonexistent directory)/i,
  },
  {
    id: 'shell-line-no-such-script',
    cause: 'container-command-not-found',
    words: ['line'],
    pattern:
      /: line \d{1,6}: (?:exec: )?(?<command>\/?[\w./-]{1,200}?(?:\/[\w-]{1,100}|\.(?:sh|py|rb|pl|bin|out))): (?:cannot execute: (?:required file not found|No such file)|No such file or directory)/,
    except: /: line \d{1,6}: \/(?:etc|var|dev|proc|sys|tmp|run|data|mnt|config|secrets?)\//,
  },
  {
    id: 'shell-permission-denied',
    cause: 'container-command-not-executable',
    words: ['denied'],
    pattern:
      /^(?:[\w./-]{0,200}: (?:line )?\d{1,6}: |(?:\/[\w./-]{0,100}\/)?(?:ba|da|a|k|z|mk)?sh: )(?:exec: )?(?:line \d{1,6}: )?(?<command>[^\s:]{1,200}): Permission denied$/,
    except:
      /: \/(?:etc|var|dev|proc|sys|tmp|run|data|mnt|log|logs|config)\/|\.(?:log|pid|conf|json|ya?ml|env|txt|cfg|ini|lock|db): Perm/,
  },
  {
    id: 'exec-permission-denied',
    cause: 'container-command-not-executable',
    words: ['exec', 'execute', 'run', 'interpreter', 'tini', 'dumb', 'env', 'executable'],
    pattern:
      /^exec (?<command>\S{1,200}): [Pp]ermission denied|exec user process caused:? "?permission denied|\] exec \S{1,200} failed: Permission denied|\[dumb-init\] \S{1,200}: Permission denied|(?:failed to run command|can't exec(?:ute)?|\benv:|su-exec:|unable to exec(?:ute)?) \S{1,200}: Permission denied|exec: "[^"]{1,200}": permission denied|bad interpreter: Permission denied/,
  },
  {
    id: 'exec-format-error',
    cause: 'exec-format-error',
    words: ['format'],
    pattern: /\bexec format error\b/i,
  },
  {
    id: 'exec-format-error-of',
    cause: 'exec-format-error',
    words: ['format'],
    pattern: /(?:\bexec |: )(?<command>[^\s:"]{1,200})"?: (?:cannot execute binary file: )?exec format error/i,
  },
  {
    id: 'binary-read-as-script',
    cause: 'exec-format-error',
    words: ['elf', 'binary', 'unexpected'],
    pattern:
      /: cannot execute binary file$|: 1: \S{0,10}ELF\S{0,200}: not found|: line 1: \S{0,10}ELF\S{0,200}: (?:command )?not found|: 1: Syntax error: (?:"\(|word|"\)"|end of file|Unterminated quoted string) ?(?:unexpected)?/,
  },
  {
    id: 'emulator-without-loader',
    cause: 'exec-format-error',
    words: ['rosetta', 'qemu', 'ld'],
    pattern: /rosetta error: failed to open elf at|qemu-\w{1,20}: Could not open '\/lib/,
  },
  {
    id: 'loader-library-missing',
    cause: 'app-missing-file-or-module',
    words: ['shared'],
    pattern:
      /(?:^Error: |error while loading shared libraries: |Error loading shared library |ImportError: |load library )(?<file>[^\s:]{1,200}): (?:cannot open shared object file|No such file)/,
  },
  {
    id: 'loader-symbol-missing',
    cause: 'app-missing-file-or-module',
    words: ['required', 'relocating', 'symbol'],
    pattern:
      /version [`'](?<library>[\w.]{1,60})' not found \(required by|Error relocating (?<relocated>[^\s:]{1,200}): \S{1,200}: symbol not found/,
  },
  {
    id: 'shell-variable-unset',
    cause: 'app-missing-environment-variable',
    words: ['unbound', 'parameter'],
    pattern: /(?:^|: )(?<variable>[A-Za-z_][A-Za-z0-9_]{0,100}): (?:unbound variable|parameter (?:null or )?not set)/,
  },
]
