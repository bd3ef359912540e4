/** File patterns, as `.gitignore` reads them: a name matches in any folder, a pattern with a `/` from the top. */
import ignore from 'ignore';

export type Matcher = (path: string) => boolean;

const OPTIONS = { ignorecase: false, allowRelativePaths: true };

/** What any of `patterns` matches. Text that means something only in `.gitignore` (`!`, `#`) is taken literally. */
export function patternMatcher(patterns: readonly string[]): Matcher {
    const set = ignore(OPTIONS).add(patterns.map(pattern => pattern.replace(/^[!#]/, '\\$&')));
    return path => {
        const below = path.replace(/^\/+/, '');
        return below !== '' && set.ignores(below);
    };
}

const testMatchers = new WeakMap<readonly string[], Matcher>();

/**
 * What `test-files` names: as for pytest, a pattern with a `/` matches the end of a path, wherever that
 * begins. Remembered by the list, because every analysis of every file asks.
 */
export function testFileMatcher(testFiles: readonly string[]): Matcher {
    let matcher = testMatchers.get(testFiles);
    if (matcher === undefined) {
        matcher = patternMatcher(
            testFiles.map(name => (name.includes('/') ? `**/${name.replace(/^\/+/, '')}` : name)),
        );
        testMatchers.set(testFiles, matcher);
    }
    return matcher;
}
