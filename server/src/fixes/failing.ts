/** How a test fails in its own style, and where that would not be noticed. */
import type { Body, Frame } from '../flow/timeline.ts';
import type { Expr } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';
import { type Place, refer, unittestSelf } from './place.ts';
import { indentAt, quoted } from './source.ts';

/** Longer conditions are cut in messages. */
const MOST_SHOWN = 60;

/**
 * `self.fail(...)`, `pytest.fail(...)` where the file has pytest, else a raised `AssertionError`; lines with the
 * deeper ones indented.
 *
 * @param at where it will stand, relative to the unit
 * @param depth how many levels deeper than what stands there now
 */
export function failure(message: string, body: Body, at: number, depth: number, place: Place): string[] {
    const { style, text, unit } = place;
    const self = unittestSelf(place, body);
    const pytest = self === undefined ? refer(place, body, at, 'pytest', 'fail') : undefined;
    const visible = pytest?.edits.length === 0 ? pytest.text : undefined;
    const head = self === undefined ? (visible ?? 'raise AssertionError') : `${self}.fail`;
    const line = `${head}(${quoted(message, style)})`;
    const width = indentAt(text, at + unit.start).length + depth * style.indent.length + line.length;
    return width <= style.width ? [line] : [`${head}(`, `${style.indent}${quoted(message, style)})`];
}

/** `timed out after 10 s waiting for server.status == 'ACTIVE'`. */
export function timedOut(after: string, awaited: string | undefined): string {
    const shown = awaited
        ?.replace(/\s+/g, ' ')
        .replace(/([([{]) /g, '$1')
        .trim();
    const cut = shown !== undefined && shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}...` : shown;
    return `timed out${after}${cut === undefined ? '' : ` waiting for ${cut}`}`;
}

/** Whether a failure inside these blocks is caught: it would not end the test. */
export function swallowsFailures(frames: readonly Frame[]): boolean {
    return frames.some(({ kind, stmt }) => {
        if (kind === 'try' && stmt.kind === 'try') return stmt.handlers.some(h => catchesFailures(h.types));
        if (kind !== 'with' || stmt.kind !== 'with') return false;
        return stmt.items.some(
            ({ context }) =>
                context.kind === 'call' &&
                /^(suppress|raises|assertRaises\w*)$/.test(lastName(context.func) ?? '') &&
                context.args.some(catchesFailures),
        );
    });
}

const CATCHES = /^(Exception|BaseException|AssertionError|failureException|Failed)$/;

function catchesFailures(types: Expr | undefined): boolean {
    if (!types) return true;
    const listed = types.kind === 'tuple' ? types.items : [types];
    return listed.some(t => CATCHES.test(lastName(t) ?? ''));
}
