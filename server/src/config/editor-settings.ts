/** Settings that only an editor has: what is shown, not what is found. The manifest's settings are made from here. */
import * as z from 'zod/mini';

/** The schema of each setting by its name below `steady.`; a dot opens a group, as editors write them. */
export const EDITOR_SETTINGS = {
    inlayHints: z.enum(['off', 'test', 'sleep']),
    'codeLens.enable': z.boolean(),
    'workspace.maxFiles': z.number().check(z.int(), z.gte(1), z.lte(100_000)),
    'ruleBudget.milliseconds': z.number().check(z.gte(0), z.lte(60_000)),
};

type SettingName = keyof typeof EDITOR_SETTINGS;

export type EditorSettings = { readonly [K in SettingName]: z.infer<(typeof EDITOR_SETTINGS)[K]> };

export const DEFAULT_EDITOR_SETTINGS: EditorSettings = {
    inlayHints: 'test',
    'codeLens.enable': false,
    'workspace.maxFiles': 2000,
    'ruleBudget.milliseconds': 200,
};

export const EDITOR_SETTING_DOCS: Readonly<
    Record<
        SettingName,
        { readonly description: string; readonly values?: readonly string[]; readonly scope: string }
    >
> = {
    inlayHints: {
        description:
            'What sleeping costs, shown in the code: behind the first line of each test, behind each sleep, or not at all.',
        values: [
            'No hints.',
            'Behind the first line of a test, how long a run of it sleeps: `≥ 3.5 s asleep`.',
            'Behind each sleep, how long it takes in all, the loops around it included: `5 × 0.1 s`.',
        ],
        scope: 'resource',
    },
    'codeLens.enable': {
        description: 'A line above each test that sleeps, with its seconds; a click says why.',
        scope: 'resource',
    },
    'workspace.maxFiles': {
        description:
            'How many test files *Check Workspace* and *Review Workspace* look at. What is left out is said.',
        scope: 'window',
    },
    'ruleBudget.milliseconds': {
        description:
            'How long one rule may take in one analysis of an open file. A rule that takes longer is named in the status item, and in that file the rules of its family run only when it is opened or saved; until then their last findings stay. `0` stands for any time.',
        scope: 'resource',
    },
};

export const EDITOR_SETTING_NAMES = Object.keys(EDITOR_SETTINGS) as readonly SettingName[];

/** The settings in what an editor sent; one that cannot be used has its default, and a sentence about it. */
export function readEditorSettings(settings: unknown): {
    readonly values: EditorSettings;
    readonly problems: readonly string[];
} {
    const problems: string[] = [];
    const values: Record<string, unknown> = { ...DEFAULT_EDITOR_SETTINGS };
    for (const name of EDITOR_SETTING_NAMES) {
        const value = valueAt(settings, name);
        if (value === undefined || value === null) continue;
        const parsed = EDITOR_SETTINGS[name].safeParse(value);
        if (parsed.success) values[name] = parsed.data;
        else
            problems.push(
                `Setting "steady.${name}" cannot be ${JSON.stringify(value)}; its default is in force.`,
            );
    }
    return { values: values as unknown as EditorSettings, problems };
}

/** Editors send groups as objects; some clients send the dotted name as it is. */
function valueAt(settings: unknown, name: string): unknown {
    if (typeof settings !== 'object' || settings === null) return undefined;
    const flat = (settings as Record<string, unknown>)[name];
    if (flat !== undefined) return flat;
    return name
        .split('.')
        .reduce<unknown>(
            (value, part) =>
                typeof value === 'object' && value !== null
                    ? (value as Record<string, unknown>)[part]
                    : undefined,
            settings,
        );
}
