/** Delays that a test injects into production code, and tests that force a race with them. */
import type { Span } from '../base/text.ts';
import {
    AT_ONCE_CUE,
    type CommentBlock,
    commentBlocks,
    INJECT_CUE,
    NO_RACE_CUE,
    RACE_CUE,
} from './comments.ts';
import { KEEPS_ALIVE_SECONDS, type SleepSite } from './sleep-site.ts';
import type { Timeline } from './timeline.ts';

/** A sleep inside a replacement that is patched over production code. */
export interface Injection {
    readonly site: SleepSite;
    /** The production call that it slows, such as `Instance.save`. */
    readonly target: string;
}

/** The delays that a function injects by patching. */
export function injectionsIn(sleeps: readonly SleepSite[]): Injection[] {
    const found: Injection[] = [];
    for (const site of sleeps) {
        if ((site.seconds ?? 0) >= KEEPS_ALIVE_SECONDS) continue;
        if (
            site.intent === 'delay-injection' &&
            site.role.kind === 'stub' &&
            site.role.patched &&
            site.role.target !== ''
        ) {
            found.push({ site, target: site.role.target });
        }
    }
    return found;
}

/** A race that the test reproduces on purpose. */
export interface DeclaredRace {
    /** From the explanation to the end of the test, relative to the unit. */
    readonly region: Span;
    /** The comment block that explains it, if there is one. */
    readonly explanation: CommentBlock | undefined;
    /** The production calls that race, in the order in which they are slowed. */
    readonly targets: readonly string[];
    /** Where the declaration was read: `name`, `docstring`, `comment`. */
    readonly declaredIn: 'name' | 'docstring' | 'comment';
    /** It says that delays are what forces the order. */
    readonly mentionsDelays: boolean;
}

/** A sleep may be there to yield; these are there to come late. */
const INJECTED_WORD = /\b(inject\w*|delay\w*|slow\w*)\b/i;
const DELAY_WORD = /\b(inject\w*|sleeps?|delay\w*|slow\w*)\b/i;

/** `active += 1; most_active = max(most_active, active)`: how many there are at a time is what is tested. */
const MEASURES_OVERLAP = /\bmax\(|\bmax_\w*\b|_max\b|\bpeak|\bassert\w*\b[^\n]*\b(elapsed|duration|took)/;

/** Recognises a test that says that it reproduces a race and that injects delays to do so. */
export function declaredRace(timeline: Timeline, injections: readonly Injection[]): DeclaredRace | undefined {
    if (injections.length === 0) return undefined;
    const { unit, fn } = timeline;
    const first = injections[0];
    if (!first) return undefined;
    const firstStub = outermostInner(first.site, timeline);
    const blocks = commentBlocks(unit.text, unit.comments()).filter(b => b.start < firstStub.start);
    const explanation = blocks.findLast(
        b =>
            (RACE_CUE.test(b.text) && (INJECT_CUE.test(b.text) || b.lines > 1)) ||
            (AT_ONCE_CUE.test(b.text) && INJECTED_WORD.test(b.text)),
    );
    const words = `${unit.name} ${unit.cls?.name ?? ''}`
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .replaceAll('_', ' ');
    const docstring = `${docstringOf(timeline) ?? ''} ${unit.cls?.docstring() ?? ''}`;
    const declaredIn = explanation
        ? 'comment'
        : (saysRace(docstring) && (/\brac/i.test(docstring) || INJECTED_WORD.test(docstring))) ||
            (AT_ONCE_CUE.test(docstring) && INJECTED_WORD.test(docstring))
          ? 'docstring'
          : saysRace(words)
            ? 'name'
            : undefined;
    if (
        !declaredIn ||
        (MEASURES_OVERLAP.test(unit.text) && !saysRace(`${words} ${explanation?.text ?? ''} ${docstring}`))
    )
        return undefined;
    return {
        region: { start: (explanation ?? firstStub).start, end: fn.body.at(-1)?.end ?? fn.end },
        explanation,
        targets: [...new Set(injections.map(i => i.target))],
        declaredIn,
        mentionsDelays: DELAY_WORD.test(explanation?.text ?? docstring),
    };
}

function saysRace(text: string): boolean {
    return RACE_CUE.test(text) && !NO_RACE_CUE.test(text);
}

function docstringOf(timeline: Timeline): string | undefined {
    const first = timeline.fn.body[0];
    return first?.kind === 'expr' && first.value.kind === 'string' ? first.value.value : undefined;
}

/** The function directly inside the test that holds a sleep. */
function outermostInner(site: SleepSite, timeline: Timeline): Span {
    let body = site.body;
    while (body.parent && body.parent !== timeline.root) body = body.parent;
    return body.node;
}
