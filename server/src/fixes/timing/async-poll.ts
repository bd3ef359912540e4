/** A bounded poll that lets the loop go on between its rounds. */
import type { Step } from '../../flow/timeline.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { removeUnusedImport } from '../imports.ts';
import { freshName } from '../names.ts';
import { absolute, type Place, refer } from '../place.ts';
import { conditionAfter } from '../poll.ts';
import { replaceStatement } from '../source.ts';
import { asyncLibrary } from './async-library.ts';

/** `while not cond and time.monotonic() < deadline: await asyncio.sleep(0.01)` in the place of a sleep. */
export function asyncPoll(step: Step, place: Place): FixPlan | undefined {
    const condition = conditionAfter(step, place);
    const library = asyncLibrary(step.body, place);
    const sleep = library && refer(place, step.body, step.start, library, 'sleep');
    const clock = refer(place, step.body, step.start, 'time', 'monotonic');
    if (!condition || !sleep || !clock) return undefined;
    const deadline = freshName('deadline', new Set(place.taken));
    const lines = [
        `${deadline} = ${clock.text}() + ${place.timeout}`,
        `while not ${condition.text} and ${clock.text}() < ${deadline}:`,
        `${place.style.indent}await ${sleep.text}(0.01)`,
    ];
    const span = absolute(place, step);
    return makeFix(
        'async-poll',
        `Poll until \`${condition.shown}\` while the loop goes on (unsafe: goes on as soon as it holds, ${place.timeout} s at most)`,
        [
            replaceStatement(place.text, span, lines, place.style, true),
            clock.edits,
            sleep.edits,
            // `from time import sleep` has no other use.
            clock.text.startsWith('time.') ? [] : removeUnusedImport(place.module, 'time', [span]),
        ],
    );
}
