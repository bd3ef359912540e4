/** The editor's settings in the extension's manifest. */
import { fieldSchema } from './json-schema.mjs';

/** Settings that the client reads itself; they configure no analysis. */
const CLIENT_SETTINGS = {
    'steady.trace.server': {
        type: 'string',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        scope: 'window',
        markdownDescription:
            'What of the messages between editor and server goes to the channel *Steady Trace*.',
    },
};

/** The manifest with `contributes.configuration` made from the schema. */
export function withEditorSettings(manifest, source) {
    const { DEFAULT_CONFIG, FIELD_DOCS, FIELD_NAMES, kebabCase } = source;
    const fields = FIELD_NAMES.filter(field => FIELD_DOCS[field].editor).map(field => [
        `steady.${field}`,
        {
            ...fieldSchema(field, source),
            default: DEFAULT_CONFIG[field],
            scope: 'resource',
            markdownDescription: `${FIELD_DOCS[field].description}\n\nA project's \`${kebabCase(field)}\` wins over this setting.`,
        },
    ]);
    const configuration = {
        title: 'Steady',
        properties: { ...Object.fromEntries(fields), ...editorSettings(source), ...CLIENT_SETTINGS },
    };
    return { ...manifest, contributes: { ...manifest.contributes, configuration } };
}

/** What is shown in the editor rather than found. */
function editorSettings({ DEFAULT_EDITOR_SETTINGS, EDITOR_SETTING_DOCS, EDITOR_SETTING_NAMES, ...source }) {
    const { EDITOR_SETTINGS, toJSONSchema } = source;
    return Object.fromEntries(
        EDITOR_SETTING_NAMES.map(name => {
            const { $schema: _, ...schema } = toJSONSchema(EDITOR_SETTINGS[name]);
            const { description, values, scope } = EDITOR_SETTING_DOCS[name];
            return [
                `steady.${name}`,
                {
                    ...schema,
                    ...(values === undefined ? {} : { markdownEnumDescriptions: values }),
                    default: DEFAULT_EDITOR_SETTINGS[name],
                    scope,
                    markdownDescription: description,
                },
            ];
        }),
    );
}
