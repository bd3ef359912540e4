/** An administrator context becomes the library's ordinary one, or is marked as reviewed. */
import type { FileFacts } from '../flow/context.ts';
import type { Handle } from '../flow/handles.ts';
import type { FunctionUnit } from '../model/module.ts';
import type { CallExpr } from '../syntax/ast.ts';
import { lastName } from '../syntax/walk.ts';
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

function ordinaryContext({ row, call }: Handle, place: Place): FixPlan | undefined {
    const { expr } = call;
    // Positional arguments mean something else in the other constructor.
    if (!row.ordinary || expr.args.length > 0) return undefined;
    const { name } = row.ordinary;
    const given = row.ordinary.args.replaceAll("'", place.style.quote);
    const kept = expr.keywords.map(k => sourceOf(place, k));
    if (expr.keywords.some(k => k.name === undefined)) return undefined;
    const args = [given, ...kept].join(', ');
    const title = (shown: string) =>
        `Use the ordinary \`${shown}\` (unsafe: what needs the privilege will be refused)`;
    if (expr.func.kind === 'attribute') {
        const owner = sourceOf(place, expr.func.value);
        return makeFix('ordinary-context', title(`${owner}.${name}`), [
            construction(expr, `${owner}.${name}`, args, place),
        ]);
    }
    const imported = importOrdinary(lastName(expr.func) ?? '', name, place);
    return makeFix('ordinary-context', title(name), [imported, construction(expr, name, args, place)]);
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
function importOrdinary(local: string, name: string, place: Place): SpanEdit[] | undefined {
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
    // The import and this call were all: the name gives way to the other.
    if (uses === 2 && !isAlias && at !== -1) {
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
