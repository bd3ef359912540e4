/** `steady config`: which file decides what for a file, and why a rule is on or off there. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { createConfigLoader, formatProblem, type ProjectConfig } from '../config/load.ts';
import { type Config, FIELD_NAMES, kebabCase } from '../config/schema.ts';
import type { KnownRules } from '../config/validate.ts';
import { listRules } from '../rules/registry.ts';
import type { RuleMeta } from '../rules/rule.ts';
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
    const settings = FIELD_NAMES.map(name => ({
        name: kebabCase(name),
        value: project.config[name],
        from: originOf(project, name, shown),
    }));
    const rules = listRules().map(rule => ({ name: rule.name, ...stateOf(rule, project.config) }));
    const sources = project.sources.map(shown);
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

function originOf(
    project: ProjectConfig,
    name: (typeof FIELD_NAMES)[number],
    shown: (path: string) => string,
): string {
    const origin = project.origins.get(name);
    if (origin !== undefined) return shown(origin);
    const ignores = project.origins.get('perFileIgnores');
    // Per-file ignores are at work in these two fields.
    if (name === 'ignore' && project.config.ignore.length > 0 && ignores !== undefined)
        return `${shown(ignores)} (per-file-ignores)`;
    if (name === 'enabled' && !project.config.enabled && ignores !== undefined)
        return `${shown(ignores)} (per-file-ignores)`;
    return 'default';
}

/** The same decision as the engine's, with its reason. */
function stateOf(
    { name, family, enabledByDefault }: RuleMeta,
    config: Config,
): { readonly on: boolean; readonly why: string } {
    const named = (names: readonly string[]) => [name, family].find(each => names.includes(each));
    if (!config.enabled) return { on: false, why: 'Steady is off for this file' };
    const ignored = named(config.ignore);
    if (ignored !== undefined) return { on: false, why: `"${ignored}" is in ignore` };
    const severity = config.severity[name] ?? config.severity[family];
    if (severity === 'off') return { on: false, why: 'its severity is "off"' };
    const as = severity === undefined ? '' : `, as ${severity}`;
    const selected = named(config.select);
    if (selected !== undefined) return { on: true, why: `"${selected}" is in select${as}` };
    if (!config.select.includes('all')) return { on: false, why: 'it is not in select' };
    return enabledByDefault
        ? { on: true, why: `on by default${as}` }
        : { on: false, why: 'off by default: name it in select' };
}
