/** `steady config`: which file decides what for a file, and why a rule is on or off there. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { createConfigLoader, formatProblem } from '../config/load.ts';
import type { KnownRules } from '../config/validate.ts';
import { explainConfiguration } from '../report/configuration.ts';
import { EXIT, type ExitCode } from './check.ts';
import { UserError } from './errors.ts';
import { diskReader, displayOf, toSlashes } from './files.ts';
import type { Streams } from './streams.ts';

export interface ConfigOptions {
    readonly cwd: string;
    readonly format: 'text' | 'json';
    readonly known: KnownRules;
}

/** Prints the configuration in force for a file. Throws a `UserError` if there is no such file. */
export async function explainConfig(
    file: string,
    { cwd, format, known }: ConfigOptions,
    streams: Streams,
): Promise<ExitCode> {
    const path = resolve(cwd, file);
    if (!existsSync(path)) throw new UserError(`${file} does not exist`);
    const project = await createConfigLoader(diskReader, known).load(toSlashes(path));
    for (const problem of project.problems) streams.complain(formatProblem(problem));
    const shown = (source: string) => displayOf(source, cwd);
    const { sources, settings, rules } = explainConfiguration(project, project.config, shown);
    if (format === 'json') {
        const plain = { version: 1, path: displayOf(path, cwd), sources, settings, rules };
        streams.out(`${JSON.stringify(plain, null, 2)}\n`);
    } else {
        const colours = pc.createColors(streams.colour);
        const nameWidth = Math.max(...settings.map(({ name }) => name.length));
        const ruleWidth = Math.max(...rules.map(({ name }) => name.length));
        const lines = [
            sources.length === 0
                ? 'No configuration file was found: everything has its default.'
                : `Read: ${sources.join(', ')}`,
            '',
            ...settings.map(
                ({ name, value, from }) =>
                    `${colours.bold(name.padEnd(nameWidth))}  ${JSON.stringify(value)}  ${colours.dim(from)}`,
            ),
            '',
            ...rules.map(({ name, on, why }) => {
                const state = on ? colours.green('on ') : colours.red('off');
                return `${state}  ${name.padEnd(ruleWidth)}  ${colours.dim(why)}`;
            }),
        ];
        streams.out(`${lines.join('\n')}\n`);
    }
    return project.problems.length > 0 ? EXIT.failed : EXIT.clean;
}
