/** What is a test: files, classes and functions, as pytest, unittest, testtools, Django and trial see them. */
import type { OutlineUnit } from '../syntax/outline.ts';

export type FunctionRole = 'test' | 'setup' | 'teardown' | 'fixture' | 'helper';

/** How a file takes part in testing. Nothing is ever reported in `other`. */
export type FileRole = 'test' | 'support' | 'other';

const SETUP = new Set([
    'setUp',
    'setUpClass',
    'setUpModule',
    'asyncSetUp',
    'setUpTestData',
    'setup_method',
    'setup_class',
    'setup_function',
    'setup_module',
    'setup',
    '_setUp',
    'setUpAll',
]);
const TEARDOWN = new Set([
    'tearDown',
    'tearDownClass',
    'tearDownModule',
    'asyncTearDown',
    'teardown_method',
    'teardown_class',
    'teardown_function',
    'teardown_module',
    'teardown',
    '_tearDown',
    '_cleanup',
    'cleanUp',
]);

const TEST_FILE = /^(test_.*|.*_tests?|tests?|test[A-Z].*|.*_test_.*|.*Tests?)\.py$/;
const SUPPORT_FILE = /^conftest\.py$/;
const TEST_FOLDERS = new Set([
    'test',
    'tests',
    'testing',
    'unit_tests',
    'functional_tests',
    'integration_tests',
]);
/** A file that says so itself: it imports a test framework and defines tests. */
const TEST_CONTENT =
    /^\s*(import (pytest|unittest|testtools)|from (pytest|unittest|testtools|django\.test|twisted\.trial)\b)/m;
const TEST_DEFINITION = /^\s*(async\s+)?def test|^\s*class \w*Test/m;

/**
 * @param path with `/` between folders
 * @param extra names of test files that the project's own configuration gives, as predicates on the path
 */
export function fileRole(path: string, text: string, extra?: (path: string) => boolean): FileRole {
    const parts = path.split('/');
    const name = parts.pop() ?? '';
    if (SUPPORT_FILE.test(name)) return 'support';
    if (TEST_FILE.test(name) || extra?.(path)) return 'test';
    if (
        parts.some(
            p => TEST_FOLDERS.has(p) || p.endsWith('_tests') || p.endsWith('_test') || p.startsWith('test_'),
        )
    )
        return 'support';
    if (TEST_CONTENT.test(text) && TEST_DEFINITION.test(text)) return 'test';
    return 'other';
}

export function methodRole(unit: OutlineUnit, isTestClass: boolean): FunctionRole {
    if (SETUP.has(unit.name)) return 'setup';
    if (TEARDOWN.has(unit.name)) return 'teardown';
    if (isFixture(unit.text)) return 'fixture';
    return isTestClass && unit.name.startsWith('test') ? 'test' : 'helper';
}

export function moduleFunctionRole(unit: OutlineUnit): FunctionRole {
    if (SETUP.has(unit.name)) return 'setup';
    if (TEARDOWN.has(unit.name)) return 'teardown';
    if (isFixture(unit.text)) return 'fixture';
    return unit.name.startsWith('test') ? 'test' : 'helper';
}

function isFixture(text: string): boolean {
    return (
        text.startsWith('@') &&
        /^@(pytest\.|pytest_asyncio\.|\w+\.)?(yield_)?fixture\b/m.test(text.slice(0, 400))
    );
}
