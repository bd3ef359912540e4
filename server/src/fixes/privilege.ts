/** An administrator context becomes the library's ordinary one, or is marked as reviewed. */
import type { FileFacts } from '../flow/context.ts';
import type { Handle } from '../flow/handles.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { CallExpr } from '../syntax/ast.ts';
import { type FixPlan, makeFix, type SpanEdit } from './edits.ts';
import { extendFrom, importLines } from './imports.ts';
import { absolute, type FixOptions, type Place, placeOf, sourceOf } from './place.ts';
import { indentAt, lineEnd, lineStart, stringsIn } from './source.ts';

/** The ordinary context first, where the library has one; then the mark. */
export function contextFixes(
    handle: Handle,
    unit: FunctionUnit,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const timeline = facts.timeline(unit);
    const place = timeline && placeOf(timeline, facts, options);
    if (!place) return [];
    return [ordinaryContext(handle, place), reviewedMark(handle, place)].filter(fix => fix !== undefined);
}

/** Every call of the handle changes: it may be made anew for each use. */
function ordinaryContext({ row, call, again }: Handle, place: Place): FixPlan | undefined {
    const { ordinary } = row;
    if (!ordinary) return undefined;
    const calls = [call.expr, ...again.map(c => c.expr)];
    const owner = call.expr.func.kind === 'attribute' ? `${sourceOf(place, call.expr.func.value)}.` : '';
    return makeFix(
        'ordinary-context',
        `Use the ordinary \`${owner}${ordinary.name}\` (unsafe: what needs the privilege will be refused)`,
        [
            ...calls.map(expr => constructed(expr, ordinary, place)),
            importOrdinary(calls, ordinary.name, place),
        ],
    );
}

function constructed(
    expr: CallExpr,
    ordinary: { readonly name: string; readonly args: string },
    place: Place,
): SpanEdit | undefined {
    // Positional arguments mean something else in the other constructor.
    if (expr.args.length > 0 || expr.keywords.some(k => k.name === undefined)) return undefined;
    const given = ordinary.args.replaceAll("'", place.style.quote);
    const args = [given, ...expr.keywords.map(k => sourceOf(place, k))].join(', ');
    const owner = expr.func.kind === 'attribute' ? `${sourceOf(place, expr.func.value)}.` : '';
    return construction(expr, owner + ordinary.name, args, place);
}

/** The call that takes the place of the other; its arguments get a line of their own where it would be too long. */
function construction(expr: CallExpr, callee: string, args: string, place: Place): SpanEdit {
    const { text, style } = place;
    const span = absolute(place, expr);
    const around =
        text.slice(lineStart(text, span.start), span.start) + text.slice(span.end, lineEnd(text, span.end));
    const line = `${callee}(${args})`;
    if (around.length + line.length <= style.width) return { ...span, newText: line };
    const indent = indentAt(text, span.start) + style.indent;
    return { ...span, newText: `${callee}(${style.newline}${indent}${args})` };
}

/** `from nova.context import get_admin_context`: the constructor comes from the same module. */
function importOrdinary(calls: readonly CallExpr[], name: string, place: Place): SpanEdit[] | undefined {
    const names = new Set(calls.flatMap(({ func }) => (func.kind === 'name' ? [func.id] : [])));
    const [local] = names;
    if (local === undefined) return [];
    if (names.size > 1) return undefined;
    const { module, text } = place;
    const line = importLines(module).find(
        l => l.stmt.module !== undefined && l.stmt.names.some(n => (n.alias ?? n.name) === local),
    );
    if (!line) return undefined;
    if (line.stmt.names.some(n => n.name === name && n.alias === undefined)) return [];
    if (module.scope.bindings.has(name) || place.taken.has(name)) return undefined;
    const uses = text.match(new RegExp(`\\b${local}\\b`, 'g'))?.length ?? 0;
    const code = text.slice(line.start, line.end);
    const at = code.lastIndexOf(local);
    const isAlias = line.stmt.names.some(n => n.alias === local);
    // The import and these calls were all: the name gives way to the other.
    if (uses === calls.length + 1 && !isAlias && at !== -1) {
        const start = line.start + at;
        return [{ start, end: start + local.length, newText: name }];
    }
    const edit = extendFrom(text, line, name);
    return edit && [edit];
}

/** `# steady: reviewed[admin-context] -- `, for a person to finish. */
function reviewedMark({ call }: Handle, place: Place): FixPlan | undefined {
    const { text, unit, timeline } = place;
    const { start } = absolute(place, call.expr);
    const end = lineEnd(text, start);
    const strings = stringsIn(timeline.fn.body, unit.start);
    if (strings.some(s => s.start < end && end < s.end)) return undefined;
    const line = text.slice(start, end);
    if (/\\\s*$/.test(line) || /#\s*steady:/.test(line)) return undefined;
    const trimmed = start + line.trimEnd().length;
    const mark = '# steady: reviewed[admin-context] -- ';
    return makeFix(
        'reviewed',
        'Mark as reviewed and say why the privilege is the point',
        [{ start: trimmed, end, newText: `  ${mark}` }],
        'display',
    );
}
