import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string
  readonly cert: string
}

/** An authority made for one test run, a server certificate for `localhost` and 127.0.0.1, and a client certificate. */
export interface Certificates {
  readonly ca: string
  readonly server: KeyPair
  /** From the same authority, valid for one second in 2020. */
  readonly expired: KeyPair
  readonly client: KeyPair
  /** From the same authority, for `elsewhere.example` only. */
  readonly elsewhere: KeyPair
}

let made: Certificates | undefined

/** Makes the certificates with the `openssl` command, once per process. */
export function certificates(): Certificates {
  made ??= make()
  return made
}

function make(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), 'kubewhy-certificates-'))
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] })
  const read = (name: string) => readFileSync(join(dir, name), 'utf8')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const signed = (name: string, subject: string, validity: readonly string[]): KeyPair => {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject)
    const ca = ['-config', 'ca.cnf', '-cert', 'ca.crt', '-keyfile', 'ca.key', '-batch', '-notext', '-md', 'sha256']
    openssl('ca', ...ca, '-in', `${name}.csr`, '-out', `${name}.crt`, ...validity)
    return { key: read(`${name}.key`), cert: read(`${name}.crt`) }
  }
  try {
    const names = 'subjectAltName=DNS:localhost,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:::1'
    writeFileSync(
      join(dir, 'ca.cnf'),
      '[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=.\ndatabase=index\nrand_serial=yes\npolicy=p\nunique_subject=no\n' +
        `x509_extensions=x\ncopy_extensions=none\n[p]\norganizationName=optional\ncommonName=supplied\n[x]\n${names}\n` +
        '[elsewhere]\nsubjectAltName=DNS:elsewhere.example\n',
    )
    writeFileSync(join(dir, 'index'), '')
    openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=kubernetes-ca')
    return {
      ca: read('ca.crt'),
      server: signed('server', '/CN=kube-apiserver', ['-days', '2']),
      expired: signed('expired', '/CN=kube-apiserver', ['-startdate', '200101000000Z', '-enddate', '200101000001Z']),
      elsewhere: signed('elsewhere', '/CN=kube-apiserver', ['-days', '2', '-extensions', 'elsewhere']),
      client: signed('client', '/O=system:masters/CN=kubernetes-admin', ['-days', '2']),
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
