import { command as sh } from '../../shell.ts'
import { consequence, defineLogCause, readLog } from '../log-cause.ts'

/** Whether a certificate is rejected only for its dates: expired, or not yet valid. */
function timesOf(named: Readonly<Record<string, string>>): { readonly isEarly: boolean; readonly isLate: boolean } {
  const isEarly = named['early'] !== undefined
  return { isEarly, isLate: !isEarly && named['expired'] !== undefined }
}

export default defineLogCause({
  id: 'app-certificate-invalid',
  owner: 'app',
  patience: 'stuck',
  specificity: 6,
  mayWait: true,
  running: 'other-end',
  text: {
    summary: 'The app fails to verify a server’s TLS certificate',
    shows:
      'The container crashes, or runs and keeps failing; its log says `x509: certificate signed by unknown authority`, `certificate has expired`, `CERTIFICATE_VERIFY_FAILED`, `PKIX path building failed`, …',
    happens:
      'The certificate has expired, is signed by a CA that the image does not trust, or is for another host name.',
    fix: 'Renew the server’s certificate, mount the CA bundle that signed it, or connect with a host name that the certificate covers.',
    docs: ['https://kubernetes.io/docs/tasks/tls/managing-tls-in-a-cluster/'],
  },
  /** How apps reject the certificate of a server. What servers log about their clients' certificates is left out. */
  wordings: [
    {
      // TLS alerts (RFC 8446, 6.2) received by a client, as printed by Go, OpenSSL and the JDK.
      id: 'client-certificate-rejected',
      words: ['tls', 'alert'],
      pattern:
        /\b(?:Get|Post|Put|Patch|Delete|Head) \\?"https:\/\/(?<host>[\w.-]{1,253})(?::(?<port>\d{1,5}))?[^"\s]{0,500}": (?<client>remote error: tls: (?:(?:bad|expired|revoked|unsupported|unknown) certificate|unknown certificate authority|certificate required))\b|\bauthentication handshake failed: (?<client2>remote error: tls: (?:(?:bad|expired|revoked|unsupported|unknown) certificate|unknown certificate authority|certificate required))\b|\bSSL_connect\b.{0,160}\balert (?<client3>bad certificate|unknown ca|certificate (?:expired|revoked|unknown))\b|\balert (?<client4>certificate required)\b|\bReceived fatal alert: (?<client5>certificate_required)\b/,
    },
    {
      id: 'certificate-go',
      words: ['x509'],
      pattern:
        /\bx509: (?:certificate (?:(?<expired>has expired)(?: or is not yet valid: current time \S{1,40} is (?<early>before))?|signed by unknown authority|is (?:not )?valid for|is not (?:authorized|standards)|relies on legacy|is not trusted)|cannot validate certificate for (?<host>[\w.-]{1,253})|“[^”]{1,253}” certificate is not|certificate specifies an incompatible key usage|invalid signature|.{0,60}certificate is not)/,
      except: /TLS handshake error from|failed to (?:parse|load|read)/,
    },
    {
      id: 'certificate-openssl',
      words: [
        'certificate_verify_failed',
        'certificate',
        'sslcertverificationerror',
        'err_cert_authority_invalid',
        'err_cert_date_invalid',
        'err_cert_common_name_invalid',
        'ora',
      ],
      pattern:
        /\bCERTIFICATE_VERIFY_FAILED\b(?:\] certificate verify failed: certificate (?:(?<expired>has expired)|(?<early>is not yet valid)))?|\bcertificate verify failed\b(?:(?:: | \()certificate (?:(?<expired2>has expired)|(?<early2>is not yet valid)))?|\bSSLCertVerificationError\b|\bserver certificate verification failed\b|\bserver certificate for "[^"]{1,253}" does not match host name "|\bpeer certificate cannot be authenticated\b|\bORA-29024\b|\bERR_CERT_(?:AUTHORITY|COMMON_NAME)_INVALID\b|\bERR_CERT_DATE_INVALID\b|\bupstream SSL certificate (?:verify error|does not match)/i,
      except: /SSL_do_handshake\(\) failed .{0,200}client:|\bclient certificate\b/i,
    },
    {
      id: 'certificate-curl',
      words: ['curl', 'certificate', 'verify'],
      pattern:
        /\b(?:curl: \((?:51|60)\)|cURL error (?:51|60)\b)|\bSSL certificate problem: (?:certificate (?:(?<expired>has expired)|(?<early>is not yet valid)))?|\bcannot verify (?<host>[\w.-]{1,253})'s certificate\b|\bSSL: no alternative certificate subject name matches target host name(?: '(?<host2>[\w.-]{1,253})')?/,
    },
    {
      id: 'certificate-node',
      words: [
        'depth_zero_self_signed_cert',
        'self_signed_cert_in_chain',
        'unable_to_verify_leaf_signature',
        'unable_to_get_issuer_cert',
        'unable_to_get_issuer_cert_locally',
        'cert_has_expired',
        'cert_not_yet_valid',
        'err_tls_cert_altname_invalid',
        'certificate',
        'altnames',
      ],
      pattern:
        /\b(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|(?<expired>CERT_HAS_EXPIRED)|(?<early>CERT_NOT_YET_VALID)|ERR_TLS_CERT_ALTNAME_INVALID)\b|Error: (?:self[- ]signed certificate\b|unable to (?:verify the first|get (?:local )?issuer) certificate|certificate (?<expired2>has expired)|certificate (?<early2>is not yet valid))|, reason: (?:self[- ]signed certificate\b|unable to (?:verify the first|get (?:local )?issuer) certificate|certificate (?<expired3>has expired)|certificate (?<early3>is not yet valid))|\bHostname\/IP does not match certificate's altnames/,
    },
    {
      // OpenSSL's texts of `X509_verify_cert_error_string`, after the app's own words.
      id: 'certificate-openssl-texts',
      words: ['certificate', 'mismatch'],
      weak: true,
      pattern:
        /(?:: |\(|, )(?:self[- ]signed certificate\b|unable to (?:get (?:local )?issuer certificate|verify the first certificate)|certificate (?<expired>has expired)\b|certificate (?<early>is not yet valid)|certificate revoked\b|certificate signed by unknown authority\b|(?:[Hh]ostname|IP address) mismatch\b)/,
      except: /TLS handshake error from|\bclient certificate\b|\bgenerat|\bcreat/i,
    },
    {
      id: 'certificate-words',
      words: ['certificate', 'cert'],
      weak: true,
      pattern:
        /\b(?:certificate|cert) (?:(?:of|for|from) (?<host>[\w.-]{1,253}) )?(?:(?:has|is|was) )?(?:already )?(?:(?<expired>expired)|(?<early>not yet valid))\b|\bcertificate\b.{0,80}\b(?:is|was) (?:not trusted|untrusted)\b|\bcertificate (?:validation|verification) failed\b|\b(?:certificate|cert)\b.{0,80}\bexpired on\b/i,
      except: /TLS handshake error from|\brenew|\bclient certificate\b/i,
    },
    {
      id: 'certificate-java',
      words: [
        'pkix',
        'certification',
        'trustanchors',
        'certificateexpiredexception',
        'certificatenotyetvalidexception',
        'alternative',
        'sslpeerunverifiedexception',
        'matching',
        'chain',
      ],
      pattern:
        /\bPKIX path (?:building|validation) failed\b|\bunable to find valid certification path\b|\btrustAnchors parameter must be non-empty\b|\b(?:(?<expired>CertificateExpiredException)|(?<early>CertificateNotYetValidException))\b|\bNo subject alternative (?:DNS )?names? (?:matching|present)|\bNo name matching (?<host3>[\w.-]{1,253}) found\b|\bdoes not chain with any of the trust anchors\b|\bSSLPeerUnverifiedException: (?:Certificate for <(?<host>[\w.-]{1,253})>|Hostname (?<host2>[\w.-]{1,253}))/,
    },
    {
      id: 'certificate-dotnet',
      words: ['certificate', 'remotecertificatenamemismatch', 'remotecertificatechainerrors', 'principal'],
      pattern:
        /\b[Tt]he remote certificate (?:is invalid|was rejected)\b|\bThe target principal name is incorrect\b|\bcertificate chain was issued by an authority that is not trusted\b|\bRemoteCertificate(?:NameMismatch|ChainErrors|NotAvailable)\b/,
    },
    {
      id: 'certificate-rust',
      words: ['certificate', 'unknownissuer'],
      pattern: /\binvalid peer certificate\b(?:: (?:(?<expired>Expired)|(?<early>NotValidYet))\b)?/,
    },
    {
      id: 'certificate-erlang',
      words: ['tls_alert', 'bad_cert', 'unknown_ca', 'client'],
      pattern:
        /\bTLS client: In state .{1,120}\bgenerated CLIENT ALERT: Fatal - (?:Unknown CA|Bad Certificate|Certificate (?<expired>Expired)|Handshake Failure)|\btls_alert,\s?\{(?:unknown_ca|bad_certificate|certificate_expired|handshake_failure,.{0,300}(?:unknown_ca|bad_cert|cert_expired|hostname_check_failed))|\{bad_cert,/,
      except: /In state \w{1,40}.{0,80}\breceived CLIENT ALERT/,
    },
  ],

  explain(facts) {
    const { container, named, pod, workload } = facts
    const host = named['host'] ?? named['address']
    const target = host === undefined ? 'a server' : `${host}${named['port'] === undefined ? '' : `:${named['port']}`}`
    if (named['client'] !== undefined)
      return {
        title: `${target} rejects the client certificate of container ${container}`,
        why: consequence(facts, 'its own certificate is rejected, or it has none'),
        fix: [
          {
            kind: 'change',
            text: 'Give it a client certificate that has not expired and is signed by a CA that the server trusts.',
          },
          readLog(facts),
        ],
      }
    const { isEarly, isLate } = timesOf(named)
    return {
      title: isEarly
        ? `container ${container} sees the certificate of ${target} as not yet valid`
        : isLate
          ? `the certificate of ${target} has expired, so container ${container} rejects it`
          : `container ${container} does not trust the certificate of ${target}`,
      why: consequence(facts, 'TLS verification fails'),
      fix: [
        {
          kind: 'change',
          text: isEarly
            ? 'Synchronize the clocks of the nodes: one is behind, or the one that issued the certificate is ahead.'
            : isLate
              ? 'Renew the certificate, and restart the server if it reads it only at startup.'
              : 'Mount the CA bundle that signed the certificate, or use a host name that it covers.',
        },
        {
          kind: 'check',
          text: 'Show the certificate that the server presents.',
          ...(host !== undefined && {
            command: sh`kubectl exec ${pod} -c ${container}${workload.namespaceFlag} -- openssl s_client -connect ${`${host}:${named['port'] ?? '443'}`} -servername ${host}`,
          }),
        },
        readLog(facts),
      ],
    }
  },
})
