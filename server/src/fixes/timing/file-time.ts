/** The time of a file is set instead of waited for. */
import { assertionOf } from '../../flow/assertions.ts';
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { Call, Step } from '../../flow/timeline.ts';
import type { Expr } from '../../syntax/ast.ts';
import { dottedName } from '../../syntax/walk.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { freshName } from '../names.ts';
import { absolute, type FixOptions, type Place, placeOf, refer, sourceOf } from '../place.ts';
import { indentAt } from '../source.ts';
import { behind, isStatement, removeSleep } from './statement.ts';

/** Calls by which a test itself writes: methods of a path, and helpers that are given one. */
const WRITES_ITSELF = /^(write_text|write_bytes|touch)$/;
const WRITES_A_PATH = /^_*(write(_file|_text|_to)?|create_file|make_file|touch)$/;
const NANOSECONDS = 1e9;

/**
 * `os.utime(path, ns=…)` behind the next write, by as much as the test slept.
 *
 * @param path the source of the path that is written on both sides of the sleep
 */
export function fileTimeFixes(
    site: SleepSite,
    path: string,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    const { step } = site.call;
    if (!place || site.seconds === undefined || !isStatement(site.call)) return [];
    const write = writeBehind(step, path, place);
    const at = write && behind(write, place);
    const stat = write && refer(place, step.body, write.start, 'os', 'stat');
    const utime = write && refer(place, step.body, write.start, 'os', 'utime');
    if (at === undefined || !write || !stat || !utime) return [];
    const later = freshName('later', new Set(place.taken));
    const indent = indentAt(place.text, absolute(place, write).start);
    const lines = [
        `${later} = ${stat.text}(${path}).st_mtime_ns + ${grouped(Math.round(site.seconds * NANOSECONDS))}`,
        `${utime.text}(${path}, ns=(${later}, ${later}))`,
    ];
    const newText = lines.map(line => place.style.newline + indent + line).join('');
    const fix = makeFix(
        'file-time',
        `Set the time of \`${path}\` (unsafe: it lies in the future by what the test slept)`,
        [removeSleep(step, place), { start: at, end: at, newText }, stat.edits, utime.edits],
    );
    return fix ? [fix] : [];
}

/** The first statement behind the sleep, in its block, that writes the path and does nothing else. */
function writeBehind(sleep: Step, path: string, place: Place): Step | undefined {
    for (const step of sleep.body.steps.slice(sleep.index + 1)) {
        if (step.frames.length < sleep.frames.length) return undefined;
        if (step.frames.length > sleep.frames.length) continue;
        if (step.calls.some(c => writes(c, path, place)))
            return step.stmt.kind === 'expr' || isOpening(step) ? step : undefined;
        // What reads the path first would not see the new time.
        if (step.calls.some(c => [c.expr.func, ...c.expr.args].some(e => isAbout(e, path, place))))
            return undefined;
    }
    return undefined;
}

/** `with open(path, 'w') as file:` whose block only writes. */
function isOpening({ stmt }: Step): boolean {
    return (
        stmt.kind === 'with' &&
        stmt.items.length === 1 &&
        stmt.body.every(
            s =>
                s.kind === 'expr' &&
                s.value.kind === 'call' &&
                /^(write|writelines|dump|flush|truncate)$/.test(
                    dottedName(s.value.func)?.split('.').at(-1) ?? '',
                ),
        )
    );
}

function writes({ expr, name, origin, step }: Call, path: string, place: Place): boolean {
    const receiver = expr.func.kind === 'attribute' ? expr.func.value : undefined;
    const isPath = (e: Expr | undefined) => e !== undefined && sourceOf(place, e) === path;
    if (name === 'open') {
        const onPath = receiver !== undefined && isPath(receiver);
        const mode = expr.keywords.find(k => k.name === 'mode')?.value ?? expr.args[onPath ? 0 : 1];
        const opens = onPath || isPath(expr.args[0]);
        return opens && mode?.kind === 'string' && /[wax+]/.test(mode.value ?? '') && origin !== 'os.open';
    }
    if (receiver && isPath(receiver)) return WRITES_ITSELF.test(name);
    const isHelper = !receiver || dottedName(receiver) === step.body.scope.selfName;
    return isHelper && WRITES_A_PATH.test(name) && isPath(expr.args[0]);
}

/**
 * The assertion behind a sleep that asks for the file's time itself: set by the test, it would hold whatever the
 * product does.
 */
export function fileTimeAssertion(sleep: Step, path: string, text: string): Step | undefined {
    return sleep.body.steps.slice(sleep.index + 1).find(
        step =>
            assertionOf(step) !== undefined &&
            step.calls.some(({ name, expr }) => {
                if (!/^(stat|lstat|getmtime|getctime)$/.test(name)) return false;
                const asked = expr.args[0] ?? (expr.func.kind === 'attribute' ? expr.func.value : expr.func);
                return text.slice(asked.start, asked.end) === path;
            }),
    );
}

function isAbout(expr: Expr, path: string, place: Place): boolean {
    const source = sourceOf(place, expr);
    return source === path || source.startsWith(`${path}.`);
}

/** `1_100_000_000` */
function grouped(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}
