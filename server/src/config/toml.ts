/** TOML with the place of every key and value, so that an error can point at it. */
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Range } from '../base/text.ts';

export interface TomlProblem {
    readonly message: string;
    readonly range: Range;
}

export interface TomlDocument {
    readonly value: unknown;
    /** The place of a key (`key`) or of what it holds (`value`); of the nearest table that holds it where it has none. */
    locate(path: readonly string[], part: 'key' | 'value'): Range;
}

const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Parses a TOML file; a syntax error is returned, not thrown. */
export function parseTomlDocument(text: string): TomlDocument | TomlProblem {
    let program: AST.TOMLProgram;
    let value: unknown;
    try {
        program = parseTOML(text.replace(/^\uFEFF/, ''));
        value = getStaticTOMLValue(program);
    } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        const at = { line: error.lineNumber - 1, character: error.column };
        return { message: error.message, range: { start: at, end: at } };
    }
    const keys = new Map<string, Range>();
    const values = new Map<string, Range>();
    collect(program.body[0].body, [], keys, values);
    return {
        value,
        locate(path, part) {
            for (let length = path.length; length > 0; length--) {
                const id = idOf(path.slice(0, length));
                const range =
                    part === 'value' && length === path.length
                        ? (values.get(id) ?? keys.get(id))
                        : keys.get(id);
                if (range !== undefined) return range;
            }
            return START;
        },
    };
}

export function isTomlProblem(parsed: TomlDocument | TomlProblem): parsed is TomlProblem {
    return 'message' in parsed;
}

function idOf(path: readonly (string | number)[]): string {
    return JSON.stringify(path.map(String));
}

function collect(
    nodes: readonly (AST.TOMLTable | AST.TOMLKeyValue)[],
    prefix: readonly (string | number)[],
    keys: Map<string, Range>,
    values: Map<string, Range>,
): void {
    for (const node of nodes) {
        if (node.type === 'TOMLTable') {
            keys.set(idOf(node.resolvedKey), rangeOf(node.key));
            collect(node.body, node.resolvedKey, keys, values);
            continue;
        }
        const path = [...prefix];
        for (const key of node.key.keys) {
            path.push(key.type === 'TOMLBare' ? key.name : key.value);
            if (!keys.has(idOf(path))) keys.set(idOf(path), rangeOf(key));
        }
        collectValue(node.value, path, keys, values);
    }
}

function collectValue(
    node: AST.TOMLContentNode,
    path: readonly (string | number)[],
    keys: Map<string, Range>,
    values: Map<string, Range>,
): void {
    values.set(idOf(path), rangeOf(node));
    if (node.type === 'TOMLInlineTable') collect(node.body, path, keys, values);
    if (node.type === 'TOMLArray') {
        node.elements.forEach((element, i) => {
            collectValue(element, [...path, i], keys, values);
        });
    }
}

function rangeOf(node: AST.TOMLNode): Range {
    const { start, end } = node.loc;
    return {
        start: { line: start.line - 1, character: start.column },
        end: { line: end.line - 1, character: end.column },
    };
}
