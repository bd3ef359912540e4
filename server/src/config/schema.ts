/**
 * The one source of configuration: the types, the editor's settings, the JSON schema and the documentation
 * are all made from `FIELDS`. Pure: it runs in the web worker too.
 */
import * as z from 'zod/mini';

const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
const CONFIDENCES = ['high', 'medium', 'low'] as const;

/** What a string in a field names, so that a wrong one can be answered with the nearest right one. */
export type NameKind = 'rule' | 'rule-or-all';

/** What the documentation and the editor's settings say about a field. */
export interface FieldDocs {
    /** A few sentences of Markdown; the first one stands alone in tables. */
    readonly description: string;
    /** The field's table in TOML, for the documentation. */
    readonly example: string;
    /** Whether the field is offered as an editor setting too. */
    readonly editor: boolean;
    /** Set where the field's strings (or the keys of its table, or the lists in it) name rules and families. */
    readonly names?: { readonly keys?: NameKind; readonly values?: NameKind };
}

/** What a call of the team's own can be said to do; `flow/team-calls.ts` gives each a meaning. */
const CALL_KINDS = ['sleep', 'spawn', 'wait', 'signal', 'stop', 'request'] as const;

const callRow = z.readonly(
    z.strictObject({
        does: z.enum(CALL_KINDS),
        position: z.optional(z.int().check(z.nonnegative())),
        keyword: z.optional(z.string().check(z.minLength(1))),
        'per-second': z.optional(z.number().check(z.positive())),
    }),
);

const names = z.readonly(z.array(z.string().check(z.minLength(1))));

/** The schema of each field, by the name that the program uses; files write it in kebab-case. */
export const FIELDS = {
    enabled: z.boolean(),
    select: names,
    ignore: names,
    perFileIgnores: z.readonly(z.record(z.string().check(z.minLength(1)), names)),
    severity: z.readonly(z.record(z.string(), z.enum([...SEVERITIES, 'off']))),
    minConfidence: z.enum(CONFIDENCES),
    testFiles: names,
    timeout: z.number().check(z.positive(), z.lte(3600)),
    suiteTimeout: z.number().check(z.nonnegative()),
    waitHelpers: names,
    privilegeHandles: names,
    calls: z.readonly(z.record(z.string().check(z.minLength(1)), callRow)),
    sleepBudget: z.number().check(z.nonnegative()),
    freeThreaded: z.boolean(),
};

export type FieldName = keyof typeof FIELDS;

/** The configuration that is in force for one file. Every field has a value. */
export type Config = { readonly [K in FieldName]: z.infer<(typeof FIELDS)[K]> };

/** What is in force where no file and no editor setting says otherwise. */
export const DEFAULT_CONFIG: Config = {
    enabled: true,
    select: ['all'],
    ignore: [],
    perFileIgnores: {},
    severity: {},
    minConfidence: 'medium',
    testFiles: ['test_*.py', '*_test.py', 'tests.py'],
    timeout: 10,
    suiteTimeout: 0,
    waitHelpers: [],
    privilegeHandles: [],
    calls: {},
    sleepBudget: 0,
    freeThreaded: false,
};

export const FIELD_DOCS: Readonly<Record<FieldName, FieldDocs>> = {
    enabled: {
        description: 'Whether files are analysed at all. `false` switches Steady off below this folder.',
        example: 'enabled = false',
        editor: true,
    },
    select: {
        description:
            'Rules and families to run. `all` stands for every rule that is on by default; naming a rule or a family that is off by default switches it on.',
        example: 'select = ["timing", "concurrency", "admin-context"]',
        editor: true,
        names: { values: 'rule-or-all' },
    },
    ignore: {
        description: 'Rules and families to leave out. It wins over `select`.',
        example: 'ignore = ["admin-context"]',
        editor: true,
        names: { values: 'rule' },
    },
    perFileIgnores: {
        description:
            'Rules and families to leave out in some files. The keys are patterns as in `.gitignore`, relative to the folder of the configuration file.',
        example: '[tool.steady.per-file-ignores]\n"tests/legacy/**" = ["timing"]',
        editor: false,
        names: { values: 'rule-or-all' },
    },
    severity: {
        description: 'The severity that a rule or a family shall have; `off` switches it off.',
        example: '[tool.steady.severity]\nsleep-as-sync = "error"\nprivilege = "hint"',
        editor: true,
        names: { keys: 'rule' },
    },
    minConfidence: {
        description: 'Findings that the analysis is less sure of than this are left out.',
        example: 'min-confidence = "high"',
        editor: true,
    },
    testFiles: {
        description:
            "Names of test files: patterns on the file's name, or on its path where they hold a `/`. Where it is not set, pytest's own `python_files` decides (pytest.ini, pyproject.toml, tox.ini, setup.cfg), and then the default. `conftest.py` and what lies in a folder named `test` or `tests` count as test support either way.",
        example: 'test-files = ["check_*.py", "*_test.py"]',
        editor: false,
    },
    timeout: {
        description: 'Seconds that a wait written by a fix lasts at most.',
        example: 'timeout = 30',
        editor: true,
    },
    suiteTimeout: {
        description:
            "Seconds after which the runner ends a test that hangs; 0 if it does not. Where it is not set, pytest-timeout's own setting decides (`timeout` or `--timeout` in pytest's configuration). With such a limit, waits without a timeout are not reported, and polls without a deadline less severely.",
        example: 'suite-timeout = 300',
        editor: false,
    },
    waitHelpers: {
        description:
            "The project's own functions that wait for a condition. Sleeps in them are not reported, and fixes use them before anything else.",
        example: 'wait-helpers = ["self.wait_until", "testlib.eventually"]',
        editor: false,
    },
    privilegeHandles: {
        description:
            "Qualified names of the project's own calls that return a privileged handle, for `admin-context`.",
        example: 'privilege-handles = ["myproject.auth.superuser_session"]',
        editor: false,
    },
    calls: {
        description:
            "What the calls of the team's own libraries do to time and order, one row a call, so that they are understood like `time.sleep` or `threading.Thread`. The key is the qualified name; `Class().method` stands for a method of an instance, `self.method` for one that tests inherit. `does` is one of `sleep`, `spawn`, `wait`, `signal`, `stop` and `request`. `position` (from 0) and `keyword` say which argument holds the seconds or the callable: the first, unless told. `per-second` says how many of a sleep's units make a second.",
        example:
            '[tool.steady.calls]\n"acme.clock.nap_ms" = { does = "sleep", per-second = 1000 }\n"acme.jobs.start" = { does = "spawn", position = 1, keyword = "job" }\n"acme.jobs.Job().wait" = { does = "wait" }\n"self.settle" = { does = "sleep" }',
        editor: false,
    },
    sleepBudget: {
        description:
            'Seconds that the tests of a run of `steady check` may sleep in total before it fails; 0 for no limit. The configuration of the folder in which the command runs decides; `--sleep-budget` wins.',
        example: 'sleep-budget = 30',
        editor: false,
    },
    freeThreaded: {
        description:
            'Whether the tests also run on a free-threaded build of Python (3.13t and later). Then nothing but a lock keeps threads apart: a container that one of them goes over while another one changes it is reported by `unsynchronized-shared-state`.',
        example: 'free-threaded = true',
        editor: true,
    },
};

/** `perFileIgnores` as files write it: `per-file-ignores`. */
export function kebabCase(name: string): string {
    return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** All field names, in the order in which they are documented. */
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
