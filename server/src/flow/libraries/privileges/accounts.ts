/** Accounts and roles that may do everything. Rows, to be read at a glance. */

/** Calls that make a superuser, by the last name of the callee. */
export const MAKERS: Readonly<Record<string, string>> = {
    create_superuser: 'a superuser',
    acreate_superuser: 'a superuser',
    create_admin_user: 'an administrator',
    create_staff_user: 'a staff user',
};

/** Keywords and attributes that make an account more than ordinary when they are `True`. */
export const FLAGS: Readonly<Record<string, string>> = {
    is_superuser: 'a superuser',
    is_staff: 'a staff user',
    is_admin: 'an administrator',
    is_root: 'a root user',
};
/** What takes such a flag: constructors and factories of users; contexts have a rule of their own. */
export const ACCOUNT_CALLS =
    /user|account|member|person|people|profile|owner|staff|admin|principal|^(create|acreate|get_or_create|update_or_create|make|baker|bake|build|force_authenticate)$/i;
export const NO_ACCOUNT = /context|ctxt|mock|assert|patch|filter|exclude|^get$|list|check|can_|has_/i;

/** Fixtures of pytest-django that are superusers. */
export const FIXTURES: Readonly<Record<string, string>> = {
    admin_user: "pytest-django's superuser",
    admin_client: "a client logged in as pytest-django's superuser",
};

export interface RoleRow {
    readonly what: string;
    readonly text: RegExp;
    /** Only in an argument of a call with such a name. */
    readonly in?: RegExp;
    /** A database that the test has for itself is the rule. */
    readonly local?: true;
}

const SQL_CALLS =
    /(^|_)(execute\w*|executescript|exec_driver_sql|query|run|sql|text|fetch\w*|scalar|do|call|check_call|check_output)$|^(psql|mysql)/i;

/** Roles by the text that names them. */
export const ROLES: readonly RoleRow[] = [
    {
        what: 'the AWS policy `AdministratorAccess`',
        text: /arn:aws[\w-]*:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)(?![\w-])/,
    },
    { what: 'the Google Cloud role `roles/owner`', text: /^roles\/(owner|editor)$/ },
    {
        what: 'the Azure role Owner',
        text: /8e3af657-a8ff-443c-a75c-2fe8c4bcb635|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9/,
    },
    {
        what: 'the Kubernetes role `cluster-admin`',
        text: /^cluster-admin$|clusterrole[= ]cluster-admin|name:\s*cluster-admin|^system:masters$/,
    },
    {
        what: 'all rights on a database (`GRANT ALL`)',
        text: /^\s*GRANT\s+ALL\b/i,
        in: SQL_CALLS,
        local: true,
    },
    {
        what: 'a database superuser',
        text: /^\s*(CREATE|ALTER)\s+(ROLE|USER)\b[^;]*\b(?<!NO)(SUPERUSER|CREATEROLE|BYPASSRLS)\b/i,
        in: SQL_CALLS,
        local: true,
    },
    {
        what: 'a server administrator',
        text: /^\s*ALTER\s+SERVER\s+ROLE\s+\[?(sysadmin|serveradmin)/i,
        in: SQL_CALLS,
        local: true,
    },
];

/** Users that may do everything in their database. */
export const DATABASE_SUPERUSERS: ReadonlySet<string> = new Set(['postgres', 'root', 'sa', 'sys', 'system']);
export const DATABASE_CONNECTS =
    /^(psycopg2?|asyncpg|aiopg|pymysql|MySQLdb|aiomysql|mysql\.connector|pyodbc|pymssql|oracledb|cx_Oracle)\.(connect|create_pool|ConnectionPool|AsyncConnection\.connect|Connection\.connect)$/;
export const DATABASE_URL =
    /^(postgres(ql)?|mysql|mariadb|mssql|oracle)(\+\w+)?:\/\/(postgres|root|sa|sys|system)(:[^@]*)?@([^:/]+)/;

/** Libraries that stand in for a cloud. */
export const CLOUD_MOCKS = /^(moto|botocore\.stub|localstack|placebo)(\.|$)/;

/** Tests that are about what administrators do. */
export const ADMIN_SUBJECT =
    /admin|superuser|staff|permission|polic(y|ies)|rbac|(?<![a-z])roles?(?![a-z])|privilege|authori[sz]|access|grant/i;
