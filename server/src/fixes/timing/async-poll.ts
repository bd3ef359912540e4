/** A bounded poll that lets the loop go on between its rounds. */
import type { Span } from '../../base/text.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import { staysAsItIs } from '../../flow/stays.ts';
import { type FixPlan, makeFix, type SpanEdit } from '../edits.ts';
import { type Reference, removeUnusedImport } from '../imports.ts';
import { freshName } from '../names.ts';
import { absolute, type Place, refer } from '../place.ts';
import { conditionAfter, pollHead } from '../poll.ts';
import { nextLine, replaceStatement } from '../source.ts';
import { asyncLibrary } from './async-library.ts';

/** `while not cond and time.monotonic() < deadline: await asyncio.sleep(0.01)` in the place of a sleep. */
export function asyncPoll(site: SleepSite, place: Place): FixPlan | undefined {
    const { step } = site.call;
    const condition = staysAsItIs(site) ? undefined : conditionAfter(step, place);
    const library = asyncLibrary(step.body, place);
    const sleep = library && refer(place, step.body, step.start, library, 'sleep');
    const clock = refer(place, step.body, step.start, 'time', 'monotonic');
    if (!condition || !sleep || !clock) return undefined;
    const deadline = freshName('deadline', new Set(place.taken));
    const lines = [
        `${deadline} = ${clock.text}() + ${place.timeout}`,
        pollHead(condition, clock.text, deadline, step, place),
        `${place.style.indent}await ${sleep.text}(0.01)`,
    ];
    const span = absolute(place, step);
    return makeFix(
        'async-poll',
        `Poll until \`${condition.shown}\` while the loop goes on (unsafe: goes on as soon as it holds, ${place.timeout} s at most)`,
        [
            replaceStatement(place.text, span, lines, place.style, true),
            ...imports(span, clock, place),
            sleep.edits,
        ],
    );
}

/** The clock comes, the sleep goes: both may be names of one line. */
function imports(span: Span, clock: Reference, { module, style }: Place): (readonly SpanEdit[])[] {
    const gone = removeUnusedImport(module, 'time', [span]);
    const [added] = clock.edits;
    const whole = gone.find(g => added && g.start <= added.start && added.end <= g.end && g.newText === '');
    if (whole && whole.end === nextLine(module.text, whole.start))
        return [[{ ...whole, newText: `from time import ${clock.text}${style.newline}` }]];
    return clock.text.startsWith('time.') ? [clock.edits] : [clock.edits, gone];
}
