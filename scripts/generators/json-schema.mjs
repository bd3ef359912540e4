/** The JSON schema of steady.toml and of `[tool.steady]`, for editors that complete and check TOML. */

/** The schema of one field, with the names of rules where it takes them. */
export function fieldSchema(field, { FIELDS, FIELD_DOCS, FAMILIES, listRules, toJSONSchema }) {
    const { $schema: _, readOnly: _unused, ...schema } = toJSONSchema(FIELDS[field]);
    const { names } = FIELD_DOCS[field];
    if (names === undefined) return withoutReadOnly(schema);
    const known = kind => ({
        type: 'string',
        enum: [
            ...(kind === 'rule-or-all' ? ['all'] : []),
            ...FAMILIES,
            ...listRules().map(rule => rule.name),
        ],
    });
    if (names.keys !== undefined) schema.propertyNames = known(names.keys);
    if (names.values !== undefined) {
        const list = schema.type === 'array' ? schema : schema.additionalProperties;
        list.items = known(names.values);
    }
    return withoutReadOnly(schema);
}

/** Zod marks what is read-only in the program; in a file it is not. */
function withoutReadOnly(value) {
    if (Array.isArray(value)) return value.map(withoutReadOnly);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([key]) => key !== 'readOnly')
            .map(([key, inner]) => [key, withoutReadOnly(inner)]),
    );
}

export function jsonSchema(source) {
    const { DEFAULT_CONFIG, FIELD_DOCS, FIELD_NAMES, kebabCase } = source;
    const fields = FIELD_NAMES.map(field => [
        kebabCase(field),
        {
            description: FIELD_DOCS[field].description,
            ...fieldSchema(field, source),
            default: DEFAULT_CONFIG[field],
        },
    ]);
    return {
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: 'Steady',
        description:
            'Configuration of Steady: the content of steady.toml, or of [tool.steady] in pyproject.toml.',
        type: 'object',
        properties: {
            extend: {
                description:
                    'Files whose settings are taken over, relative to this file; what this file says wins.',
                anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
            },
            ...Object.fromEntries(fields),
        },
        additionalProperties: false,
    };
}
