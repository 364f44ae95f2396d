import { command as sh } from '../../shell.ts'
import { consequence, defineLogCause, readLog } from '../log-cause.ts'

/** Kinds for `kubectl rollout restart`; run-once workloads read their settings in the next run. */
const RESTARTED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** The response of Envoy's RBAC filter, which a mesh configures from authorization policies; Kubernetes RBAC words it differently. */
const MESH_DENIED = /\b(?<mesh>RBAC: access denied)\b/

/** The exception of clients made by OpenAPI Generator, such as the Kubernetes client. */
export const REFUSED_BY_OTHER_API =
  /(?<![\w.])(?![\w.]{0,60}(?:kubernetes|openshift))[a-z]\w{0,60}\.[\w.]{0,80}\bApiException: \(403\)/

export default defineLogCause({
  id: 'app-authentication-failed',
  owner: 'app',
  patience: 'stuck',
  specificity: 5,
  mayWait: true,
  running: 'other-end',
  isOfClients: true,
  // The Kubernetes API's own message says more than the client's exception.
  explainedBy: { closeBy: ['rbac-forbidden'] },
  text: {
    summary: 'A dependency rejects the app’s credentials',
    shows:
      'The container crashes, or runs without becoming ready; its log says `password authentication failed`, `Access denied for user`, `401 Unauthorized`, `NOAUTH`, …',
    happens:
      'The password is wrong or was rotated, the user does not exist, or the Secret is from another environment.',
    fix: 'Correct the credentials in the Secret that the workload uses, then restart the workload.',
    docs: ['https://kubernetes.io/docs/concepts/configuration/secret/'],
  },
  /**
   * What HTTP clients log about a server that refuses them: with its URL, or with an exception that only clients have.
   */
  wordings: [
    {
      id: 'mesh-denied',
      words: ['rbac'],
      pattern: MESH_DENIED,
    },
    {
      // MQTT's return codes 4 and 5, as Paho, Mosquitto's client and MQTT.js word them.
      id: 'mqtt-refused',
      words: ['refused'],
      pattern: /\bConnection [Rr]efused(?:: | - )(?:[Nn]ot authori[sz]ed|[Bb]ad (?:user ?name|username) or password)/,
    },
    {
      id: 'http-client-refused',
      words: ['unauthorized', 'forbidden', 'request', 'error', 'httperror', 'http', 'http_status'],
      pattern:
        /\bRequest failed with status code 40[13]\b|\bResponse code 40[13] \(|\b40[13] Client Error: (?:Unauthorized|Forbidden) for url: https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?|\bserver returned HTTP status 40[13]\b|\[output:[\w.:-]{1,80}\] (?:HTTP |http_)status=40[13]\b|\bHttpClientErrorException\$(?:Unauthorized|Forbidden)\b|\bFeignException\$(?:Unauthorized|Forbidden)\b|\bdoes not indicate success: 40[13]\b|\bremote server returned an error: \(40[13]\)|\bRequest to https?:\/\/(?<host2>[\w.-]{1,253})(?::(?<port2>\d{1,5}))?\S{0,300} (?:failed|returned)\b.{0,60}\b40[13]\b/i,
      except: MESH_DENIED,
    },
    {
      // Go's `*url.Error`, around the message of a server or its library.
      id: 'go-url-refused',
      words: ['unauthorized', 'forbidden', 'denied', 'status', 'code', 'response'],
      pattern:
        /\b(?:Get|Post|Put|Patch|Delete|Head) \\?"https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?[^"\s]{0,500}": (?:.{0,120}\b(?:status|code|HTTP)["']?[ :=(]{1,3}["']?40[13]\b|.{0,40}\b(?:unauthorized|Unauthorized|forbidden|Forbidden|denied|DENIED|UNAUTHORIZED)\b)/,
      except: MESH_DENIED,
    },
    {
      // Only a client is surprised by a response, or receives one.
      id: 'http-answer-refused',
      words: ['unexpected', 'received', 'original', 'status', 'low', 'got'],
      pattern:
        /\b[Uu]nexpected (?:HTTP )?(?:response |status )(?:status )?(?:code:? ?)?['"]?40[13]\b|\b[Rr]eceived (?:an? )?(?:unexpected )?(?:HTTP )?(?:error|status|response)(?: status)?(?: code)?:? 40[13]\b|\bStatusCode=40[13] -- Original Error\b|\b[Ss]tatus code 40[13] from:? (?:GET|POST|PUT|DELETE|HEAD|PATCH) |\(40[13]\) low level call\b/,
      except: MESH_DENIED,
    },
    {
      id: 'http-url-refused',
      words: ['from', 'for', 'url'],
      pattern:
        /\b(?:401 from|403 from|401 for|403 for|Unauthorized from|Forbidden from|Unauthorized for|Forbidden for|40[13] Forbidden url=|40[13] Unauthorized url=) ?(?:(?:GET|POST|PUT|PATCH|DELETE) )?"?https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?/,
      except: MESH_DENIED,
    },
    {
      id: 'http-status-refused',
      words: ['unauthorized', 'forbidden'],
      pattern:
        /\bhttps?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?\S{0,300}"?:? .{0,60}\b(?:unexpected|bad|invalid|received|got|http|returned|response|status)\b.{0,30}\b40[13] (?:Unauthorized|Forbidden)\b/i,
      except: MESH_DENIED,
    },
    {
      // OpenAPI Generator's clients in Python.
      id: 'api-client-refused',
      words: ['apiexception'],
      pattern: /\bApiException: \(401\)/,
    },
    {
      id: 'other-api-client-refused',
      words: ['apiexception'],
      pattern: REFUSED_BY_OTHER_API,
    },
    {
      // urllib, aiohttp and httpx.
      id: 'python-client-refused',
      words: ['httperror', 'clientresponseerror', 'client'],
      pattern:
        /\burllib\.error\.HTTPError: HTTP Error 40[13]: |\bClientResponseError: 40[13], message=.{1,200}, url=(?:URL\()?'https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?|\bClient error '40[13] \w{1,20}' for url 'https?:\/\/(?<host2>[\w.-]{1,253})(?::(?<port2>\d{1,5}))?/,
      except: MESH_DENIED,
    },
    {
      // Faraday, open-uri and Net::HTTP.
      id: 'ruby-client-refused',
      words: ['faraday', 'openuri', 'net'],
      pattern:
        /\bFaraday::(?:Unauthorized|Forbidden)Error\b|\b40[13] \w{1,20} \(OpenURI::HTTPError\)|\bOpenURI::HTTPError: 40[13]\b|\b40[13] "\w{1,20}" \(Net::HTTPClientException\)|\bNet::HTTPClientException: 40[13]\b/,
      except: MESH_DENIED,
    },
    {
      // Guzzle, the JDK and Apache HttpClient.
      id: 'http-client-raised',
      words: ['client', 'server', 'httpresponseexception'],
      pattern:
        /\bClient error: `[A-Z]{3,7} https?:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?[^`]{0,500}` resulted in a `40[13] |\bServer returned HTTP response code: 40[13] for URL: https?:\/\/(?<host2>[\w.-]{1,253})(?::(?<port2>\d{1,5}))?|\bHttpResponseException: status code: 40[13]\b/,
      except: MESH_DENIED,
    },
    {
      // Amazon S3's error codes, and those of servers that speak its protocol; MIT Kerberos, KRB_AP_ERR_SKEW.
      id: 'clock-skewed',
      words: ['requesttimetooskewed', 'skew', 'difference', 'signature'],
      pattern:
        /\b(?<clock>RequestTimeTooSkewed|[Dd]ifference between the request time and the (?:current|server's) time is too large|Clock skew too great|Signature not yet current: \d{8}T\d{6}Z|Signature expired: \d{8}T\d{6}Z is now earlier)/,
    },
  ],

  explain(facts) {
    const { container, named, pod, workload } = facts
    const who = named['user'] === undefined ? '' : ` as user ${named['user']}`
    const target = named['host'] ?? named['service'] ?? 'a dependency'
    if (named['clock'] !== undefined)
      return {
        title: `${target} rejects requests of container ${container} because the clocks differ`,
        why: consequence(facts, 'its clock and that of the server are too far apart'),
        fix: [
          {
            kind: 'check',
            text: 'Compare the clock of the container with the time, and synchronize that of its node (NTP).',
            command: sh`kubectl exec ${pod} -c ${container}${workload.namespaceFlag} -- date -u`,
          },
          readLog(facts),
        ],
      }
    if (named['mesh'] !== undefined)
      return {
        title: `a service mesh authorization policy denies requests from container ${container} to ${target}`,
        why: consequence(facts, 'the server’s proxy returns 403'),
        fix: [
          {
            kind: 'check',
            text: 'List the authorization policies and the identities that they allow.',
            command: 'kubectl get authorizationpolicies.security.istio.io --all-namespaces',
          },
          {
            kind: 'change',
            text: `Allow the service account of ${workload.kind} ${workload.name} in the server’s policy.`,
          },
        ],
      }
    if (named['lacking'] !== undefined)
      return {
        title: `${target} denies container ${container} a privilege${who}`,
        why: consequence(facts, `its user lacks a privilege (${named['lacking']})`),
        fix: [
          {
            kind: 'change',
            text: 'Grant the user the privilege that the message names, or use a user that has it.',
          },
          readLog(facts),
        ],
      }
    return {
      title: `${target} rejects container ${container}'s login${who}`,
      why: consequence(facts, 'its login is rejected'),
      fix: [
        {
          kind: 'change',
          text: 'Correct the credentials in the Secret or config that the workload uses.',
        },
        ...(RESTARTED.has(workload.kind)
          ? [
              {
                kind: 'change' as const,
                text: 'Then restart the workload: it reads them only at startup.',
                command: sh`kubectl rollout restart ${workload.kind.toLowerCase()}/${workload.name}${workload.namespaceFlag}`,
                changesWorkload: true as const,
              },
            ]
          : []),
        readLog(facts),
      ],
    }
  },
})
