/** The options of the commands that check files: what can be written, and what becomes of it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { KnownRules } from '../config/validate.ts';
import { SEVERITY_ORDER } from '../report/report.ts';
import { REPORTERS } from '../report/reporters.ts';
import { listRules } from '../rules/registry.ts';
import { FAMILIES } from '../rules/rule.ts';
import { defaultCacheFolder } from './cache.ts';
import { UserError } from './errors.ts';
import type { NewCode } from './git.ts';
import { type Output, parseOutputs } from './outputs.ts';
import { defaultThreads } from './pool.ts';
import { parseShard, type Shard } from './shard.ts';

/** The least severity that makes the exit code 1. */
export const FAIL_ON = [...SEVERITY_ORDER, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export interface CheckOptions {
    readonly cwd: string;
    readonly outputs: readonly Output[];
    readonly failOn: FailOn;
    readonly threads: number;
    readonly gitignore: boolean;
    readonly stdinFilename?: string;
    /** Rules and families that take the place of the configuration's, and those left out besides. */
    readonly select?: readonly string[];
    readonly ignore?: readonly string[];
    /** The file of the baseline; `false` for none; left out, the nearest one above each file. */
    readonly baseline?: string | false;
    /** The folder of results of earlier runs, or `false` to keep none. */
    readonly cache: string | false;
    /** Which part of the files is checked. */
    readonly shard?: Shard;
    /** Seconds that the tests may sleep in one run. */
    readonly sleepBudget?: number;
    /** Where only new code is to be reported. */
    readonly newCode?: NewCode;
    /** Where what was found shall be fixed, or the difference be shown. */
    readonly fix?: { readonly unsafe: boolean; readonly write: boolean };
    /** What the report carries besides the findings. */
    readonly keep?: { readonly texts: boolean; readonly sleeps: boolean };
    readonly known: KnownRules;
}

/** What commander hands over. */
export interface GivenOptions {
    readonly format?: string[];
    readonly output?: string;
    readonly failOn?: FailOn;
    readonly threads: number;
    readonly gitignore: boolean;
    readonly stdinFilename?: string;
    readonly select?: string[];
    readonly ignore?: string[];
    /** `true` where neither `--baseline` nor `--no-baseline` is given. */
    readonly baseline?: string | boolean;
    readonly since?: string;
    readonly staged?: true;
    readonly fix?: true;
    readonly diff?: true;
    readonly unsafe?: true;
    readonly accept?: true;
    readonly watch?: true;
    readonly cache: boolean;
    readonly cacheDir?: string;
    readonly shard?: Shard;
    readonly sleepBudget?: number;
}

const FORMATS = REPORTERS.map(reporter => reporter.name).join(', ');
const PATHS = "files and folders; - reads standard input (default: pytest's testpaths, or .)";

export function checkOptionsOf(command: Command): Command {
    const own = command
        .argument('[paths...]', PATHS)
        .addOption(
            new Option(
                '-f, --format <name[=file]>',
                `form of the report, several times: ${FORMATS}`,
            ).argParser((value: string, before: string[] = []) => [...before, value]),
        )
        .option('-o, --output <file>', 'write the report into a file')
        .option('--shard <i/n>', 'check the i-th of n parts of the files', parseShard)
        .option('--watch', 'check again when something changes')
        .option('--fix', 'make the safe fixes')
        .option('--diff', 'show what --fix would change, and change nothing')
        .option('--unsafe', 'with --fix or --diff: fixes, too, that may change what a test does');
    return narrowingOptionsOf(selectionOptionsOf(own));
}

export function mergeOptionsOf(command: Command): Command {
    return failOnOption(formatOptions(command.argument('<reports...>', 'reports of `steady check -f json`')));
}

export function statsOptionsOf(command: Command): Command {
    return fileOptionsOf(
        command.argument('[paths...]', "files and folders (default: pytest's testpaths, or .)"),
    )
        .addOption(
            new Option('-f, --format <name>', 'form of the list').choices(['text', 'json']).default('text'),
        )
        .option('--top <number>', 'how many tests to list', numberOf, 20);
}

export function reviewOptionsOf(command: Command): Command {
    return narrowingOptionsOf(
        selectionOptionsOf(command.argument('<paths...>', 'files and folders; - reads standard input')),
    );
}

/** Without `--select`: what did not run would look as if it were fixed. */
export function baselineOptionsOf(command: Command): Command {
    return fileOptionsOf(
        command.argument('[paths...]', "files and folders (default: pytest's testpaths, or .)"),
    )
        .option('--accept', 'take new findings into an existing baseline')
        .option('--baseline <file>', 'the file to write (default: the nearest steady-baseline.txt, or here)');
}

function narrowingOptionsOf(command: Command): Command {
    return command
        .option('--since <revision>', 'only new code: changed since a git revision')
        .option('--staged', 'only new code: staged for the next commit')
        .option('--baseline <file>', 'known findings (default: the nearest steady-baseline.txt)')
        .option('--no-baseline', 'report known findings, too');
}

function selectionOptionsOf(command: Command): Command {
    return failOnOption(fileOptionsOf(command))
        .option('--select <names>', 'rules and families to run, instead of those configured', listOf)
        .option('--ignore <names>', 'rules and families to leave out besides', listOf)
        .option('--stdin-filename <path>', 'what standard input is called');
}

function formatOptions(command: Command): Command {
    return command
        .addOption(
            new Option(
                '-f, --format <name[=file]>',
                `form of the report, several times: ${FORMATS}`,
            ).argParser((value: string, before: string[] = []) => [...before, value]),
        )
        .option('-o, --output <file>', 'write the report into a file');
}

function failOnOption(command: Command): Command {
    return command
        .addOption(
            new Option('--fail-on <severity>', 'least severity that makes the exit code 1')
                .choices(FAIL_ON)
                .default('information'),
        )
        .option('--sleep-budget <time>', 'exit with 1 when the tests sleep longer, such as 30s', secondsOf);
}

function fileOptionsOf(command: Command): Command {
    return command
        .option('--no-gitignore', 'check files that .gitignore leaves out, too')
        .option('--no-cache', 'do not use or keep results of earlier runs')
        .option('--cache-dir <folder>', 'where results of earlier runs lie')
        .option('--threads <number>', 'threads to use at most', numberOf, defaultThreads());
}

/** What the given options mean. Throws a `UserError` where they contradict each other. */
export function checkOptions(given: GivenOptions): CheckOptions {
    const { format = [], output, failOn = 'information', threads, gitignore } = given;
    const { stdinFilename, select, ignore, baseline, cache, cacheDir, shard, sleepBudget } = given;
    const newCode = newCodeOf(given);
    const fix = fixOf(given);
    return {
        outputs: parseOutputs(format, output),
        failOn,
        threads,
        gitignore,
        cache: cache ? (cacheDir ?? defaultCacheFolder()) : false,
        cwd: currentFolder(),
        known: knownNames(),
        ...(stdinFilename === undefined ? {} : { stdinFilename }),
        ...(select === undefined ? {} : { select }),
        ...(ignore === undefined ? {} : { ignore }),
        ...(baseline === undefined || baseline === true ? {} : { baseline }),
        ...(shard === undefined ? {} : { shard }),
        ...(sleepBudget === undefined ? {} : { sleepBudget }),
        ...(newCode === undefined ? {} : { newCode }),
        ...(fix === undefined ? {} : { fix }),
    };
}

/** `steady stats` has a form of its own. */
export interface GivenStats extends Omit<GivenOptions, 'format'> {
    readonly format: 'text' | 'json';
    readonly top: number;
}

/** The part of the options that a report which exists already can answer to. */
export function mergeOptions({
    format = [],
    output,
    failOn = 'information',
    sleepBudget,
}: GivenOptions): Pick<CheckOptions, 'outputs' | 'cwd' | 'failOn' | 'sleepBudget'> {
    const budget = sleepBudget === undefined ? {} : { sleepBudget };
    return { outputs: parseOutputs(format, output), failOn, cwd: currentFolder(), ...budget };
}

function newCodeOf({ since, staged }: GivenOptions): NewCode | undefined {
    if (since !== undefined && staged) throw new UserError('--since and --staged exclude each other.');
    if (staged) return { staged };
    return since === undefined ? undefined : { since };
}

function fixOf({ fix, diff, unsafe }: GivenOptions): CheckOptions['fix'] {
    if (fix && diff) throw new UserError('--fix and --diff exclude each other.');
    if (fix || diff) return { unsafe: unsafe === true, write: fix === true };
    if (unsafe) throw new UserError('--unsafe says which fixes are made: give --fix or --diff, too.');
    return undefined;
}

export function knownNames(): KnownRules {
    return { rules: listRules().map(rule => rule.name), families: FAMILIES };
}

export function currentFolder(): string {
    try {
        return process.cwd();
    } catch {
        throw new UserError('The current folder does not exist any more: change to one that does.');
    }
}

function listOf(value: string, before: string[] = []): string[] {
    return [...before, ...value.split(',').map(name => name.trim())].filter(name => name !== '');
}

/** `30s`, `1.5m`, `200ms`; a bare number is seconds. */
function secondsOf(value: string): number {
    const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|min)?$/.exec(value) ?? [];
    if (number === undefined) throw new InvalidArgumentError('It must be a time such as 30s, 2m or 500ms.');
    return Number(number) * (unit === 'ms' ? 0.001 : unit === 's' ? 1 : 60);
}

function numberOf(value: string): number {
    if (!/^[1-9]\d{0,2}$/.test(value)) throw new InvalidArgumentError('It must be a number from 1 to 999.');
    return Number(value);
}
