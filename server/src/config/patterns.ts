/** File patterns, as `.gitignore` reads them: a name matches in any folder, a pattern with a `/` from the top. */
import ignore from 'ignore';
import { parentOf } from './paths.ts';

export type Matcher = (relativePath: string) => boolean;

const OPTIONS = { ignorecase: false, allowRelativePaths: true };

/** What any of `patterns` matches. Text that means something only in `.gitignore` (`!`, `#`) is taken literally. */
export function patternMatcher(patterns: readonly string[]): Matcher {
    const set = ignore(OPTIONS).add(patterns.map(pattern => pattern.replace(/^[!#]/, '\\$&')));
    return path => path !== '' && set.ignores(path);
}

const SUPPORT_FOLDERS = new Set(['test', 'tests']);

/** `test` for what is named like a test, `support` for conftest.py and the helpers beside tests. */
export type TestRole = 'test' | 'support' | 'none';

/** Decides from its path below the project's root what a Python file is to a test runner. */
export function testRole(relativePath: string, isTest: Matcher): TestRole {
    if (isTest(relativePath)) return 'test';
    if (!relativePath.endsWith('.py')) return 'none';
    if (relativePath === 'conftest.py' || relativePath.endsWith('/conftest.py')) return 'support';
    return parentOf(relativePath)
        .split('/')
        .some(folder => SUPPORT_FOLDERS.has(folder))
        ? 'support'
        : 'none';
}
