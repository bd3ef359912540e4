/** What the race rules share: the races of a test, worked out once for all of them. */
import type { ActionPlace } from '../../flow/races/program.ts';
import { type Race, type RaceReport, racesIn } from '../../flow/races/races.ts';
import { loopsAround } from '../../flow/timeline.ts';
import type { FunctionUnit } from '../../model/module.ts';
import type { CallExpr, Expr } from '../../syntax/ast.ts';
import type { Draft, RuleContext } from '../rule.ts';

/** Words without one of which a test starts nothing. */
export const STARTS = [
    '.start(',
    'submit(',
    'start_new_thread',
    'apply_async',
    'map_async',
    'run_in_executor',
    'to_thread',
    '.map(',
    '.imap(',
    'InThread(',
    'create_task',
    'ensure_future',
    'start_soon',
    'gather',
    'asyncio.wait',
    'run_coroutine_threadsafe',
    'call_later',
    'call_soon',
    'spawn(',
    'spawn_',
    'setitimer',
    'signal.alarm',
] as const;

/** `start` is also what one calls on a patch: a test of threads says so in some other word as well. */
export const THREADS =
    /[tT]hread|Timer|[eE]xecutor|submit\(|apply_async|map_async|[wW]orker|\bProcess\(|Observer\(|Scheduler\(|create_task|ensure_future|start_soon|\bgather\(|asyncio\.wait|call_(later|soon)|\bgevent\b|\beventlet\b|greenthread|(?<![.\w])spawn(_\w+)?\(|[pP]ool\.spawn|[gG]roup\.spawn|setitimer|signal\.alarm|\.start\(\)[\s\S]*\.(join|is_alive)\(/;

/** Words one of which stands wherever `THREADS` holds. */
export const THREAD_WORDS = [
    'hread',
    'Timer',
    'xecutor',
    'submit(',
    'apply_async',
    'map_async',
    'orker',
    'Process(',
    'Observer(',
    'Scheduler(',
    'create_task',
    'ensure_future',
    'start_soon',
    'gather(',
    'asyncio.wait',
    'call_later',
    'call_soon',
    'gevent',
    'eventlet',
    'spawn(',
    'spawn_',
    'setitimer',
    'signal.alarm',
    '.join(',
    '.is_alive(',
] as const;

/** Whether a function says that it starts something. */
export function namesThreads(unit: FunctionUnit): boolean {
    return unit.own(THREADS, () => THREADS.test(unit.text));
}

const REPORTS = {};

/** The program of the test under check; only tests are asked, helpers are looked at from there. */
export function reportOf({ unit, facts, config }: RuleContext): RaceReport | undefined {
    if (unit.role !== 'test') return undefined;
    return facts.once(REPORTS, unit, () => {
        const timeline = facts.timeline(unit);
        return timeline && racesIn(timeline, facts, config);
    });
}

export function racesOf(context: RuleContext): readonly Race[] {
    return reportOf(context)?.races ?? [];
}

/** The source of the statement at a place, its first line. */
export function lineIn({ unit, step }: ActionPlace): string {
    return unit.text.slice(step.start, step.end);
}

export function sourceIn(unit: FunctionUnit, expr: Expr): string {
    return unit.text.slice(expr.start, expr.end);
}

/** The receiver of a method call as written: `self.done` in `self.done.set()`. */
export function receiverOf({ func }: CallExpr, unit: FunctionUnit): string | undefined {
    return func.kind === 'attribute' ? sourceIn(unit, func.value) : undefined;
}

/** Where the racing work is started, as evidence. */
export function startedHere(race: Race, name: string): NonNullable<Draft['related']> {
    const spawned = race.there.root.spawnedAt ?? race.here.root.spawnedAt;
    return spawned
        ? [{ span: spawned.span, unit: spawned.unit, message: `\`${name}\` is started here` }]
        : [];
}

/** Whether the test counts what a worker goes on producing. */
export function isExactCount({ kind, here, there }: Race): boolean {
    if (kind !== 'read' || here.access.asserted === 'absence' || loopsAround(there.access.step).length === 0)
        return false;
    return /\blen\(|call_count|_count\b|count\b/.test(lineIn(here.access));
}
