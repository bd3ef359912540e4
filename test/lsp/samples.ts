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

/** Nothing to find. */
export const STEADY = `def test_sum():
    assert 1 + 1 == 2
`;

export const at = (name: string) => `file:///project/tests/${name}`;
