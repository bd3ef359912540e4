/** Which tests sleep how long, the longest first. */
import type { SleepCost } from '../engine.ts';
import type { Report } from './report.ts';

export interface RankedSleep {
    readonly path: string;
    readonly cost: SleepCost;
    /** Seconds of one run of the suite, at least. */
    readonly total: number;
}

export function rankedSleeps(report: Report): RankedSleep[] {
    return report.files
        .flatMap(({ path, sleeps = [] }) =>
            sleeps.map(cost => ({ path, cost, total: Number((cost.seconds * cost.times).toFixed(6)) })),
        )
        .sort((a, b) => b.total - a.total || order(a.path, b.path) || a.cost.line - b.cost.line);
}

function order(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
