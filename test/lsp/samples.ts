/** Small Python test files in which the rules find something, and addresses for them. */

/** A sleep waits for a thread: `sleep-as-sync` on line 10. */
export const SLEEPY = `import threading
import time


def test_worker_delivers():
    results = []

    def work():
        results.append(1)
    threading.Thread(target=work).start()
    time.sleep(2)
    assert results == [1]
`;
export const SLEEP_LINE = 10;

/** A race on purpose: from the comment to the end of the test. */
export const RACE = `import time
from unittest import mock

from shop import stock


def test_sale_races_with_refresh():
    # Inject some sleeps both in Store.sell and in Store.load to make them overlap:
    # the race needs both.
    original_sell = stock.Store.sell

    def slow_sell(*args):
        time.sleep(1)
        return original_sell(*args)

    original_load = stock.Store.load

    def slow_load(*args):
        time.sleep(2)
        return original_load(*args)

    with mock.patch('shop.stock.Store.sell', new=slow_sell), \\
            mock.patch('shop.stock.Store.load', new=slow_load):
        stock.run_both()
    assert stock.count() == 0
`;

/** Nothing to find. */
export const STEADY = `def test_sum():
    assert 1 + 1 == 2
`;

export const at = (name: string) => `file:///project/tests/${name}`;
