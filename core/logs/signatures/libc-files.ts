import type { Signature } from '../signature.ts'

/** The texts of `strerror` for files, space and memory, printed by apps in every language. */
export const libcFiles: readonly Signature[] = [
  {
    id: 'errno-read-only',
    cause: 'app-permission-denied',
    words: ['read', 'erofs'],
    pattern: /\bread-only file ?system\b|\bEROFS\b|\bReadOnlyFilesystem\b/i,
  },
  {
    id: 'errno-read-only-path',
    cause: 'app-permission-denied',
    words: ['read'],
    pattern: /["'‘ ](?<path>\/[^\s"'’:,]{1,300})["'’]?(?::| failed \(30:)? {0,2}\(?Read-only file ?system/i,
  },
  {
    id: 'errno-permission-denied',
    cause: 'app-permission-denied',
    words: ['denied'],
    pattern:
      /(?::|-|\(|"|'|\d\]|^) {0,2}Permission denied(?! \(publickey|, please try again)(?!.{0,40}(?:for user|to user))/i,
    except:
      /SQLSTATE|permission denied for (?:table|schema|relation|database|sequence|function|language)|Code: 403|\* permission denied|denied, on (?:get|post|put|delete|list) http/i,
  },
  {
    id: 'errno-permission-denied-path',
    cause: 'app-permission-denied',
    words: ['denied'],
    pattern: /["'‘ ](?<path>\/[^\s"'’:,()]{1,300})["'’]?(?:: {1,2}| failed \(13: | \()Permission denied/i,
  },
  {
    id: 'errno-permission-denied-path-after',
    cause: 'app-permission-denied',
    words: ['denied'],
    pattern: /Permission denied(?:: | @ \w{1,40} - |, \w{1,12} )['"‘]?(?<path>\/[^\s"'’:,()]{1,300})/i,
  },
  {
    id: 'words-permission-denied',
    cause: 'app-permission-denied',
    words: ['denied', 'eacces', 'eperm', 'writable', 'writeable', 'allowed', 'permitted'],
    weak: true,
    pattern:
      /\bnot (?:allowed|permitted) to (?:write|read|access|open|create|execute|delete) (?:to |from |in )?['"`]?(?<path2>\/[^\s"'`:,]{1,300})|['"` ](?<path3>\/[^\s"'`:,]{1,300})['"`]?: access denied\b|\baccess denied: ['"`]?(?<path4>\/[^\s"'`:,]{1,300})|\bpermission denied\b(?! for (?:table|schema|relation|database))|\bEACCES\b|\bEPERM\b|['"‘ ](?<path>\/[^\s"'’:,()]{1,300})['"’]? is not writ(?:e?)able/i,
    except: /SQLSTATE|publickey|Code: 403|\* permission denied|denied, on (?:get|post|put|delete|list) http/i,
  },
  {
    id: 'words-not-writable',
    cause: 'app-permission-denied',
    words: ['writable', 'writeable', 'read'],
    weak: true,
    pattern:
      /\b(?:file ?system|volume|mount|disk) (?:is )?(?:mounted )?read-only\b|(?<path>\/[^\s,:"']{1,300})["']?:? (?:is )?not writ(?:e)?able\b/i,
  },
  {
    id: 'words-bind-denied',
    cause: 'app-permission-denied',
    words: ['denied'],
    pattern:
      /\b(?<bind>bind|listen) (?:to |on |tcp |udp )?.{0,60}(?:port |:)(?<port>\d{1,5})\b.{0,20}\bpermission denied\b|\bpermission denied - (?<bind2>bind)\(2\)|\b(?<bind3>bind)(?:\(\))?: permission denied\b/i,
    except: /\bunix\b|\.sock\b/i,
  },
  {
    id: 'errno-not-permitted',
    cause: 'app-permission-denied',
    words: ['permitted'],
    pattern: /(?::|\(1:|\d\]|"|^) {0,2}Operation not permitted\b/i,
  },
  {
    id: 'errno-not-permitted-path',
    cause: 'app-permission-denied',
    words: ['permitted'],
    pattern: /["'‘ ](?<path>\/[^\s"'’:,()]{1,300})["'’]?: Operation not permitted\b/i,
  },
  {
    id: 'errno-no-space',
    cause: 'app-disk-full',
    words: ['space', 'enospc', 'quota', 'storagefull', 'edquot'],
    pattern:
      /\bno space left on device\b|\bDisk quota exceeded\b|\bENOSPC\b(?!.{0,20}file watchers)|\bEDQUOT\b|\bStorageFull\b/i,
    except: /file watchers|inotify/,
  },
  {
    id: 'errno-no-space-path',
    cause: 'app-disk-full',
    words: ['space'],
    pattern:
      /["'‘ ](?<path>\/[^\s"'’:,()]{1,300})["'’]?: (?:write error: |write: )?No space left on device|No space left on device: ['"]?(?<path2>\/[^\s"':,()]{1,300})/i,
  },
  {
    id: 'words-disk-full',
    cause: 'app-disk-full',
    words: ['disk', 'space', 'volume', 'partition', 'filesystem', 'device'],
    weak: true,
    pattern:
      /\b(?:volume|disk|file ?system|partition|device) (?<path>\/[^\s,:]{1,200}) is (?:full|out of space)\b|\b(?:the )?(?:database or )?disk is full\b|\bnot enough (?:free )?(?:disk )?space\b(?! left in memory)|\bout of disk space\b|\binsufficient (?:free )?disk space\b|\bno (?:free )?(?:disk )?space left\b|\bdisk full\b/i,
  },
  {
    id: 'errno-no-memory',
    cause: 'app-heap-exhausted',
    words: ['memory', 'enomem'],
    weak: true,
    pattern: /\bCannot allocate memory\b|\bENOMEM\b|\bout of memory\b/i,
    except: /OOM command|killed|oom-kill/i,
  },
  {
    id: 'cxx-bad-alloc',
    cause: 'app-heap-exhausted',
    words: ['bad_alloc'],
    pattern: /\bstd::bad_alloc\b/,
  },
  {
    id: 'errno-no-such-file',
    cause: 'app-missing-file-or-module',
    words: ['such'],
    pattern:
      /["'‘ ](?<file>(?:\.{0,2}\/|\w:\\)[^\s"'’:,()]{1,300}|[\w-]{1,100}\.(?:ya?ml|json|toml|conf|cfg|ini|env|properties|xml|pem|crt|key|sh|py|js|rb|php|sql))["'’]?(?: ?:|,| -| \()? {0,2}(?:\[Errno 2\] |\(2: )?No such file or directory/i,
    except: /connection to server on socket|\.sock(?:et)?\b|ld\.so|dumb-init|\[FATAL tini/,
  },
  {
    id: 'errno-no-such-file-after',
    cause: 'app-missing-file-or-module',
    words: ['such'],
    pattern: /No such file or directory(?:: | -- | @ \w{1,40} - |, \w{1,12} |\) ?: )['"‘]?(?<file>[^\s"'’,()]{1,300})/i,
    except: /\.sock(?:et)?\b/,
  },
  {
    id: 'errno-no-such-file-alone',
    cause: 'app-missing-file-or-module',
    words: ['such'],
    pattern: /^No such file or directory\.?$/,
  },
  {
    id: 'words-path-does-not-exist',
    cause: 'app-missing-file-or-module',
    words: ['exist'],
    pattern: /['"`‘](?<file>\/[^'"`’\s]{1,300})['"`’] (?:does not|doesn't) exist\b/,
  },
  {
    id: 'words-no-such-file',
    cause: 'app-missing-file-or-module',
    words: ['such', 'enoent', 'file', 'found'],
    weak: true,
    pattern:
      /\bNo such file or directory\b|\bENOENT\b|: (?<file4>\/[\w./-]{1,300}\.\w{1,10}) (?:was |is )?not found\b|["'‘ ](?<file2>\/[^\s"':,]{1,300})["']?: (?:file|path) (?:not found|does not exist|doesn't exist)\b|\bfile not found: ["']?(?<file3>[^\s"']{1,300})|\b(?:config(?:uration)? )?file (?:['"]?(?!does\b|was\b|could\b|is\b|not\b)(?<file>[^\s'"]{1,300})['"]? )?(?:was |could |does )?not (?:be )?(?:found|exist)\b/i,
    except: /\.sock(?:et)?\b/,
  },
]
