import { consequence, defineLogCause, readLog } from '../log-cause.ts'

export default defineLogCause({
  id: 'app-schema-missing',
  owner: 'app',
  patience: 'stuck',
  specificity: 7,
  mayWait: true,
  running: 'own',
  isOfClients: true,
  text: {
    summary: 'The database lacks a table, column or schema that the app needs',
    shows:
      "The container crashes, or runs and keeps failing; its log says `relation \"…\" does not exist`, `Table '…' doesn't exist`, `no such table`, `Unknown column`, …",
    happens:
      'Migrations have not run, ran against another database, stopped half-way, wait for a lock, or run after the new version starts.',
    fix: 'Run the migrations against the workload’s database, and make the deployment wait for them.',
    docs: ['https://kubernetes.io/docs/concepts/workloads/pods/init-containers/'],
  },
  /** How databases and their clients report a missing table, column or schema. */
  wordings: [
    {
      id: 'schema-postgres',
      words: ['relation', 'column', 'schema', 'database', 'undefinedtable', 'undefinedcolumn'],
      pattern:
        /\brelation "(?<table>[^"]{1,200})" does not exist\b|\bcolumn "?(?<column>[\w."]{1,200})"? (?:of relation "(?<table2>[^"]{1,200})" )?does not exist\b|\bschema "(?<schema>[^"]{1,200})" does not exist\b|\bno such database: (?<database2>[\w-]{1,200})|\bdatabase "(?<database>[^"]{1,200})" does not exist\b|\bUndefined(?:Table|Column)\b|\bno schema has been selected to create in\b/,
    },
    {
      id: 'schema-rails-database',
      words: ['nodatabaseerror', 'database'],
      pattern: /\bNoDatabaseError\b|\bWe could not find your database: (?<database>[\w-]{1,200})/,
    },
    {
      id: 'schema-mysql',
      words: ['table', 'column', 'database'],
      pattern:
        /\bTable '(?<table>[^']{1,200})' doesn't exist\b|\bUnknown column '(?<column>[^']{1,200})' in '|\bUnknown database '(?<database>[^']{1,200})'/,
    },
    {
      id: 'schema-sqlite',
      words: ['table', 'column'],
      pattern:
        /\bno such (?:table: (?<table>[\w.]{1,200})|column: (?<column>[\w.]{1,200}))|\btable (?<table2>[\w.]{1,200}) has no column named (?<column2>\w{1,200})/,
    },
    {
      id: 'schema-sqlserver',
      words: ['object', 'column', 'database', 'procedure'],
      pattern:
        /\bInvalid (?:object name '(?<table>[^']{1,200})'|column name '(?<column>[^']{1,200})')|\bCannot open database "(?<database>[^"]{1,128})" (?:that was )?requested by the login\b|\bCould not find stored procedure '|\bDatabase '(?<database2>[^']{1,128})' does not exist\b|\bCannot find the object "(?<table2>[^"]{1,200})" because/,
    },
    {
      id: 'schema-oracle',
      words: ['ora'],
      pattern: /\bORA-(?:00942|02289|04043|06550|04063|00980)\b|\bORA-00904: (?:"(?<column>[^"]{1,200})")?/,
    },
    {
      id: 'schema-clickhouse-cassandra',
      words: ['unknown_table', 'unconfigured', 'keyspace'],
      pattern:
        /\bTable (?<table2>[\w.]{1,200}) (?:does not|doesn't) exist\b.{0,40}\(UNKNOWN_TABLE\)|\(UNKNOWN_TABLE\)|\bunconfigured table (?<table>[\w.]{1,200})|\bKeyspace '?"?(?<schema>\w{1,200})'?"? does not exist\b/i,
    },
    {
      // DynamoDB's `ResourceNotFoundException`.
      id: 'schema-dynamodb',
      words: ['resource'],
      pattern: /\bRequested resource not found\b(?:: Table: (?<table>[\w.-]{1,255}) not found\b)?/,
    },
    {
      id: 'schema-words',
      words: ['table', 'relation', 'column', 'migration', 'migrations', 'schema', 'database', 'datastore'],
      weak: true,
      pattern:
        /\b(?:table|relation) ["'`]?(?<table>[\w.]{1,200})["'`]? (?:is |was )?(?:not found|missing|does not exist)\b|\bno (?:such )?column (?:named )?["'`]?(?<column>\w{1,200})["'`]? in (?:table |relation )["'`]?(?<table2>[\w.]{1,200})|\bno (?:such )?table named ["'`]?(?<table3>[\w.]{1,200})|\bmigrations? \S{1,60} (?:is |was |has )?not (?:been )?applied\b|\brun (?:the )?(?:database |db )?migrations?\b|\bmigrations? (?:are |is )?(?:pending|outstanding|missing|out of date)\b|\b(?:schema|database|datastore) (?:schema )?(?:is |was )?(?:not (?:yet )?migrated|not up[- ]to[- ]date|out[- ]of[- ]date|outdated)\b|\bout-of-date (?:database )?schema\b|\bschema (?:is )?(?:at )?version \S{1,20}\b.{0,40}\b(?:required?s?|expected|needs?)\b/i,
    },
    {
      id: 'waits-for-migrations',
      words: ['migrations', 'changelog'],
      repeats: true,
      pattern: /\b[Ww]aiting for (?:(?:database |db |all )?migrations|(?<locked>changelog lock))\b/,
    },
    {
      id: 'migrations-behind',
      words: ['migrations', 'unapplied', 'initialized', 'schema', 'bootstrapping', 'metastore'],
      pattern:
        /\bdoes not have the schema migrations up-to-date\b|\bDatabase has not been initialized yet\b|\bDatabase needs bootstrapping\b|\bNew migrations available; run '|\bunapplied migrations after \d|\b\d{1,5} unapplied migration\(s\)|\bstill unapplied migrations\b|\bschema version compatibility check failed\b|\bVersion information not found in metastore\b/,
    },
    {
      // golang-migrate's `ErrDirty`, Flyway's `FAILED` state, Prisma's P3009 and P3018, Rails, Ecto, TypeORM and Atlas:
      // an interrupted run.
      id: 'migration-half-done',
      words: ['dirty', 'migration', 'migrations', 'revision', 'half'],
      pattern:
        /\b(?<halted>[Dd]irty database version (?<version>-?\d{1,20})|[Dd]etected (?:a )?failed migration(?: to version (?<version2>[\w.]{1,40}))?|found failed migrations in the target database|Migration of schema .{1,120} failed! Please restore backups|half-completed changes|[Dd]atabase (?:schema )?is (?:in a )?dirty(?: state)?)/,
    },
    {
      // Liquibase's `LockException`, golang-migrate's `ErrLocked` and `ErrLockTimeout`, Knex's `LockError`, Rails' `ConcurrentMigrationError`, Goose, Alembic on a lock timeout.
      id: 'migration-locked',
      words: ['lock', 'locked', 'changelog', 'concurrentmigrationerror', 'migration', 'migrations'],
      pattern:
        /\b(?<locked>(?:[Cc]ould not|[Cc]annot|[Cc]an't|[Ff]ailed to|[Uu]nable to) acquire (?:the )?(?:change ?log|migrations?|schema|advisory|database)? ?lock\b.{0,60}(?:[Ll]ocked by|migrat|timeout|since)|[Mm]igration table is already locked|[Cc]an't take lock to run migrations|ConcurrentMigrationError)/,
    },
    {
      // Alembic's `CommandError`: the database is ahead of the image.
      id: 'migration-unknown',
      words: ['revision'],
      pattern: /\b[Cc]an't locate revision identified by '(?<version>[\w.]{1,60})'/,
    },
    {
      id: 'schema-frameworks',
      words: ['schema', 'pendingmigrationerror', 'migrations', 'table', 'column', 'database', 'p2021', 'p2022'],
      pattern:
        /\bSchema-validation: missing (?:table \[(?<table>[^\]]{1,200})\]|column \[(?<column>[^\]]{1,200})\])|\bP202[12]\b|\bPendingMigrationError\b|\bMigrations are pending\b|\b[Tt]he (?:table|column) `(?<table2>[^`]{1,200})` does not exist in the current database/,
    },
  ],

  explain(facts) {
    const { container, named } = facts
    const { table, column, schema, database } = named
    const what =
      table !== undefined
        ? `table ${table}`
        : column !== undefined
          ? `column ${column}`
          : schema !== undefined
            ? `schema ${schema}`
            : 'a required table or column'
    const { halted, locked, version } = named
    const to = version === undefined ? '' : ` ${version}`
    if (halted !== undefined)
      return {
        title: `migration${to} of the database of container ${container} stopped half-way`,
        why: consequence(facts, 'the database is marked as half migrated'),
        fix: [
          {
            kind: 'change',
            text: 'Finish or undo manually what the migration has done, mark its version as repaired with the migration tool, and run the migrations again.',
          },
          readLog(facts),
        ],
      }
    if (locked !== undefined)
      return {
        title: `the migrations of the database of container ${container} are locked`,
        why: consequence(facts, 'another run holds the lock on the migrations, or has ended without releasing it'),
        fix: [
          { kind: 'check', text: 'Check whether another replica or Job is running the migrations.' },
          { kind: 'change', text: 'If none is, release the lock with the migration tool.' },
          readLog(facts),
        ],
      }
    if (version !== undefined)
      return {
        title: `the database of container ${container} is at migration ${version}, which the image does not have`,
        why: consequence(facts, 'the database was migrated by another version of the app'),
        fix: [
          {
            kind: 'change',
            text: 'Deploy the version of the image that has this migration, or migrate the database back.',
          },
          readLog(facts),
        ],
      }
    const isWhole = database !== undefined && table === undefined && column === undefined && schema === undefined
    return {
      title: isWhole
        ? `the database server of container ${container} has no database ${database}`
        : `the database of container ${container} lacks ${what}`,
      why: consequence(facts, isWhole ? 'the database is not there' : 'migrations have not run there'),
      fix: [
        {
          kind: 'change',
          text: isWhole
            ? 'Create the database and run the migrations there, or correct its name in the settings.'
            : 'Run the migrations against this workload’s database.',
        },
        readLog(facts),
      ],
    }
  },
})
