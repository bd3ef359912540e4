import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { mergeEditorSettings } from '../../server/src/config/editor.ts';
import {
    DEFAULT_EDITOR_SETTINGS,
    EDITOR_SETTING_DOCS,
    EDITOR_SETTING_NAMES,
    EDITOR_SETTINGS,
    readEditorSettings,
} from '../../server/src/config/editor-settings.ts';
import { DEFAULT_CONFIG, FIELD_DOCS, FIELD_NAMES, FIELDS } from '../../server/src/config/schema.ts';
import { KNOWN } from './files.ts';

describe('editor settings', () => {
    it('fill in what the project leaves open', () => {
        const { config } = mergeEditorSettings(DEFAULT_CONFIG, { minConfidence: 'high' });
        expect(config.minConfidence).toBe('high');
    });

    it('give way to what a project has set, even where that is the default', () => {
        const { config } = mergeEditorSettings(DEFAULT_CONFIG, { timeout: 1 }, new Set(['timeout'] as const));
        expect(config.timeout).toBe(DEFAULT_CONFIG.timeout);
    });

    it('switch the analysis off whatever the project says', () => {
        const { config } = mergeEditorSettings(
            DEFAULT_CONFIG,
            { enabled: false },
            new Set(['enabled'] as const),
        );
        expect(config.enabled).toBe(false);
    });

    it('are passed over where they are null, unknown or not for the editor', () => {
        const settings = { select: null, trace: { server: 'off' }, testFiles: ['*.py'] };
        expect(mergeEditorSettings(DEFAULT_CONFIG, settings)).toEqual({
            config: DEFAULT_CONFIG,
            problems: [],
        });
        expect(mergeEditorSettings(DEFAULT_CONFIG, 'nonsense').config).toBe(DEFAULT_CONFIG);
    });

    it('are reported and left out where they are wrong', () => {
        const settings = { timeout: 'long', ignore: ['timming'] };
        const { config, problems } = mergeEditorSettings(DEFAULT_CONFIG, settings, undefined, KNOWN);
        expect(config).toMatchObject({ timeout: DEFAULT_CONFIG.timeout, ignore: [] });
        expect(problems).toEqual([
            'Setting "steady.ignore": "timming" is neither a rule nor a family. Did you mean "timing"?',
            'Setting "steady.timeout": `timeout` must be a number.',
        ]);
    });
});

describe('what only an editor shows', () => {
    it.each(EDITOR_SETTING_NAMES)('accepts its own default for %s', name => {
        expect(EDITOR_SETTINGS[name].safeParse(DEFAULT_EDITOR_SETTINGS[name]).success).toBe(true);
    });

    it.each(EDITOR_SETTING_NAMES)('describes %s in package.json as the documentation does', name => {
        const declared = Object.entries(manifest.contributes.configuration.properties);
        const [, setting] = declared.find(([key]) => key === `steady.${name}`) ?? [];
        expect(setting?.markdownDescription).toBe(EDITOR_SETTING_DOCS[name].description);
    });

    it('is read in groups, as editors send it, and by its dotted name', () => {
        expect(readEditorSettings({ codeLens: { enable: true } }).values['codeLens.enable']).toBe(true);
        expect(readEditorSettings({ 'codeLens.enable': true }).values['codeLens.enable']).toBe(true);
    });

    it('has its default where it cannot be used, and says so', () => {
        const { values, problems } = readEditorSettings({ inlayHints: 'everywhere', codeLens: null });
        expect(values).toEqual(DEFAULT_EDITOR_SETTINGS);
        expect(problems).toEqual([
            'Setting "steady.inlayHints" cannot be "everywhere"; its default is in force.',
        ]);
    });
});

describe('the schema', () => {
    it.each(FIELD_NAMES)('accepts its own default for %s', field => {
        expect(FIELDS[field].safeParse(DEFAULT_CONFIG[field]).success).toBe(true);
    });

    it("gives package.json exactly the editor's settings, with the schema's defaults", () => {
        const { properties } = manifest.contributes.configuration;
        const declared = Object.entries(properties)
            .filter(([name]) => name !== 'steady.trace.server')
            .map(([name, { default: value }]) => [name.replace('steady.', ''), value]);
        const expected = FIELD_NAMES.filter(field => FIELD_DOCS[field].editor).map(field => [
            field,
            DEFAULT_CONFIG[field],
        ]);
        expect(declared).toEqual([...expected, ...Object.entries(DEFAULT_EDITOR_SETTINGS)]);
    });
});
