/** A test that reproduces a race on purpose: the product, not the test, must order the operations. */

import type { Span } from '../../base/text.ts';
import { handshakeFixes } from '../../fixes/handshake.ts';
import { declaredRace, injectionsIn } from '../../flow/injections.ts';
import { drawForced } from '../../flow/races/forced.ts';
import type { Rule } from '../rule.ts';
import { formatSeconds, list } from '../wording.ts';

export const intentionalRace: Rule = {
    meta: {
        name: 'intentional-race',
        family: 'concurrency',
        summary: 'A test reproduces a race on purpose with injected delays',
        severity: 'information',
        enabledByDefault: true,
        fix: 'unsafe',
        docs: {
            what: 'Recognises a test whose name, docstring or comments say that it reproduces a race, and that injects delays into patched production calls to do so. That things happen at the same time is enough only where the same sentence speaks of the delay. One finding covers the region from the explanation to the end of the test and names the production calls that race.',
            why: 'Such a test documents a defect of the product: two operations that are not ordered. It is worth keeping, but as long as it forces the order with delays it proves little and costs seconds. The product must order the operations; the test should force the interleaving.',
            example: `import time
from unittest import mock

from shop import stock


def test_sale_races_with_refresh():
    # The sale and the refresh overlap: we inject sleeps in both, so that the
    # refresh loads the stock before the sale is written.
    original_sell = stock.Store.sell

    def slow_sell(*args):
        time.sleep(1)
        return original_sell(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell):
        stock.run_both()
    assert stock.count() == 0
`,
            useInstead: `import threading
from unittest import mock

from shop import stock


def test_sale_races_with_refresh():
    # The refresh loads the stock before the sale is written.
    original_sell = stock.Store.sell
    loaded = threading.Event()

    def held_sell(*args):
        assert loaded.wait(timeout=10)
        return original_sell(*args)

    with mock.patch('shop.stock.Store.sell', new=held_sell):
        stock.run_both(on_loaded=loaded.set)
    assert stock.count() == 0
`,
            references: [
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
        const timeline = injections[0]?.site.timeline;
        const race = timeline && declaredRace(timeline, injections);
        if (!race) return;
        const calls = list(race.targets.map(t => `\`${t}\``));
        const delays = list(
            injections.map(
                i =>
                    `${i.site.seconds === undefined ? 'a delay' : formatSeconds(i.site.seconds)} in \`${i.target}\``,
            ),
        );
        const pair = race.targets.length > 1;
        context.report({
            at: race.region,
            focus: firstLine(race.region, context.unit.text),
            message: `Race reproduced on purpose${pair ? ` between ${calls}` : ` around ${calls}`}: the product must order ${pair ? 'these calls' : 'this call and what overlaps with it'}; the test should force the interleaving instead of sleeping`,
            fixes: () => handshakeFixes(injections, context.facts, context.config),
            confidence: race.declaredIn === 'name' ? 'medium' : 'high',
            related: injections.map(i => ({
                span: i.site.call.expr,
                message: `\`${i.target}\` is slowed here`,
            })),
            explanation: {
                why: `The ${race.declaredIn === 'comment' ? 'comment' : race.declaredIn === 'docstring' ? 'docstring' : "test's name"} says that this test forces an overlap, with ${delays}. Whether the product orders ${calls}${pair ? '' : ' and what runs beside it'} is what such a test is there to show; with delays it shows that only where the machine is as fast as they assume.`,
                solution: `In the product: order ${pair ? `${calls}` : `${calls} and the work that overlaps with it`} (one lock around both, a transaction, or a check after the fact). In the test: replace the delays by an Event handshake that forces the same interleaving every time.`,
                evidence: drawForced(injections),
            },
        });
    },
};

function firstLine({ start, end }: Span, text: string): Span {
    const length = text.slice(start, end).search(/[\r\n]/);
    return { start, end: length === -1 ? end : start + length };
}
