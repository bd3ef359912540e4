/** Which file decides what for a file, and why a rule is on or off there: data, and Markdown of it. */
import type { ProjectConfig } from '../config/load.ts';
import { type Config, FIELD_NAMES, type FieldName, kebabCase } from '../config/schema.ts';
import { listRules } from '../rules/registry.ts';
import type { RuleMeta } from '../rules/rule.ts';

export interface ExplainedConfig {
    /** The files that were read, the deciding one first. */
    readonly sources: readonly string[];
    readonly settings: readonly { readonly name: string; readonly value: unknown; readonly from: string }[];
    readonly rules: readonly ({ readonly name: string } & RuleState)[];
}

export interface RuleState {
    readonly on: boolean;
    readonly why: string;
}

/**
 * @param project what the project's files say; only a document in no folder has none
 * @param config what is in force, the editor's settings included
 * @param shown how a path is written for the reader
 */
export function explainConfiguration(
    project: Pick<ProjectConfig, 'config' | 'sources' | 'origins'>,
    config: Config,
    shown: (path: string) => string,
): ExplainedConfig {
    return {
        sources: project.sources.map(shown),
        settings: FIELD_NAMES.map(name => ({
            name: kebabCase(name),
            value: config[name],
            from: originOf(project, config, name, shown),
        })),
        rules: listRules().map(rule => ({ name: rule.name, ...ruleState(rule, config) })),
    };
}

function originOf(
    project: Pick<ProjectConfig, 'config' | 'sources' | 'origins'>,
    config: Config,
    name: FieldName,
    shown: (path: string) => string,
): string {
    if (JSON.stringify(config[name]) !== JSON.stringify(project.config[name])) {
        return `editor setting steady.${name}`;
    }
    const origin = project.origins.get(name);
    if (origin !== undefined) return shown(origin);
    const ignores = project.origins.get('perFileIgnores');
    // Per-file ignores are at work in these two fields.
    if (name === 'ignore' && config.ignore.length > 0 && ignores !== undefined)
        return `${shown(ignores)} (per-file-ignores)`;
    if (name === 'enabled' && !config.enabled && ignores !== undefined)
        return `${shown(ignores)} (per-file-ignores)`;
    return 'default';
}

/** The same decision as the engine's, with its reason. */
export function ruleState({ name, family, enabledByDefault }: RuleMeta, config: Config): RuleState {
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

/** A page for the editor. */
export function renderConfiguration(path: string, { sources, settings, rules }: ExplainedConfig): string {
    const off = rules.filter(({ on }) => !on);
    const on = rules.filter(rule => rule.on);
    const parts = [
        `# Configuration for \`${path}\``,
        sources.length === 0
            ? 'No configuration file was found: everything has its default, or what the editor sets.'
            : `Read, the deciding file first: ${sources.map(source => `\`${source}\``).join(', ')}.`,
        table(
            ['Setting', 'Value', 'From'],
            settings.map(({ name, value, from }) => [`\`${name}\``, `\`${JSON.stringify(value)}\``, from]),
        ),
        `## Rules that are off (${off.length})`,
        off.length === 0 ? 'None.' : ruleTable(off),
        `## Rules that are on (${on.length})`,
        on.length === 0 ? 'None.' : ruleTable(on),
    ];
    return `${parts.join('\n\n')}\n`;
}

function ruleTable(rules: ExplainedConfig['rules']): string {
    return table(
        ['Rule', 'Because'],
        rules.map(({ name, why }) => [`\`${name}\``, why]),
    );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const row = (cells: readonly string[]) =>
        `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
