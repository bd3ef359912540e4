/** freezegun leaves the event loop's clock alone with `real_asyncio=True`. */
import type { FileFacts } from '../../flow/context.ts';
import type { Timeline } from '../../flow/timeline.ts';
import type { CallExpr } from '../../syntax/ast.ts';
import { type FixPlan, makeFix } from '../edits.ts';
import { absolute, type FixOptions, placeOf } from '../place.ts';
import { lastArgument, withKeyword } from './keyword.ts';

/** Safe where the file shows that its freezegun knows the argument: elsewhere it is 1.5 or newer, or an error. */
export function realAsyncioFixes(
    freeze: CallExpr,
    timeline: Timeline,
    facts: FileFacts,
    options: FixOptions,
): readonly FixPlan[] {
    const place = placeOf(timeline, facts, options);
    if (!place || lastArgument(freeze)?.kind === 'starred' || freeze.keywords.some(k => k.name === undefined))
        return [];
    const known = /\breal_asyncio\s*=/.test(facts.module.text);
    const fix = makeFix(
        'real-asyncio',
        `Freeze with \`real_asyncio=True\`, so that timers come due${known ? '' : ' (unsafe: needs freezegun 1.5 or newer)'}`,
        [withKeyword(absolute(place, freeze), place.text, 'real_asyncio=True')],
        known ? 'safe' : 'unsafe',
    );
    return fix ? [fix] : [];
}
