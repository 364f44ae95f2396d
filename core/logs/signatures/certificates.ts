import type { Signature } from '../signature.ts'

/** How programs refuse the certificate of a server that they call. What a server says of its clients' certificates is left out. */
export const certificates: readonly Signature[] = [
  {
    id: 'certificate-go',
    cause: 'app-certificate-invalid',
    words: ['x509'],
    pattern:
      /\bx509: (?:certificate (?:has expired|signed by unknown authority|is (?:not )?valid for|is not (?:authorized|standards)|relies on legacy|is not trusted)|cannot validate certificate for (?<host>[\w.-]{1,253})|“[^”]{1,253}” certificate is not|certificate specifies an incompatible key usage|invalid signature|.{0,60}certificate is not)/,
    except: /TLS handshake error from|failed to (?:parse|load|read)/,
  },
  {
    id: 'certificate-openssl',
    cause: 'app-certificate-invalid',
    words: ['certificate_verify_failed', 'certificate', 'sslcertverificationerror'],
    pattern:
      /\bCERTIFICATE_VERIFY_FAILED\b|\bcertificate verify failed\b|\bSSLCertVerificationError\b|\bserver certificate verification failed\b|\bupstream SSL certificate (?:verify error|does not match)/i,
    except: /SSL_do_handshake\(\) failed .{0,200}client:|\bclient certificate\b/i,
  },
  {
    id: 'certificate-curl',
    cause: 'app-certificate-invalid',
    words: ['curl', 'certificate', 'verify'],
    pattern:
      /\b(?:curl: \((?:51|60)\)|cURL error (?:51|60)\b)|\bSSL certificate problem: |\bcannot verify (?<host>[\w.-]{1,253})'s certificate\b|\bSSL: no alternative certificate subject name matches target host name '(?<host2>[\w.-]{1,253})'/,
  },
  {
    id: 'certificate-node',
    cause: 'app-certificate-invalid',
    words: [
      'depth_zero_self_signed_cert',
      'self_signed_cert_in_chain',
      'unable_to_verify_leaf_signature',
      'unable_to_get_issuer_cert',
      'unable_to_get_issuer_cert_locally',
      'cert_has_expired',
      'err_tls_cert_altname_invalid',
      'certificate',
      'altnames',
    ],
    pattern:
      /\b(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID)\b|\bError: (?:self[- ]signed certificate\b|unable to (?:verify the first|get (?:local )?issuer) certificate|certificate has expired)|\bHostname\/IP does not match certificate's altnames/,
  },
  {
    id: 'certificate-java',
    cause: 'app-certificate-invalid',
    words: [
      'pkix',
      'certification',
      'certificateexpiredexception',
      'certificatenotyetvalidexception',
      'alternative',
      'sslpeerunverifiedexception',
    ],
    pattern:
      /\bPKIX path (?:building|validation) failed\b|\bunable to find valid certification path\b|\bCertificate(?:Expired|NotYetValid)Exception\b|\bNo subject alternative (?:DNS )?names? (?:matching|present)|\bSSLPeerUnverifiedException: (?:Certificate for <(?<host>[\w.-]{1,253})>|Hostname (?<host2>[\w.-]{1,253}))/,
  },
  {
    id: 'certificate-dotnet',
    cause: 'app-certificate-invalid',
    words: ['certificate', 'remotecertificatenamemismatch', 'remotecertificatechainerrors'],
    pattern:
      /\b[Tt]he remote certificate (?:is invalid|was rejected)\b|\bRemoteCertificate(?:NameMismatch|ChainErrors|NotAvailable)\b/,
  },
  {
    id: 'certificate-rust',
    cause: 'app-certificate-invalid',
    words: ['certificate', 'unknownissuer'],
    pattern: /\binvalid peer certificate\b/,
  },
  {
    id: 'certificate-erlang',
    cause: 'app-certificate-invalid',
    words: ['tls_alert', 'bad_cert', 'unknown_ca'],
    pattern:
      /\btls_alert,\s?\{(?:unknown_ca|bad_certificate|certificate_expired|handshake_failure,.{0,300}(?:unknown_ca|bad_cert|cert_expired|hostname_check_failed))|\{bad_cert,/,
    except: /In state \w{1,40}.{0,80}\breceived CLIENT ALERT/,
  },
]
