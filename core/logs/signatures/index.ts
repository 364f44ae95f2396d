import type { Signature } from '../signature.ts'
import { commandLines } from './arguments.ts'
import { cloud } from './cloud.ts'
import { databases } from './databases.ts'
import { dotnet } from './dotnet.ts'
import { go } from './go.ts'
import { jvm } from './jvm.ts'
import { kubernetes } from './kubernetes.ts'
import { libc } from './libc.ts'
import { messaging } from './messaging.ts'
import { native } from './native.ts'
import { node } from './node.ts'
import { platformServers } from './platform-servers.ts'
import { python } from './python.ts'
import { scripting } from './scripting.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { tools } from './tools.ts'
import { webServers } from './web-servers.ts'

/** All signatures; of equally good ones in one line the earlier is named. */
export const SIGNATURES: readonly Signature[] = [
  ...kubernetes,
  ...shell,
  ...node,
  ...python,
  ...jvm,
  ...go,
  ...dotnet,
  ...scripting,
  ...native,
  ...databases,
  ...messaging,
  ...cloud,
  ...webServers,
  ...platformServers,
  ...tools,
  ...settings,
  ...commandLines,
  ...libc,
]
