/** What counts as a test: files, classes and functions, as the usual runners see them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileRole } from '../../server/src/model/discovery.ts';
import type { PythonParser } from '../../server/src/syntax/parser.ts';
import { loadParser, withModule } from './support.ts';

let parser: PythonParser;
beforeAll(async () => {
    parser = await loadParser();
});
afterAll(() => parser.dispose());

const roles = (text: string) =>
    withModule(parser, text, module => Object.fromEntries(module.functions.map(f => [f.qualname, f.role])));

describe('files', () => {
    it.each([
        ['test_a.py', 'test'],
        ['pkg/test_a.py', 'test'],
        ['pkg/a_test.py', 'test'],
        ['shop/tests.py', 'test'],
        ['shop/tests/test_models.py', 'test'],
        ['conftest.py', 'support'],
        ['tests/conftest.py', 'support'],
        ['tests/helpers.py', 'support'],
        ['nova/tests/fixtures/nova.py', 'support'],
        ['shop/stock.py', 'other'],
        ['shop/latest.py', 'other'],
        ['shop/contest.py', 'other'],
        ['attest.py', 'other'],
        ['', 'other'],
    ])('%s: %s', (path, role) => {
        expect(fileRole(path, '')).toBe(role);
    });

    it('are tests when they import a test framework and define tests, whatever they are called', () => {
        const text = 'import unittest\n\n\nclass TestX(unittest.TestCase):\n    pass\n';
        expect(fileRole('checks/stock.py', text)).toBe('test');
        expect(fileRole('checks/stock.py', 'import unittest\n')).toBe('other');
    });

    it('are tests when the configuration says so', () => {
        expect(fileRole('checks/check_stock.py', '', path => path.includes('check_'))).toBe('test');
    });
});

describe('functions', () => {
    it('of pytest: tests, fixtures, setup and helpers', () => {
        const text = `
import pytest

def setup_module(): pass
def teardown_module(): pass
def setup_function(f): pass

@pytest.fixture
def a(): pass

@pytest.fixture(scope='module')
async def b(): yield

@pytest_asyncio.fixture
async def c(): yield

def test_a(a): pass

async def test_b(b): pass

@pytest.mark.parametrize('x', [1])
def test_c(x): pass

def helper(): pass
`;
        expect(roles(text)).toEqual({
            setup_module: 'setup',
            teardown_module: 'teardown',
            setup_function: 'setup',
            a: 'fixture',
            b: 'fixture',
            c: 'fixture',
            test_a: 'test',
            test_b: 'test',
            test_c: 'test',
            helper: 'helper',
        });
    });

    it('of unittest, testtools and Django: methods of test classes', () => {
        const text = `
class StockTest(django.test.TestCase):
    @classmethod
    def setUpClass(cls): pass
    @classmethod
    def setUpTestData(cls): pass
    def setUp(self): pass
    def tearDown(self): pass
    def test_a(self): pass
    @unittest.skip('why')
    def test_b(self): pass
    def helper(self): pass

class ApiTest(testtools.TestCase):
    def test_a(self): pass

class Worker(fixtures.Fixture):
    def _setUp(self): pass
    def cleanUp(self): pass
`;
        expect(roles(text)).toEqual({
            'StockTest.setUpClass': 'setup',
            'StockTest.setUpTestData': 'setup',
            'StockTest.setUp': 'setup',
            'StockTest.tearDown': 'teardown',
            'StockTest.test_a': 'test',
            'StockTest.test_b': 'test',
            'StockTest.helper': 'helper',
            'ApiTest.test_a': 'test',
            'Worker._setUp': 'setup',
            'Worker.cleanUp': 'teardown',
        });
    });

    it('of asyncio-style and trial: coroutines and deferreds', () => {
        const text = `
class QueueTests(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self): pass
    async def test_a(self): pass

class ReactorTests(twisted.trial.unittest.TestCase):
    @defer.inlineCallbacks
    def test_b(self): yield
`;
        expect(roles(text)).toEqual({
            'QueueTests.asyncSetUp': 'setup',
            'QueueTests.test_a': 'test',
            'ReactorTests.test_b': 'test',
        });
    });

    it('of a class that is a test only by its base class in the file', () => {
        const text = `
class Base(unittest.TestCase):
    pass

class Stock(Base):
    def helper(self): pass
    def test_a(self): pass
`;
        expect(roles(text)['Stock.test_a']).toBe('test');
    });

    it('of nested classes carry the whole name', () => {
        const text = 'class TestA:\n    class TestB:\n        def test_c(self): pass\n';
        expect(roles(text)).toEqual({ 'TestA.TestB.test_c': 'test' });
    });

    it('inside `if` and `try` at module level are found too', () => {
        const text = `
if sys.platform != 'win32':
    def test_a(): pass
else:
    def test_b(): pass

try:
    import x
except ImportError:
    class TestC:
        def test_d(self): pass
`;
        expect(roles(text)).toEqual({ test_a: 'test', test_b: 'test', 'TestC.test_d': 'test' });
    });

    it('are kept apart when two of the same name stand in one file', () => {
        const text = 'def test_a(): pass\n\n\ndef test_a(): pass\n';
        withModule(parser, text, module => expect(module.functions).toHaveLength(2));
    });
});

describe('docstrings and comments', () => {
    it('of a class is its first string', () => {
        const text = 'class TestA:\n    """About races."""\n    def test_a(self): pass\n';
        const docstring = withModule(parser, text, m => m.classes.get('TestA')?.docstring());
        expect(docstring).toBe('About races.');
    });

    it('outside functions belong to the module, those inside to their function', () => {
        const text =
            '# top\nclass TestA:  # header\n    # body\n    def test_a(self):\n        pass  # inner\n# end\n';
        withModule(parser, text, module => {
            expect(module.comments.map(c => c.text)).toEqual(['# top', '# header', '# body', '# end']);
            expect(module.functions[0]?.comments().map(c => c.text)).toEqual(['# inner']);
        });
    });

    it('never end in a carriage return', () => {
        const text = '# top\r\ndef test_a():\r\n    pass  # inner\r\n';
        withModule(parser, text, module => {
            expect(module.comments.map(c => c.text)).toEqual(['# top']);
            expect(module.functions[0]?.comments().map(c => c.text)).toEqual(['# inner']);
        });
    });
});
