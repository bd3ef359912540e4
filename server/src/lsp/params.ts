/** Checks on what clients send: a wrong shape is the client's error (`InvalidParams`), not a crash of ours. */
import { ErrorCodes, type Range, ResponseError } from 'vscode-languageserver';

/** An error response that says what was wrong with the parameters of `method`. */
export function invalidParams(method: string, problem: string): ResponseError<void> {
    return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${problem}.`);
}

/** The URI in `params.textDocument`; throws `InvalidParams` when there is none. */
export function requireUri(method: string, params: unknown): string {
    const uri = field(field(params, 'textDocument'), 'uri');
    if (typeof uri !== 'string') throw invalidParams(method, 'textDocument.uri must be a string');
    return uri;
}

/** A string in `params`; throws `InvalidParams` when it is missing or something else. */
export function requireString(method: string, params: unknown, name: string): string {
    const value = field(params, name);
    if (typeof value !== 'string') throw invalidParams(method, `${name} must be a string`);
    return value;
}

/** Throws `InvalidParams` unless `params.position` is a position. */
export function requirePosition(method: string, params: unknown): void {
    if (!isPosition(field(params, 'position'))) {
        throw invalidParams(method, 'position must be { line, character }');
    }
}

/** Throws `InvalidParams` unless `params.range` is a range. */
export function requireRange(method: string, params: unknown): void {
    if (!isRange(field(params, 'range'))) throw invalidParams(method, 'range must be { start, end }');
}

/** Whether every content change has text, and a range that is one or none at all. */
export function areContentChanges(value: unknown): boolean {
    return (
        Array.isArray(value) &&
        value.every(change => {
            const range = field(change, 'range');
            return typeof field(change, 'text') === 'string' && (range === undefined || isRange(range));
        })
    );
}

/** `value[name]` of anything, `undefined` where there is no such thing. */
export function field(value: unknown, name: string): unknown {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function isRange(value: unknown): value is Range {
    return isPosition(field(value, 'start')) && isPosition(field(value, 'end'));
}

function isPosition(value: unknown): boolean {
    return Number.isInteger(field(value, 'line')) && Number.isInteger(field(value, 'character'));
}
