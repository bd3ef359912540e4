/** An editor's settings on top of a project's configuration. */
import { type Config, DEFAULT_CONFIG, FIELD_DOCS, FIELD_NAMES, type FieldName } from './schema.ts';
import { checkField, type KnownRules } from './validate.ts';

export interface EditorMerge {
    readonly config: Config;
    /** One sentence for each setting that cannot be used. */
    readonly problems: readonly string[];
}

/**
 * Lays the editor's `steady.*` settings below the project's configuration: what a project's file says wins,
 * so that everyone in a team, and CI, sees the same findings. `enabled: false` in the editor always wins,
 * because switching the tool off for oneself harms nobody.
 *
 * `setByProject` names the fields that a project's file decides (`ProjectConfig.origins` has them); left
 * out, those are the fields that differ from the default. Settings that are absent, `null`, or unknown
 * (the client has settings of its own, such as `trace.server`) are passed over. Without `known`, names of
 * rules are not checked.
 */
export function mergeEditorSettings(
    config: Config,
    settings: unknown,
    setByProject: ReadonlySet<FieldName> = changedFields(config),
    known?: KnownRules,
): EditorMerge {
    if (typeof settings !== 'object' || settings === null) return { config, problems: [] };
    const problems: string[] = [];
    const merged: Record<string, unknown> = { ...config };
    for (const field of FIELD_NAMES) {
        const value: unknown = (settings as Record<string, unknown>)[field];
        if (value === undefined || value === null || !FIELD_DOCS[field].editor) continue;
        const switchesOff = field === 'enabled' && value === false;
        if (setByProject.has(field) && !switchesOff) continue;
        const checked = checkField(field, value, known, (_at, _part, message) => {
            problems.push(`Setting "steady.${field}": ${message}`);
        });
        if (checked !== undefined) merged[field] = checked;
    }
    return { config: merged as unknown as Config, problems };
}

function changedFields(config: Config): ReadonlySet<FieldName> {
    return new Set(
        FIELD_NAMES.filter(field => JSON.stringify(config[field]) !== JSON.stringify(DEFAULT_CONFIG[field])),
    );
}
