import { beforeAll, describe, expect, it } from 'vitest';
import { FileFacts } from '../../server/src/flow/context.ts';
import { type SleepBudget, sleepBudget } from '../../server/src/flow/sleep-budget.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { loadParser, withModule } from '../engine/support.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});

/** The budget of the first test of a file. */
function budgetOf(...lines: string[]): SleepBudget | undefined {
    return withModule(parser, ['import time', '', ...lines, ''].join('\n'), module => {
        const test = module.functions.find(unit => unit.role === 'test');
        return test && sleepBudget(test, new FileFacts(module));
    });
}

const once = (seconds: number, atLeast = false) => ({ seconds, atLeast, runs: 1, runsAtLeast: false });

describe('what a test sleeps in all', () => {
    it('adds up its sleeps', () => {
        expect(budgetOf('def test_a():', '    time.sleep(0.1)', '    time.sleep(0.2)')).toEqual(once(0.3));
    });

    it('is nothing where nothing sleeps', () => {
        expect(budgetOf('def test_a():', '    assert True')).toEqual(once(0));
    });

    it('multiplies by the rounds of loops, also of loops in loops', () => {
        expect(
            budgetOf(
                'def test_a():',
                '    for _ in range(3):',
                "        for name in ['a', 'b']:",
                '            time.sleep(0.5)',
            ),
        ).toEqual(once(3));
    });

    it.each([
        ['range(2, 5)', 3],
        ['range(0, 10, 4)', 3],
        ['enumerate([1, 2])', 2],
        ['(1, 2, 3, 4)', 4],
    ])('counts %s', (iterable, rounds) => {
        expect(budgetOf('def test_a():', `    for x in ${iterable}:`, '        time.sleep(1)')).toEqual(
            once(rounds),
        );
    });

    it('takes one round of a loop whose rounds are not known, and says "at least"', () => {
        expect(budgetOf('def test_a(items):', '    for item in items:', '        time.sleep(2)')).toEqual(
            once(2, true),
        );
    });

    it('counts a poll as nothing, as it may succeed at once', () => {
        expect(
            budgetOf(
                'def test_a(server):',
                '    time.sleep(1)',
                '    for _ in range(50):',
                '        if server.ready:',
                '            break',
                '        time.sleep(0.1)',
                '    while not server.ready:',
                '        time.sleep(0.1)',
            ),
        ).toEqual(once(1, true));
    });

    it('counts what only some runs reach as nothing', () => {
        expect(budgetOf('def test_a(slow):', '    if slow:', '        time.sleep(5)')).toEqual(once(0, true));
    });

    it('says "at least" for a length that is not known', () => {
        expect(budgetOf('def test_a(delay):', '    time.sleep(1)', '    time.sleep(delay)')).toEqual(
            once(1, true),
        );
    });

    it('knows constants and arithmetic', () => {
        expect(budgetOf('DELAY = 0.5', '', 'def test_a():', '    time.sleep(DELAY * 2)')).toEqual(once(1));
    });

    it('follows helpers of the file, as often as they are called', () => {
        expect(
            budgetOf(
                'def settle():',
                '    prepare_sleep()',
                '    time.sleep(0.5)',
                '',
                'def prepare_sleep():',
                '    print()',
                '    time.sleep(0.25)',
                '',
                'def test_a():',
                '    settle()',
                '    for _ in range(2):',
                '        settle()',
            ),
        ).toEqual(once(2.25));
    });

    it('adds what setUp and tearDown sleep, also those of a base class', () => {
        expect(
            budgetOf(
                'class Base:',
                '    def setUp(self):',
                '        self.boot()',
                '        time.sleep(1)',
                '',
                'class TestA(Base):',
                '    def tearDown(self):',
                '        self.stop()',
                '        time.sleep(2)',
                '',
                '    def test_a(self):',
                '        self._rest()',
                '',
                '    def _rest(self):',
                '        time.sleep(4)',
            ),
        ).toEqual(once(7));
    });

    it('multiplies parametrised runs', () => {
        expect(
            budgetOf(
                'import pytest',
                '',
                "@pytest.mark.parametrize('a', [1, 2])",
                "@pytest.mark.parametrize('b', [1, 2, 3])",
                'def test_a(a, b):',
                '    time.sleep(0.5)',
            ),
        ).toEqual({ seconds: 0.5, atLeast: false, runs: 6, runsAtLeast: false });
    });

    it('says that the number of runs is a lower bound where the values are not known', () => {
        expect(
            budgetOf(
                'import pytest',
                '',
                "@pytest.mark.parametrize('a', CASES)",
                'def test_a(a):',
                '    time.sleep(0.5)',
            ),
        ).toEqual({ seconds: 0.5, atLeast: false, runs: 1, runsAtLeast: true });
    });

    it('leaves out what workers, replacements and mocked clocks sleep', () => {
        expect(
            budgetOf(
                'import threading',
                '',
                'def test_a(results):',
                '    def work():',
                '        time.sleep(5)',
                '',
                '    thread = threading.Thread(target=work)',
                '    thread.start()',
                '    thread.join()',
            ),
        ).toEqual(once(0));
        expect(
            budgetOf(
                'from unittest import mock',
                '',
                "@mock.patch('time.sleep')",
                'def test_a(sleep):',
                '    time.sleep(5)',
            ),
        ).toEqual(once(0));
    });

    it('is not asked of helpers and of tests that do not parse', () => {
        expect(budgetOf('def helper():', '    time.sleep(1)')).toBeUndefined();
        expect(budgetOf('def test_a():', '    time.sleep(1', '    x = =')).toBeUndefined();
    });
});
