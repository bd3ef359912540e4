/** One `[tool.steady]` table against the schema: what is right is taken, what is wrong is said. */
import type { Range } from '../base/text.ts';
import { suggestion } from './names.ts';
import {
    type Config,
    FIELD_DOCS,
    FIELD_NAMES,
    FIELDS,
    type FieldName,
    kebabCase,
    type NameKind,
} from './schema.ts';

/** The names that a configuration may use for rules. */
export interface KnownRules {
    readonly rules: readonly string[];
    readonly families: readonly string[];
}

/** An error that the owner of a configuration file can mend. */
export interface ConfigProblem {
    readonly path: string;
    readonly range: Range;
    readonly message: string;
}

/** What `extend` and the fields of one table say; fields that were wrong are left out. */
export interface TableContent {
    readonly fields: Partial<Config>;
    readonly extend: readonly { readonly reference: string; readonly at: readonly string[] }[];
}

/** Says that what lies at `at` (keys from the table inwards) is wrong. */
export type Complain = (at: readonly string[], part: 'key' | 'value', message: string) => void;

const BY_FILE_NAME = new Map(FIELD_NAMES.map(name => [kebabCase(name), name]));
const FILE_KEYS: readonly string[] = ['extend', ...BY_FILE_NAME.keys()];

/** Reads a table's fields; without `known`, any rule name is taken as right. */
export function readTable(
    table: Record<string, unknown>,
    known: KnownRules | undefined,
    complain: Complain,
): TableContent {
    const fields: Record<string, unknown> = {};
    let extend: TableContent['extend'] = [];
    for (const { at, value } of entriesOf(table)) {
        const field = BY_FILE_NAME.get(at.join('-'));
        if (at[0] === 'extend') {
            extend = readExtend(value, complain);
        } else if (field === undefined) {
            const key = at.join('.');
            complain(at, 'key', `"${key}" is not a setting.${suggestion(key, FILE_KEYS)}`);
        } else {
            const checked = checkField(field, value, known, (inside, part, message) => {
                complain([...at, ...inside], part, message);
            });
            if (checked !== undefined) fields[field] = checked;
        }
    }
    return { fields: fields as Partial<Config>, extend };
}

/** The table's entries; `privilege.handles`, which TOML reads as a table in a table, is `privilege-handles`. */
function entriesOf(
    table: Record<string, unknown>,
): { readonly at: readonly string[]; readonly value: unknown }[] {
    return Object.entries(table).flatMap(([key, value]) => {
        const isPrefix = !FILE_KEYS.includes(key) && FILE_KEYS.some(known => known.startsWith(`${key}-`));
        if (!isPrefix || typeof value !== 'object' || value === null || Array.isArray(value))
            return [{ at: [key], value }];
        return Object.entries(value).map(([inner, innerValue]) => ({ at: [key, inner], value: innerValue }));
    });
}

/** The value of a field with its wrong names left out; `undefined`, after a complaint, where its type is wrong. */
export function checkField(
    field: FieldName,
    value: unknown,
    known: KnownRules | undefined,
    complain: Complain,
): unknown {
    const parsed = FIELDS[field].safeParse(value);
    if (!parsed.success) {
        for (const issue of parsed.error.issues) {
            const at = issue.path.map(String);
            if (issue.code === 'unrecognized_keys') {
                const row = describePath(kebabCase(field), at);
                for (const key of issue.keys)
                    complain([...at, key], 'key', `${row} has no setting "${key}".`);
                continue;
            }
            complain(at, 'value', `${describePath(kebabCase(field), at)} must be ${expectation(issue)}.`);
        }
        return undefined;
    }
    const docs = FIELD_DOCS[field].names;
    return docs === undefined || known === undefined
        ? parsed.data
        : withKnownNames(parsed.data, docs, known, complain);
}

function withKnownNames(
    data: unknown,
    kinds: { readonly keys?: NameKind; readonly values?: NameKind },
    known: KnownRules,
    complain: Complain,
    at: readonly string[] = [],
): unknown {
    const right = (
        name: string,
        kind: NameKind | undefined,
        place: readonly string[],
        part: 'key' | 'value',
    ) => {
        if (kind === undefined) return true;
        const names = [...known.rules, ...known.families, ...(kind === 'rule-or-all' ? ['all'] : [])];
        if (names.includes(name)) return true;
        complain(place, part, `"${name}" is neither a rule nor a family.${suggestion(name, names)}`);
        return false;
    };
    if (Array.isArray(data)) {
        return data.filter((name, i) => right(String(name), kinds.values, [...at, String(i)], 'value'));
    }
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(
        Object.entries(data)
            .filter(([key]) => right(key, kinds.keys, [...at, key], 'key'))
            .map(([key, value]) => [key, withKnownNames(value, kinds, known, complain, [...at, key])]),
    );
}

function readExtend(value: unknown, complain: Complain): TableContent['extend'] {
    if (typeof value === 'string') return [{ reference: value, at: ['extend'] }];
    if (Array.isArray(value) && value.every(item => typeof item === 'string')) {
        return value.map((reference, i) => ({ reference, at: ['extend', String(i)] }));
    }
    complain(['extend'], 'value', '`extend` must be the path of a TOML file, or a list of such paths.');
    return [];
}

function describePath(field: string, at: readonly string[]): string {
    const inside = at.map(part => (/^\d+$/.test(part) ? `[${part}]` : `."${part}"`)).join('');
    return `\`${field}${inside}\``;
}

interface Issue {
    readonly code: string;
    readonly expected?: unknown;
    readonly values?: readonly unknown[];
    readonly minimum?: unknown;
    readonly maximum?: unknown;
    readonly origin?: unknown;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
    string: 'a string',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    record: 'a table',
    object: 'a table',
};

function expectation(issue: Issue): string {
    switch (issue.code) {
        case 'invalid_type':
            return TYPE_WORDS[String(issue.expected)] ?? String(issue.expected);
        case 'invalid_value':
            return `one of ${(issue.values ?? []).map(value => `"${String(value)}"`).join(', ')}`;
        case 'too_small':
            return issue.origin === 'number' ? `more than ${String(issue.minimum)}` : 'without empty entries';
        case 'too_big':
            return `at most ${String(issue.maximum)}`;
        default:
            return 'something else';
    }
}
