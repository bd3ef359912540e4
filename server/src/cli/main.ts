/** The command line: what can be asked, in what words, and what comes back. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { version } from '../../../package.json';
import { suggestion } from '../config/names.ts';
import { listRules } from '../rules/registry.ts';
import { baseline } from './baseline.ts';
import { check, EXIT, type ExitCode } from './check.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { explainConfig } from './config.ts';
import { UserError } from './errors.ts';
import { inspect } from './inspect.ts';
import { merge } from './merge.ts';
import {
    baselineOptionsOf,
    checkOptions,
    checkOptionsOf,
    currentFolder,
    type GivenOptions,
    type GivenStats,
    knownNames,
    mergeOptions,
    mergeOptionsOf,
    reviewOptionsOf,
    statsOptionsOf,
} from './options.ts';
import { review } from './review.ts';
import { printExplanation, printRules } from './rules.ts';
import { stats } from './stats.ts';
import { processStreams, type Streams } from './streams.ts';
import { watchPaths } from './watch.ts';

const EXIT_CODES = `\nExit codes: 0 nothing found, 1 something found, 2 could not do what was asked.`;

/** Runs one command and answers with its exit code. Never rejects: what goes wrong is said in one line. */
export async function main(args: readonly string[]): Promise<ExitCode> {
    let streams = processStreams(undefined);
    let code: ExitCode = EXIT.clean;
    try {
        const program = makeProgram(
            () => {
                streams = processStreams(colourOf(program));
                return streams;
            },
            result => {
                code = result;
            },
        );
        await program.parseAsync([...args], { from: 'user' });
        return code;
    } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
        streams.complain(error instanceof Error ? error.message : String(error));
        // A fault of the program, not of its user: whoever reports it needs to know where it was.
        if (
            !(error instanceof UserError) &&
            error instanceof Error &&
            process.env.STEADY_DEBUG !== undefined
        ) {
            streams.complain(error.stack ?? '');
        }
        return EXIT.failed;
    }
}

function makeProgram(streams: () => Streams, finish: (code: ExitCode) => void): Command {
    const program: Command = new Command('steady')
        .description('Finds what makes Python tests flaky, racy or over-privileged.')
        .version(`steady ${version}`, '-V, --version', 'print the version')
        .helpOption('-h, --help', 'print this help')
        .helpCommand(false)
        .option('--color', 'colour the output (default: on a terminal)')
        .option('--no-color', 'do not colour the output')
        .addHelpText('after', EXIT_CODES)
        .showSuggestionAfterError()
        .exitOverride()
        .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'steady:')) })
        .argument('[command]')
        .usage('<command> [options]')
        .action((command: string | undefined) => {
            if (command === undefined) program.help({ error: true });
            throw new UserError(`There is no command "${command}".${commandHint(command, program)}`);
        });
    program.configureHelp({ visibleArguments: () => [], subcommandTerm: command => command.name() });

    checkOptionsOf(program.command('check'))
        .description('report the findings in files and folders')
        .action(async (paths: string[], given: GivenOptions) => {
            const options = checkOptions(given);
            const world = streams();
            const run = () => check(paths, options, world);
            if (given.watch && (given.fix || paths.includes('-')))
                throw new UserError('--watch takes neither --fix nor standard input.');
            const watched = paths.length > 0 ? paths : ['.'];
            finish(given.watch ? await watchPaths(watched, options.cwd, run, world) : await run());
        });
    reviewOptionsOf(program.command('review'))
        .description('review files in Markdown, with a summary')
        .action(async (paths: string[], given: GivenOptions) => {
            finish(await review(paths, checkOptions(given), streams()));
        });
    baselineOptionsOf(program.command('baseline'))
        .description('write down what is found now, to report only what is new')
        .action(async (paths: string[], given: GivenOptions) => {
            finish(
                await baseline(paths, { ...checkOptions(given), accept: given.accept === true }, streams()),
            );
        });
    mergeOptionsOf(program.command('merge'))
        .description('join JSON reports, such as those of shards, into one')
        .action(async (reports: string[], given: GivenOptions) => {
            finish(await merge(reports, mergeOptions(given), streams()));
        });
    statsOptionsOf(program.command('stats'))
        .description('rank tests by the seconds that they sleep')
        .action(async (paths: string[], { format, top, ...given }: GivenStats) => {
            finish(await stats(paths, { ...checkOptions(given), format, top }, streams()));
        });
    program
        .command('config')
        .description('say which file decides what, and why a rule is off')
        .argument('<file>', 'the file')
        .addOption(
            new Option('-f, --format <name>', 'form of the output').choices(['text', 'json']).default('text'),
        )
        .action(async (file: string, { format }: { format: 'text' | 'json' }) => {
            finish(
                await explainConfig(file, { cwd: currentFolder(), format, known: knownNames() }, streams()),
            );
        });
    program
        .command('inspect')
        .description('show what is seen in a file, reported or not')
        .argument('<file>', 'the file')
        .addOption(
            new Option('-f, --format <name>', 'form of the output').choices(['text', 'json']).default('text'),
        )
        .action(async (file: string, { format }: { format: 'text' | 'json' }) => {
            finish(await inspect(file, { cwd: currentFolder(), format, known: knownNames() }, streams()));
        });
    program
        .command('rules')
        .description('list the rules')
        .addOption(
            new Option('-f, --format <name>', 'form of the list').choices(['text', 'json']).default('text'),
        )
        .action(({ format }: { format: 'text' | 'json' }) => {
            printRules(listRules(), format, streams());
        });
    program
        .command('explain')
        .description('say what a rule finds, why, and what to do')
        .argument('<rule>', 'name of the rule')
        .action((rule: string) => {
            printExplanation(rule, listRules(), streams());
        });
    program
        .command('completion')
        .description('print the completion script of a shell')
        .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
        .action((shell: Shell) => {
            streams().out(completionScript(shell, program));
        });
    program
        .command('lsp')
        .description('serve editors over the Language Server Protocol')
        .option('--stdio', 'over standard input and output (the default)')
        .action(() => {
            startServer();
        });
    return program;
}

function commandHint(given: string, program: Command): string {
    if (existsSync(given)) return ` To check that path: steady check ${given}`;
    const names = program.commands.map(command => command.name());
    return suggestion(given, names);
}

function colourOf(program: Command): boolean | undefined {
    const source = program.getOptionValueSource('color');
    return source === 'cli' ? program.opts<{ color: boolean }>().color : undefined;
}

/** The server is a bundle of its own, so that a check does not load it. */
function startServer(): void {
    if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
    createRequire(__filename)(join(__dirname, 'server', 'node.js'));
}
