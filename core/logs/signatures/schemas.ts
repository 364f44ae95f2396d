import type { Signature } from '../signature.ts'

/** How databases and their clients say that a table, column or schema is not there. */
export const schemas: readonly Signature[] = [
  {
    id: 'schema-postgres',
    cause: 'app-schema-missing',
    words: ['relation', 'column', 'schema', 'undefinedtable', 'undefinedcolumn'],
    pattern:
      /\brelation "(?<table>[^"]{1,200})" does not exist\b|\bcolumn "?(?<column>[\w."]{1,200})"? (?:of relation "(?<table2>[^"]{1,200})" )?does not exist\b|\bschema "(?<schema>[^"]{1,200})" does not exist\b|\bUndefined(?:Table|Column)\b/,
  },
  {
    id: 'schema-mysql',
    cause: 'app-schema-missing',
    words: ['table', 'column', 'database'],
    pattern:
      /\bTable '(?<table>[^']{1,200})' doesn't exist\b|\bUnknown column '(?<column>[^']{1,200})' in '|\bUnknown database '(?<schema>[^']{1,200})'/,
  },
  {
    id: 'schema-sqlite',
    cause: 'app-schema-missing',
    words: ['table', 'column'],
    pattern:
      /\bno such (?:table: (?<table>[\w.]{1,200})|column: (?<column>[\w.]{1,200}))|\btable (?<table2>[\w.]{1,200}) has no column named (?<column2>\w{1,200})/,
  },
  {
    id: 'schema-sqlserver',
    cause: 'app-schema-missing',
    words: ['object', 'column'],
    pattern: /\bInvalid (?:object name '(?<table>[^']{1,200})'|column name '(?<column>[^']{1,200})')/,
  },
  {
    id: 'schema-oracle',
    cause: 'app-schema-missing',
    words: ['ora'],
    pattern: /\bORA-00942\b|\bORA-00904: (?:"(?<column>[^"]{1,200})")?/,
  },
  {
    id: 'schema-clickhouse-cassandra',
    cause: 'app-schema-missing',
    words: ['unknown_table', 'unconfigured', 'keyspace'],
    pattern:
      /\(UNKNOWN_TABLE\)|\bunconfigured table (?<table>[\w.]{1,200})|\bKeyspace '?"?(?<schema>\w{1,200})'?"? does not exist\b/i,
  },
  {
    id: 'schema-frameworks',
    cause: 'app-schema-missing',
    words: ['schema', 'pendingmigrationerror', 'migrations', 'table', 'column', 'database'],
    pattern:
      /\bSchema-validation: missing (?:table \[(?<table>[^\]]{1,200})\]|column \[(?<column>[^\]]{1,200})\])|\bPendingMigrationError\b|\bMigrations are pending\b|\b[Tt]he (?:table|column) `(?<table2>[^`]{1,200})` does not exist in the current database/,
  },
]
