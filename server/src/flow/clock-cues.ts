/** Signs that a place is about time itself: expiry, file times, timeouts, measured durations. */
import { mentionsClock } from './assertions.ts';
import { CLOCK_CUE } from './comments.ts';
import type { Step } from './timeline.ts';

const CLOCK_WORDS =
    /\b(expir\w*|ttl|mtime|time ?out|timeouts|timed|timestamps?|elapsed|intervals?|throttl\w*|rate limit\w*|stale|updated at|heartbeat|age|aging|clock|duration|stopwatch|timers?|backoff|lifetime|idle|periodic\w*|delay(ed)?|uptime|keepalive|keep alive|down ?time|cool ?down|debounc\w*|rollover|rotat\w*)\b/i;

/** Names as words: `test_cacheTTL` → `test cache TTL`. */
function words(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
        .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
        .replaceAll(/[_.]/g, ' ');
}

/** The name that says that time is tested, if one of the names does. */
export function nameAboutTime(...names: readonly string[]): string | undefined {
    return names.find(name => CLOCK_WORDS.test(words(name)));
}

/** Lengths of waits, whatever clock words are in them. */
const FOR_WAITING =
    /\b(delay\w*|wait\w*|sleep\w*|ready|readiness|start\w*|settle|grace|short|long|poll\w*)\b/i;

/** `sleep(CACHE_TTL + 1)`, `sleep(2 * self.STATS_PERIOD)`, but not `sleep(SHORT_TIMEOUT)`. */
export function isOwnTimeSpan(name: string): boolean {
    const spoken = words(name);
    return (CLOCK_WORDS.test(spoken) || /\b(period|lockout)\b/i.test(spoken)) && !FOR_WAITING.test(spoken);
}

/** Why a sleep is about the clock, and where that was read. */
export interface ClockCue {
    readonly source: 'comment' | 'reads' | 'name';
    readonly reason: string;
}

/**
 * Why a sleep lets time pass for the clock's sake, or `undefined`.
 *
 * @param before steps directly before it, nearest last
 * @param after steps directly after it
 */
export function clockCue(
    before: readonly Step[],
    after: readonly Step[],
    comments: string,
    names: readonly string[],
): ClockCue | undefined {
    if (CLOCK_CUE.test(comments) && !/\b(give|allow)\b/i.test(comments)) {
        return { source: 'comment', reason: 'its comment speaks of the clock' };
    }
    if ([...before.slice(-2), ...after.slice(0, 3)].some(readsClock)) {
        return { source: 'reads', reason: 'clocks or timestamps are read around it' };
    }
    const last = before.at(-1);
    if (last && after[0] && takesTime(last) && takesTime(after[0])) {
        return { source: 'reads', reason: 'how long it takes is measured' };
    }
    const named = nameAboutTime(...names);
    return named === undefined
        ? undefined
        : { source: 'name', reason: `the name \`${named}\` says that time itself is tested` };
}

/** `t0 = loop.time()`. */
function takesTime({ stmt, calls }: Step): boolean {
    return stmt.kind === 'assign' && calls.some(c => c.name === 'time' && c.expr.args.length === 0);
}

function readsClock(step: Step): boolean {
    const { stmt } = step;
    switch (stmt.kind) {
        case 'assign':
        case 'return':
            return stmt.value !== undefined && mentionsClock(stmt.value);
        case 'assert':
            return mentionsClock(stmt.test);
        case 'expr':
            return stmt.value.kind === 'call' && stmt.value.args.some(mentionsClock);
        default:
            return false;
    }
}
