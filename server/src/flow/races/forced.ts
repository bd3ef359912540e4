/** The interleaving that injected delays force, as a picture: who is held where, and who therefore comes first. */
import type { Injection } from '../injections.ts';
import type { Step } from '../timeline.ts';
import { diagram } from './interleaving.ts';

type Row = readonly [string, string];
/** More lines of a stub than these do not help. */
const MOST_STEPS = 4;

/**
 * Two delays hold two production calls beside each other; one alone holds a call beside the test.
 *
 * @example
 *  slow_drop for Instance.drop_migration_context | slow_get for MigrationList.get_in_progress
 * -----------------------------------------------+-------------------------------------------
 *  time.sleep(1)   <-- held here                 |
 *                                                | time.sleep(2)   <-- held for longer
 *  return orig_drop(*args)                       |
 *                                                | return orig_get(*args)   <-- 1 s later
 */
export function drawForced(injections: readonly Injection[]): string {
    const [first, second] = [...injections].sort((a, b) => (a.site.seconds ?? 0) - (b.site.seconds ?? 0));
    if (!first) return '';
    return diagram(second ? twoHeld(first, second) : oneHeld(first));
}

/** The shorter delay ends first: what stands behind it comes between the two halves of the other call. */
function twoHeld(short: Injection, long: Injection): Row[] {
    const gap = (long.site.seconds ?? 0) - (short.site.seconds ?? 0);
    const rows: Row[] = [[headOf(short), headOf(long)]];
    for (const step of before(short)) rows.push([lineOf(step, short), '']);
    for (const step of before(long)) rows.push(['', lineOf(step, long)]);
    rows.push([`${lineOf(short.site.call.step, short)}   <-- held here`, '']);
    rows.push(['', `${lineOf(long.site.call.step, long)}   <-- held for longer`]);
    for (const step of after(short)) rows.push([lineOf(step, short), '']);
    const last = after(long);
    for (const [i, step] of last.entries()) {
        const remark =
            i === 0
                ? `   <-- ${gap > 0 ? `${format(gap)} s later` : 'at the same time: either may win'}`
                : '';
        rows.push(['', lineOf(step, long) + remark]);
    }
    return rows;
}

/** What overlaps is not in the test: it runs while the call is held. */
function oneHeld(held: Injection): Row[] {
    const { timeline, call, body } = held.site;
    const outer = timeline.root.steps.find(s => s.stmt === body.node);
    const calls = timeline.root.steps.filter(s => s.start > (outer?.end ?? 0) && s.calls.length > 0);
    const trigger = calls.find(
        s => s.stmt.kind !== 'with' && !/^(assert|self\.useFixture)/.test(lineOf(s, held)),
    );
    const rows: Row[] = [['test', headOf(held)]];
    if (trigger) rows.push([lineOf(trigger, held), '']);
    for (const step of before(held)) rows.push(['', lineOf(step, held)]);
    rows.push(['', `${lineOf(call.step, held)}   <-- held here`]);
    rows.push(['(what overlaps goes on)', '']);
    for (const [i, step] of after(held).entries())
        rows.push(['', lineOf(step, held) + (i === 0 ? '   <-- comes too late' : '')]);
    return rows;
}

function headOf({ site, target }: Injection): string {
    return site.body.name === 'lambda' ? target : `${site.body.name} for ${target}`;
}

function before({ site }: Injection): readonly Step[] {
    return site.body.steps.slice(0, site.call.step.index).filter(isShown).slice(-MOST_STEPS);
}

function after({ site }: Injection): readonly Step[] {
    return site.body.steps
        .slice(site.call.step.index + 1)
        .filter(isShown)
        .slice(0, MOST_STEPS);
}

/** A docstring, a `nonlocal` say nothing of time. */
function isShown({ stmt }: Step): boolean {
    return (
        !/^(global|nonlocal|pass|import)$/.test(stmt.kind) &&
        !(stmt.kind === 'expr' && stmt.value.kind === 'string')
    );
}

function lineOf({ start, end }: Step, { site }: Injection): string {
    return (site.timeline.unit.text.slice(start, end).split('\n', 1)[0] ?? '').trim();
}

function format(seconds: number): string {
    return String(Math.round(seconds * 1000) / 1000);
}
