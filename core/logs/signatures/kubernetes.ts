import { REFUSED_BY_OTHER_API } from '../causes/app-authentication-failed.ts'
import type { Signature } from '../signature.ts'

/** Messages of Kubernetes API clients. */
export const kubernetes: readonly Signature[] = [
  {
    id: 'kubernetes-user-cannot',
    cause: 'rbac-forbidden',
    words: ['forbidden', 'cannot'],
    pattern:
      /User "(?<user>[^"]{1,253})" cannot (?<verb>[a-z]{1,30}) (?:(?:resource|path) )?"?(?<resource>[^"\s]{1,253})"?(?: in API group "(?<apiGroup>[^"]{0,253})")?(?: in the namespace "(?<namespace>[^"]{1,63})")?/,
  },
  {
    id: 'kubernetes-escalation',
    cause: 'rbac-forbidden',
    words: ['forbidden'],
    pattern:
      /forbidden: user "(?<user>[^"]{1,253})" .{0,200}is attempting to grant RBAC permissions not currently held/,
  },
  {
    id: 'kubernetes-forbidden-kind',
    cause: 'rbac-forbidden',
    words: ['forbidden'],
    pattern:
      /Error from server \(Forbidden\)|Configured service account doesn't have access|HTTP-Code: 403|ErrorResponse \{ status: "Failure", .{0,300}reason: "Forbidden"|"reason": ?"Forbidden"/,
  },
  {
    id: 'kubernetes-python-403',
    cause: 'rbac-forbidden',
    words: ['apiexception'],
    pattern: /\bApiException: \(403\)/,
    except: REFUSED_BY_OTHER_API,
  },
  {
    id: 'kubernetes-forbidden-words',
    cause: 'rbac-forbidden',
    words: ['forbidden'],
    weak: true,
    pattern: /system:serviceaccount:.{0,300}forbidden|forbidden.{0,300}system:serviceaccount:/i,
  },
  {
    id: 'kubernetes-unauthorized',
    cause: 'app-authentication-failed',
    words: ['logged', 'unauthorized', 'asked'],
    pattern:
      /You must be logged in to the server|the server has asked for the client to provide credentials|\bfailed to (?:list|watch) \*?[\w./-]{1,100}: (?:Get "[^"]{1,300}": )?Unauthorized\b/i,
  },
  {
    id: 'kubernetes-asked-for-credentials',
    cause: 'app-authentication-failed',
    words: ['credentials'],
    pattern: /the server has asked for the client to provide credentials/,
  },
  {
    id: 'kubernetes-not-in-cluster',
    cause: 'app-missing-environment-variable',
    words: ['kubernetes_service_host', 'service'],
    pattern:
      /(?<variable>KUBERNETES_SERVICE_HOST) and KUBERNETES_SERVICE_PORT must be defined|Service host\/port is not set|(?:no|missing) KUBERNETES_SERVICE_HOST/,
  },
]
