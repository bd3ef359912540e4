/** Waiting for what a user interface shows, by the means of the library that drives it. */
import type { FileFacts } from '../../flow/context.ts';
import type { SleepSite } from '../../flow/sleep-site.ts';
import type { FixPlan } from '../edits.ts';
import { type FixOptions, placeOf } from '../place.ts';
import { expectFix } from './playwright.ts';
import { waitUntilFix } from './qt.ts';
import { webDriverFix } from './selenium.ts';
import { isStatement } from './statement.ts';

export function interfaceFixes(site: SleepSite, facts: FileFacts, options: FixOptions): readonly FixPlan[] {
    const place = placeOf(site.timeline, facts, options);
    if (!place || !isStatement(site.call)) return [];
    const { name, origin } = site.call;
    const make =
        name === 'wait_for_timeout'
            ? expectFix
            : name === 'qWait' || (name === 'wait' && /qtbot/.test(origin ?? ''))
              ? waitUntilFix
              : webDriverFix;
    const fix = make(site, place);
    return fix ? [fix] : [];
}
