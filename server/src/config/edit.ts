/** Changing a project's configuration the way a person would: one edit, everything else as it stands. */
import { applyEdits } from '../base/apply.ts';
import type { TextEdit } from '../base/finding.ts';
import { LineIndex, type Position, type Range } from '../base/text.ts';
import { at } from './pytest.ts';
import { isTomlProblem, parseTomlDocument, type TomlDocument } from './toml.ts';

/**
 * Adds a rule to `ignore`. `undefined` where it is there already, where the file is no TOML, or where no edit
 * leaves everything else as it is: each edit is tried, and read again, before it is given.
 *
 * @param inPyproject whether the settings are those of `[tool.steady]`
 */
export function ignoreRuleEdit(text: string, rule: string, inPyproject: boolean): TextEdit | undefined {
    const bare = text.replace(/^\uFEFF/, '');
    const parsed = parseTomlDocument(bare);
    if (isTomlProblem(parsed)) return undefined;
    const prefix = inPyproject || at(parsed.value, 'tool') !== undefined ? ['tool', 'steady'] : [];
    const ignored = at(prefix.reduce(at, parsed.value), 'ignore');
    if (ignored !== undefined && !Array.isArray(ignored)) return undefined;
    const names: readonly unknown[] = ignored ?? [];
    if (names.includes(rule)) return undefined;
    const wanted = withValue(parsed.value, [...prefix, 'ignore'], [...names, rule]);
    const file = { lines: new LineIndex(bare), parsed, prefix, rule };
    return candidates(file, names.length, ignored !== undefined).find(edit => {
        const after = parseTomlDocument(applyEdits(file.lines, [edit]));
        return !isTomlProblem(after) && isSame(after.value, wanted);
    });
}

interface File {
    readonly lines: LineIndex;
    readonly parsed: TomlDocument;
    readonly prefix: readonly string[];
    readonly rule: string;
}

/** The edits that may do it, the nicest first. */
function candidates({ lines, parsed, prefix, rule }: File, length: number, isSet: boolean): TextEdit[] {
    const key = [...prefix, 'ignore'];
    const name = JSON.stringify(rule);
    const eol = /\r?\n/.exec(lines.text)?.[0] ?? '\n';
    const assignment = `ignore = [${name}]${eol}`;
    if (isSet) {
        const list = parsed.locate(key, 'value');
        if (length === 0) {
            const open = { line: list.start.line, character: list.start.character + 1 };
            return [insert(open, name)];
        }
        const last = parsed.locate([...key, String(length - 1)], 'value');
        const ownLine = last.start.line > list.start.line;
        const indent = /^[ \t]*/.exec(lines.lineText(last.start.line))?.[0] ?? '';
        return [
            ...(ownLine ? [insert(last.end, `,${eol}${indent}${name}`)] : []),
            insert(last.end, `, ${name}`),
        ];
    }
    const end = lines.positionAt(lines.text.length);
    const gap = lines.text === '' ? '' : lines.text.endsWith('\n') ? eol : eol + eol;
    if (prefix.length === 0) {
        const firstTable = lines.text.search(/^[ \t]*\[/m);
        const top = firstTable === -1 ? end : lines.positionAt(firstTable);
        const behind = firstTable === -1 ? '' : eol;
        const before = firstTable === -1 && gap === eol + eol ? eol : '';
        return [insert(top, `${before}${assignment}${behind}`)];
    }
    const header = parsed.locate(prefix, 'key');
    return [
        insert({ line: header.start.line + 1, character: 0 }, assignment),
        insert(end, eol + assignment),
        insert(end, `${gap}[${prefix.join('.')}]${eol}${assignment}`),
        insert(end, `${lines.text.endsWith('\n') ? '' : eol}${prefix.join('.')}.${assignment}`),
    ];
}

function insert(position: Position, newText: string): TextEdit {
    const range: Range = { start: position, end: position };
    return { range, newText };
}

/** A copy of a table with one value set. */
function withValue(table: unknown, path: readonly string[], value: unknown): unknown {
    const [key, ...rest] = path;
    if (key === undefined) return value;
    const base = typeof table === 'object' && table !== null ? (table as Record<string, unknown>) : {};
    return { ...base, [key]: withValue(base[key], rest, value) };
}

/** Whether two values of TOML say the same, in whatever order their keys stand. */
function isSame(a: unknown, b: unknown): boolean {
    const sorted = (_key: string, value: unknown): unknown => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
        return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
    };
    return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}
