import { PROGRAM_CAUSES } from '../causes/index.ts'
import type { LogCauseSpec } from '../log-cause.ts'
import type { ProgramLogCause, Signature } from '../signature.ts'
import { commandLines } from './arguments.ts'
import { cloud } from './cloud.ts'
import { codes } from './codes.ts'
import { dotnet } from './dotnet.ts'
import { errorClasses } from './error-classes.ts'
import { go } from './go.ts'
import { jvm } from './jvm.ts'
import { jvmClients } from './jvm-clients.ts'
import { kubernetes } from './kubernetes.ts'
import { libcFiles } from './libc-files.ts'
import { libcNetwork } from './libc-network.ts'
import { messaging } from './messaging.ts'
import { mysql } from './mysql.ts'
import { native } from './native.ts'
import { node } from './node.ts'
import { nodeLibraries } from './node-libraries.ts'
import { platformServers } from './platform-servers.ts'
import { postgres } from './postgres.ts'
import { python } from './python.ts'
import { pythonLibraries } from './python-libraries.ts'
import { scripting } from './scripting.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { stores } from './stores.ts'
import { tools } from './tools.ts'
import { vendorCodes } from './vendor-codes.ts'
import { webServers } from './web-servers.ts'

/** The wordings in the files of the causes. */
function ofCauses(): readonly Signature[] {
  const all: readonly LogCauseSpec<ProgramLogCause>[] = Object.values(PROGRAM_CAUSES)
  return all.flatMap(({ id, wordings = [] }) => wordings.map(wording => ({ ...wording, cause: id })))
}

/** All signatures; of equally good ones in a line, the first counts. */
export const SIGNATURES: readonly Signature[] = [
  ...ofCauses(),
  ...kubernetes,
  ...shell,
  ...node,
  ...nodeLibraries,
  ...python,
  ...pythonLibraries,
  ...jvm,
  ...jvmClients,
  ...go,
  ...dotnet,
  ...scripting,
  ...native,
  ...postgres,
  ...mysql,
  ...stores,
  ...messaging,
  ...cloud,
  ...webServers,
  ...platformServers,
  ...codes,
  ...vendorCodes,
  ...tools,
  ...settings,
  ...commandLines,
  ...libcNetwork,
  ...libcFiles,
  ...errorClasses,
]
