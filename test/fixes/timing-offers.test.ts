/** Which fixes the timing rules offer for what the code runs on and asserts with, and where they say why there is none. */
import { describe, expect, it } from 'vitest';
import { checkFix, crlf, findingsOf, fixed, kindsOf, tabs } from './support.ts';

describe('Where the test asserts how long something took, there is no fix, and the hover says why', () => {
    const measured = (head: string, sleep: string, after: string) => `import asyncio
import subprocess
import time
from urllib.request import urlopen


${head}
    begin = time.monotonic()
    ${sleep}
    ${after}
    assert time.monotonic() - begin < 5
`;
    it.each([
        ['blocking-sleep-in-async', measured('async def test_it(shop):', 'time.sleep(0.5)', 'shop.close()')],
        [
            'sleep-before-poller',
            measured('def test_it(shop):', 'time.sleep(2)', "shop.wait_for_state('open')"),
        ],
        [
            'ui-sleep',
            measured('def test_it(page):', 'page.wait_for_timeout(500)', "assert page.is_visible('#open')"),
        ],
        [
            'subprocess-readiness',
            measured(
                "def test_it():\n    server = subprocess.Popen(['shop'])",
                'time.sleep(1)',
                "assert urlopen('http://localhost:8000/')",
            ),
        ],
        [
            'mtime-sleep',
            measured(
                "def test_reload(path):\n    path.write_text('a')",
                'time.sleep(1.1)',
                "path.write_text('b')\n    assert path.reloaded",
            ),
        ],
    ])('%s', (rule, text) => {
        const [finding] = findingsOf(text, { rule });
        expect(finding?.fixes).toEqual([]);
        expect(finding?.explanation.solution).toContain(
            'No fix is offered: the test asserts something about time',
        );
    });
});

describe('A sleep in a coroutine', () => {
    const BEFORE = `import time

import pytest


@pytest.mark.asyncio
async def test_loaf(shelf):
    shelf.bake()
    time.sleep(0.5)  # it cools
    await shelf.clean()
`;
    const AFTER = BEFORE.replace('import time\n', 'import asyncio\n').replace(
        'time.sleep',
        'await asyncio.sleep',
    );

    it('is awaited, safely where nothing else that the test started runs on the loop', () => {
        checkFix(BEFORE, AFTER, { rule: 'blocking-sleep-in-async' });
        checkFix(crlf(tabs(BEFORE)), crlf(tabs(AFTER)), { rule: 'blocking-sleep-in-async' });
        expect(findingsOf(BEFORE)[0]?.fixes[0]?.applicability).toBe('safe');
    });

    it.each([
        ['a task', 'shelf.bake()', 'asyncio.create_task(shelf.bake())', 'goes on meanwhile'],
        ['what must not happen', 'await shelf.clean()', 'assert not shelf.stale', 'gets the chance to'],
        ['a helper', 'async def test_loaf', 'async def bake_loaf', 'no longer held up'],
    ])('is not safe beside %s', (_, find, replace, why) => {
        const text = BEFORE.replace(find, replace).replace('import time', 'import asyncio\nimport time');
        const fix = findingsOf(text, { rule: 'blocking-sleep-in-async' })[0]?.fixes[0];
        expect(fix?.applicability).toBe('unsafe');
        expect(fix?.title).toContain(why);
    });

    it.each([
        ['trio', 'pytest.mark.trio', 'await trio.sleep(0.5)'],
        ['anyio', 'pytest.mark.anyio', 'await anyio.sleep(0.5)'],
    ])('awaits %s where the test runs on that', (library, mark, sleep) => {
        const text = fixed(BEFORE.replace('pytest.mark.asyncio', mark), { rule: 'blocking-sleep-in-async' });
        expect(text).toContain(sleep);
        expect(text).toContain(`import ${library}\n`);
    });

    it("stays on Twisted's reactor, where it is not known what to await", () => {
        const text = BEFORE.replace('import pytest', 'from twisted.trial import unittest').replace(
            '@pytest.mark.asyncio\n',
            '',
        );
        expect(kindsOf(text, { rule: 'blocking-sleep-in-async' })).toEqual([]);
    });

    it('leaves a sleep in an ordinary function inside it alone', () => {
        const text = BEFORE.replace(
            '    time.sleep(0.5)  # it cools\n',
            '    def cool():\n        time.sleep(0.5)\n',
        );
        expect(findingsOf(text, { rule: 'blocking-sleep-in-async' })).toEqual([]);
    });

    it('exchanges the names of one from-import', () => {
        const text = `import asyncio
from time import sleep


async def test_shop(shop):
    task = asyncio.create_task(shop.open())
    sleep(0.5)
    assert shop.is_open()
    task.cancel()
`;
        const after = fixed(text, { rule: 'blocking-sleep-in-async' });
        expect(after).toContain('from time import monotonic\n');
        expect(after).toContain('    deadline = monotonic() + 10\n');
    });
});

describe('A poll of the port', () => {
    const text = `import subprocess
import time
import unittest
from urllib.request import urlopen


class TestShop(unittest.TestCase):
    def test_open(self):
        shop = subprocess.Popen(['shop'])
        time.sleep(1)
        self.assertTrue(urlopen('http://localhost:8000/'))
        shop.kill()
`;
    it('asserts as the test does', () => {
        expect(fixed(text)).toContain("self.assertIsNone(shop.poll(), 'shop exited before it was ready')");
        const plain = text.replace('(unittest.TestCase)', '').replace('self.assertTrue(', 'assert (');
        expect(fixed(plain)).toContain("assert shop.poll() is None, 'shop exited before it was ready'");
    });

    it('is not offered where nobody can say what is contacted', () => {
        expect(kindsOf(text.replace("'http://localhost:8000/'", 'self.url()'))).toEqual([]);
    });
});

describe('A frozen clock', () => {
    const text = (more: string) => `import asyncio

from freezegun import freeze_time


@freeze_time('2024-01-01')
async def test_dated(report):
    await asyncio.sleep(0.1)
    assert report.date == '2024-01-01'
${more}`;

    it('leaves asyncio alone, safely only where the file shows that its freezegun can', () => {
        const known = text(
            "\n\n@freeze_time('2024-01-02', real_asyncio=True)\nasync def test_other(report):\n    pass\n",
        );
        expect(findingsOf(known)[0]?.fixes[0]?.applicability).toBe('safe');
        const [finding] = findingsOf(text(''));
        expect(finding?.fixes[0]).toMatchObject({ kind: 'real-asyncio', applicability: 'unsafe' });
        expect(finding?.fixes[0]?.title).toContain('needs freezegun 1.5 or newer');
    });
});

describe('Time that passes', () => {
    it('stays where the file has no fake clock, and the hover says so', () => {
        const text = `import time


def test_entry_expires(cache):
    cache.put('a', 1, ttl=1)
    time.sleep(1.1)
    assert cache.get('a') is None
`;
        const [finding] = findingsOf(text, { rule: 'elapsed-time' });
        expect(finding?.fixes).toEqual([]);
        expect(finding?.explanation.solution).toContain('this file uses neither freezegun nor time-machine');
    });
});
