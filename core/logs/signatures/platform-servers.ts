import type { Signature } from '../signature.ts'

/** Monitoring, identity, storage and log shippers that run as servers of their own. */
export const platformServers: readonly Signature[] = [
  {
    id: 'prometheus-configuration',
    cause: 'app-invalid-arguments',
    words: ['loading', 'parsing', 'config', 'load'],
    pattern:
      /\bError loading config \(--config\.file=|\bparsing YAML file (?<file>\S{1,300}): |\bcouldn't load configuration \(--config\.file=|\bLoading configuration file failed\b/,
    except: /no such file or directory|permission denied/,
  },
  {
    id: 'grafana-data',
    cause: 'app-permission-denied',
    words: ['gf_paths_data', 'writable'],
    pattern: /\bGF_PATHS_DATA='(?<path>[^']{1,300})' is not writable/,
  },
  {
    id: 'superset-secret-key',
    cause: 'app-missing-environment-variable',
    words: ['secret_key'],
    pattern: /\bRefusing to start due to insecure (?<variable>SECRET_KEY)\b/,
  },
  {
    id: 'minio-credentials',
    cause: 'app-invalid-arguments',
    words: ['credentials'],
    pattern: /\bUnable to validate credentials inherited from the shell environment/,
  },
  {
    id: 'minio-data',
    cause: 'app-permission-denied',
    words: ['access'],
    pattern:
      /\bUnable to initialize backend: file access denied|\bunable to (?:create|rename) \((?<path>\/[^\s)]{1,300})[^)]{0,300}\) file access denied|\bUnable to use the drive (?<path2>\/[^\s:]{1,300}): file access denied/i,
  },
  {
    id: 'etcd-data',
    cause: 'app-permission-denied',
    words: ['permission'],
    pattern: /\bdirectory "(?<path>[^"]{1,300})",? ?"[^"]{1,20}" exist without desired file permission/,
  },
  {
    id: 'squid-file-denied',
    cause: 'app-permission-denied',
    words: ['writing'],
    pattern: /\bFATAL: Cannot open '(?<path>[^']{1,300})' for writing/,
  },
  {
    id: 'sqlserver-licence',
    cause: 'app-missing-environment-variable',
    words: ['accept_eula', 'neo4j_accept_license_agreement'],
    pattern:
      /\bsetting the (?<variable>ACCEPT_EULA) environment variable|\benvironment variable (?<variable2>NEO4J_ACCEPT_LICENSE_AGREEMENT)=/,
  },
  {
    id: 'vault-configuration',
    cause: 'app-invalid-arguments',
    words: ['parsing', 'listener', 'storage'],
    pattern:
      /\b[Ee]rror (?:parsing|loading|initializing) (?:listener|storage|configuration|config)(?: of type \S{1,40}| from \S{1,300})?: /,
    except: /no such file or directory|permission denied|connection refused|no such host/,
  },
  {
    id: 'keycloak-hostname',
    cause: 'app-missing-environment-variable',
    words: ['hostname'],
    pattern:
      /\bhostname resolution configured but no hostname setting provided|\bhostname is not configured; either configure (?<variable>hostname)/,
  },
  {
    id: 'keycloak-database',
    cause: 'app-dependency-unreachable',
    words: ['obtain', 'acquire', 'initialize'],
    weak: true,
    pattern: /\bFailed to obtain JDBC connection|\bUnable to acquire JDBC Connection|\bFailed to initialize pool\b/,
  },
  {
    id: 'vector-refused',
    cause: 'app-authentication-failed',
    words: ['component_kind'],
    pattern:
      /\bcomponent_kind="?(?:sink|source)\b.{0,1000}\b(?:(?:status|code): 40[13]\b|40[13] (?:Unauthorized|Forbidden))|\b(?:status|code): 40[13]\b.{0,1000}\bcomponent_kind="?(?:sink|source)\b/,
  },
  {
    id: 'fluentd-configuration',
    cause: 'app-invalid-arguments',
    words: ['config', 'configerror', 'configurationerror'],
    pattern: /\bconfig error file="(?<file>[^"]{1,300})"|\bFluent::ConfigError\b|\bLogStash::ConfigurationError\b/,
  },
  {
    id: 'fluent-bit-property',
    cause: 'app-invalid-arguments',
    words: ['property', 'plugin', 'aborting'],
    pattern:
      /\bunknown configuration property '(?<flag>[\w.-]{1,100})'|\bsection '(?<flag2>[^']{1,100})' tried to instance a plugin name that|\bconfiguration file contains errors, aborting/,
  },
  {
    id: 'fluent-bit-upstream',
    cause: 'app-dependency-unreachable',
    words: ['upstream'],
    pattern: /\bno upstream connections available to (?<host>[\w.-]{1,253}):(?<port>\d{1,5})/,
  },
  {
    id: 'dapr-component',
    cause: 'app-dependency-unreachable',
    words: ['component'],
    pattern: /\binit timeout for component (?<service>[\w.-]{1,100}) (?:\([^)]{1,100}\) )?exceeded\b/,
  },
  {
    id: 'airlift-configuration',
    cause: 'app-invalid-arguments',
    words: ['property'],
    pattern: /\bConfiguration property '(?<flag>[\w.-]{1,200})' was not used\b/,
  },
  {
    id: 'fluent-bit-file',
    cause: 'app-missing-file-or-module',
    words: ['configuration'],
    pattern: /\[config\] could not open configuration file/,
  },
  {
    id: 'collector-configuration',
    cause: 'app-invalid-arguments',
    words: ['cannot', 'config', 'configuration'],
    pattern: /\bcannot unmarshal the configuration\b|\bfailed to get config: |\binvalid configuration: /,
    except: /no such file or directory|permission denied|(?:is|are) required|missing|must be set/,
  },
  {
    id: 'rabbit-bitnami-settings',
    cause: 'app-missing-environment-variable',
    words: ['environment'],
    pattern: /\bThe (?<variable>[A-Z][A-Z0-9_]{2,100}) environment variable is (?:empty or )?not set/,
  },
]
