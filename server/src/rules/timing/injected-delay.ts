/** A delay is injected into production code, and the outcome of the test bets on its length. */
import { handshakeFixes } from '../../fixes/handshake.ts';
import { nameAboutTime } from '../../flow/clock-cues.ts';
import { declaredRace, type Injection, injectionsIn } from '../../flow/injections.ts';
import { delayName } from '../../flow/sleeps.ts';
import type { Draft, Rule } from '../rule.ts';
import { formatSeconds, list } from '../wording.ts';
import { withFixes } from './fixable.ts';

export const injectedDelay: Rule = {
    meta: {
        name: 'injected-delay',
        family: 'timing',
        summary: 'A sleep in a patched replacement decides an interleaving by its length',
        severity: 'warning',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Reports a sleep inside a function that is patched over production code (`patch`, `MockPatch`, `monkeypatch.setattr`, `side_effect`), where the outcome bets on its length: two or more such delays race in one test, or the test says that it forces an interleaving.\n\nSilent for a single delay that only widens a window, for a stub of the sleep itself, and for delays that stay for ever or only yield.',
            why: 'Two delays of one and two seconds order two flows only as long as nothing else takes a second. On a loaded machine the order is lost, and the test passes or fails without having tested anything. An Event makes the order certain and takes no time.',
            example: `import time
from unittest import mock

from shop import stock


def test_refresh_races_with_sale():
    """Reproduce the race between a sale and the periodic refresh."""
    original_sell = stock.Store.sell
    original_load = stock.Store.load

    def slow_sell(*args):
        time.sleep(1)
        return original_sell(*args)

    def slow_load(*args):
        time.sleep(2)
        return original_load(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell), mock.patch('shop.stock.Store.load', new=slow_load):
        stock.run_both()
    assert stock.count() == 0
`,
            useInstead: `import threading
from unittest import mock

from shop import stock


def test_refresh_races_with_sale():
    """Reproduce the race between a sale and the periodic refresh."""
    original_sell = stock.Store.sell
    original_load = stock.Store.load
    load_entered = threading.Event()
    sell_done = threading.Event()

    def held_sell(*args):
        assert load_entered.wait(timeout=10)
        try:
            return original_sell(*args)
        finally:
            sell_done.set()

    def held_load(*args):
        load_entered.set()
        assert sell_done.wait(timeout=10)
        return original_load(*args)

    with mock.patch('shop.stock.Store.sell', new=held_sell), mock.patch('shop.stock.Store.load', new=held_load):
        stock.run_both()
    assert stock.count() == 0
`,
            references: [
                {
                    title: 'unittest.mock: patch',
                    url: 'https://docs.python.org/3/library/unittest.mock.html#patch',
                },
                {
                    title: 'threading.Event',
                    url: 'https://docs.python.org/3/library/threading.html#event-objects',
                },
            ],
        },
    },
    triggers: ['sleep'],
    check(context) {
        const injections = injectionsIn(context.sleeps());
        const first = injections[0];
        if (!first) return;
        const racing = new Set(injections.map(i => i.target)).size > 1;
        const declared = declaredRace(first.site.timeline, injections);
        if (!racing && !declared?.mentionsDelays) return;
        // One is slow for a timeout under test; the order between the two does not matter.
        if (!declared && nameAboutTime(context.unit.name, first.site.timeline.root.name) !== undefined)
            return;
        const fixes = () => handshakeFixes(injections, context.facts, context.config);
        for (const injection of injections)
            context.report(withFixes(draft(injection, injections), first.site.timeline, fixes));
    },
};

function draft(injection: Injection, all: readonly Injection[]): Draft {
    const { site, target } = injection;
    const others = all.filter(i => i.target !== target);
    const length = site.seconds === undefined ? '' : ` of ${formatSeconds(site.seconds)}`;
    const against = list([
        ...new Set(
            others.map(
                o =>
                    `\`${o.target}\`${o.site.seconds === undefined ? '' : ` (${formatSeconds(o.site.seconds)})`}`,
            ),
        ),
    ]);
    return {
        at: site.call.expr,
        message: `\`${delayName(site.call)}\`${length} slows \`${target}\`${against ? `, racing with the delay in ${against}` : ''}: its length decides the order`,
        confidence: 'high',
        related: others.map(o => ({
            span: o.site.call.expr,
            message: `the other delay, in \`${o.target}\``,
        })),
        explanation: {
            why: `The test decides by the length of this delay when \`${target}\` runs${against ? ` relative to ${against}` : ''}. On a slower machine the order can turn round, and the test then passes or fails without having tested the interleaving it is about.`,
            solution:
                others.length > 0
                    ? `Force the order with a pair of Events: the stub of one call announces that it was entered and waits; the other waits for that, runs, and announces that it is done. Both wait with a timeout that fails clearly.`
                    : `Hold \`${target}\` with an Event that the test sets when the other side has got far enough.`,
            evidence: '',
        },
    };
}
